using System.Collections.Concurrent;
using System.Globalization;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// A command that is stopped at each of its points in turn, started again, and must end where the undisturbed one ends. TOUCHPOINTS_CRASH_SEEDS=N asks for
/// the long form (bench/crash-points.sh): both sides of every effect, N choices of mail, and a second kill in the recovery.
/// </summary>
internal sealed record Scenario(int Seed, string[] Command)
{
    /// <summary>0 in the short form.</summary>
    public static readonly int Seeds = int.TryParse(Environment.GetEnvironmentVariable("TOUCHPOINTS_CRASH_SEEDS"), out var seeds) ? seeds : 0;

    /// <summary>The program on a store of its own, of that name.</summary>
    public required Func<string, Task<BuiltProgram>> Prepare { get; init; }

    /// <summary>Where to stop it, of the effects of the undisturbed run.</summary>
    public Func<string[], IReadOnlyList<string>> PointsOf { get; init; } = Each;

    /// <summary>How the stopped run ends.</summary>
    public IReadOnlyList<int> FirstCodes { get; init; } = [BuiltProgram.Killed];

    /// <summary>Columns that are not compared, as table.column.</summary>
    public string[] LeftOut { get; init; } = [];

    /// <summary>What must be true of the undisturbed run, so that the comparison says something.</summary>
    public Action<IReadOnlyList<string>> Expect { get; init; } = _ => { };

    /// <summary>What is compared beside the store.</summary>
    public Func<string, Task<string[]>> More { get; init; } = _ => Task.FromResult<string[]>([]);

    /// <summary>Nothing lasting happens between one effect and the next: after each, and before the first, is every state there can be. The long form takes both sides.</summary>
    public static IReadOnlyList<string> Each(string[] effects) => ["1", .. effects.SelectMany((_, i) => Seeds > 0 && i > 0 ? new[] { $"{i + 1}", $"{i + 1}+" } : [$"{i + 1}+"])];

    public async Task StopAtEachAsync()
    {
        var undisturbed = await Prepare("undisturbed");
        Assert.That(await undisturbed.RunAsync("", Command), Is.EqualTo(ExitCode.Done));
        var expected = await StateAsync(undisturbed, "undisturbed");
        Expect(expected);
        var effects = undisturbed.Effects;
        var points = PointsOf(effects);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (point, _) =>
        {
            if (await StopAsync(point, effects.Length, expected) is { } difference)
            {
                wrong.Add($"{point} ({effects.FirstOrDefault(e => e.StartsWith(point.TrimEnd('+', '!') + " ", StringComparison.Ordinal))}): {difference}");
            }
        });
        TestContext.Out.WriteLine($"{points.Count} stops, {effects.Length} effects, {expected.Count} lines of state:\n{string.Join('\n', effects)}");
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>Null when all ends well.</summary>
    private async Task<string?> StopAsync(string point, int effects, IReadOnlyList<string> expected)
    {
        var program = await Prepare(point);
        var code = await program.RunAsync(point, Command);
        var second = SecondKill(point, effects);
        if (second.Length > 0)
        {
            await program.RunAsync(second, Command);
        }

        var again = await program.RunAsync("", Command);
        var state = await StateAsync(program, point);
        var differ = expected.Except(state).Select(line => "lacks " + line).Concat(state.Except(expected).Select(line => "has   " + line)).Take(10).ToList();
        return FirstCodes.Contains(code) && again == ExitCode.Done && differ.Count == 0 && state.Count == expected.Count
            ? null
            : $"exit code {code}, then {second}, at last {again}\n  {string.Join("\n  ", differ)}";
    }

    private async Task<IReadOnlyList<string>> StateAsync(BuiltProgram program, string name) => [.. EndState.Of(program.Store, LeftOut), .. await More(name)];

    /// <summary>Where the recovery is killed as well: anywhere, or nowhere.</summary>
    private string SecondKill(string point, int effects)
    {
        if (Seed == 0)
        {
            return "";
        }

        var any = new Random((Seed * 10_000) + (int.Parse(point.TrimEnd('+'), CultureInfo.InvariantCulture) * 10) + point.Length);
        return $"{any.Next(1, effects)}{(any.Next(2) == 0 ? "" : "+")}";
    }
}
