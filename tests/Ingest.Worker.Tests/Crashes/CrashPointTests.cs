using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// The program is killed at each of its effects in turn, started again, and must end where the undisturbed one ends (reliability.md B1, B2, R2). Environment,
/// for bench/crash-points.sh: TOUCHPOINTS_CRASH_SEEDS=N, every effect of every run, with N choices of mail and a second kill in the recovery.
/// </summary>
public sealed class CrashPointTests
{
    private static readonly int s_seeds = int.TryParse(Environment.GetEnvironmentVariable("TOUCHPOINTS_CRASH_SEEDS"), out var seeds) ? seeds : 0;

    // Everything that can become of a mail.
    private static readonly string[] s_some = ["001", "002", "006", "012", "013", "018", "021", "026", "028", "029", "049", "058", "061", "065", "071", "082"];

    // SQLite's, and how many of them a run makes in one thread, about.
    private static readonly (string Name, int Count)[] s_calls = [("pwrite64", 40), ("fsync", 6), ("ftruncate", 2)];

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-points-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Faults => s_seeds > 0 ? ["error=EIO", "error=ENOSPC", "signal=KILL", "delay_enter=300000"] : [];

    private static IEnumerable<int> Seeds => Enumerable.Range(0, s_seeds + 1);

    [TestCaseSource(nameof(Seeds))]
    public async Task Mail_of_a_folder(int seed)
    {
        var mails = MakeMails(seed);
        var organisation = MakeOrganisation();
        await KillAtEachAsync(new Scenario(seed, ["ingest", "--once", "--from", mails])
        {
            Prepare = name => Task.FromResult(Organised(organisation, name)),
            Expect = state => Assert.That(Outcomes(state), Is.SupersetOf(seed == 0 ? new[] { "recorded", "event", "duplicate", "held", "ignored" } : [])),
        });
    }

    // B32: a file that could not be written or synced is not relied on; the program says so and ends, or goes on. What SQLite writes itself fails below.
    [Test]
    public async Task Mail_of_a_folder_on_a_disk_that_fails_once()
    {
        var mails = MakeMails(0);
        var organisation = MakeOrganisation();
        await KillAtEachAsync(new Scenario(0, ["ingest", "--once", "--from", mails])
        {
            Prepare = name => Task.FromResult(Organised(organisation, name)),
            PointsOf = effects => [.. effects.Where(e => !e.Contains("commit", StringComparison.Ordinal)).Select(e => e.Split(' ')[0] + "!")],
            FirstCode = Is.AnyOf(ExitCode.TryAgain, ExitCode.Configuration, ExitCode.Done),
        });
    }

    // B28 to B32, on SQLite: what the engine itself writes fails, once, or is the last thing that happens. Long form only; needs strace.
    [TestCaseSource(nameof(Faults))]
    public async Task Mail_of_a_folder_while_the_engines_own_writes(string fault)
    {
        var mails = MakeMails(0);
        var organisation = MakeOrganisation();
        await KillAtEachAsync(new Scenario(0, ["ingest", "--once", "--from", mails])
        {
            Prepare = name => Task.FromResult(Organised(organisation, name.Replace(':', '-'))),
            PointsOf = _ => [.. from call in s_calls from n in Enumerable.Range(1, call.Count) select $"{call.Name}:{fault}:when={n}"],
            FirstCode = Is.AnyOf(ExitCode.TryAgain, ExitCode.Configuration, ExitCode.Done, BuiltProgram.Killed),
        });
    }

    [TestCase("Keyword", "STORE")]
    [TestCase("Move", "MOVE")]
    public async Task Mail_of_a_mailbox(string acknowledgement, string command)
    {
        var organisation = MakeOrganisation();
        var template = MailServer.NewUser();
        await MailServer.DeliverAsync(template, Directory.EnumerateFiles(MakeMails(0)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        var users = new ConcurrentDictionary<string, string>();
        await KillAtEachAsync(new Scenario(0, ["ingest", "--once"])
        {
            Prepare = async name =>
            {
                var user = users[name] = MailServer.NewUser();
                await MailServer.Dovecot.DoveadmAsync("copy", "-u", user, "INBOX", "user", template, "mailbox", "INBOX");
                var mailbox = BuiltProgram.Mailbox(user);
                (mailbox["Acknowledgement"], mailbox["MoveTo"]) = (acknowledgement, acknowledgement == "Move" ? "Processed" : null);
                return Organised(organisation, name, new JsonObject { ["box"] = mailbox });
            },
            PointsOf = s_seeds > 0 ? Each : _ => [$"UID {command}", $"UID {command}+"],
            More = async name => (await MailServer.Dovecot.DoveadmAsync("fetch", "-u", users[name], "mailbox uid hdr.message-id flags", "mailbox", "INBOX", "OR", "mailbox", "Processed")).Split('\n'),
        });
    }

    [Test]
    public Task A_directory_that_is_imported_into_a_new_store() => KillAtEachAsync(new Scenario(0, ["directory", "import", Repository.File("samples/directory")])
    {
        Prepare = name => Task.FromResult(new BuiltProgram(Path.Combine(_folder, name), Settings(null))),
        LeftOut = ["touchpoint.occurred_at", "touchpoint.last_touch", "account.last_touch"],
        More = name => Task.FromResult<string[]>([$"{ReplyKeyFile.Read(Path.Combine(_folder, name, "reply-keys"), makeWhenMissing: false).Keys.Count} reply keys"]),
    });

    /// <summary>Nothing lasting happens between one effect and the next: after each, and before the first, is every state there can be. The long form takes both sides.</summary>
    private static IReadOnlyList<string> Each(string[] effects) => ["1", .. effects.SelectMany((_, i) => s_seeds > 0 && i > 0 ? new[] { $"{i + 1}", $"{i + 1}+" } : [$"{i + 1}+"])];

    private static async Task KillAtEachAsync(Scenario scenario)
    {
        var undisturbed = await scenario.Prepare("undisturbed");
        Assert.That(await undisturbed.RunAsync("", scenario.Command), Is.EqualTo(ExitCode.Done));
        var expected = await scenario.StateAsync(undisturbed, "undisturbed");
        scenario.Expect(expected);
        var effects = undisturbed.Effects;
        var points = scenario.PointsOf(effects);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (point, _) =>
        {
            var program = await scenario.Prepare(point);
            var code = await program.RunAsync(point, scenario.Command);
            var second = scenario.SecondKill(point, effects.Length);
            if (second.Length > 0)
            {
                await program.RunAsync(second, scenario.Command);
            }

            var again = await program.RunAsync("", scenario.Command);
            var state = await scenario.StateAsync(program, point);
            var differ = expected.Except(state).Select(line => "lacks " + line).Concat(state.Except(expected).Select(line => "has   " + line)).Take(10).ToList();
            if (!scenario.FirstCode.Resolve().ApplyTo(code).IsSuccess || again != ExitCode.Done || differ.Count > 0 || state.Count != expected.Count)
            {
                wrong.Add($"{point} ({effects.FirstOrDefault(e => e.StartsWith(point.TrimEnd('+', '!') + " ", StringComparison.Ordinal))}), then {second}: exit codes {code} and {again}\n  {string.Join("\n  ", differ)}");
            }
        });
        TestContext.Out.WriteLine($"{points.Count} kills at {effects.Length} effects, {expected.Count} lines of state:\n{string.Join('\n', effects)}");
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    private static HashSet<string> Outcomes(IReadOnlyList<string> state) =>
        [.. state.Where(line => line.StartsWith("delivery:", StringComparison.Ordinal)).Select(line => line.Split(" | ").First(c => c.StartsWith("state=", StringComparison.Ordinal))[6..])];

    /// <summary>Samples as files; the same for the same seed. Seed 0 is a small choice in order, others are larger and in any order.</summary>
    private string MakeMails(int seed)
    {
        var samples = SampleMail.In(Repository.File("samples/eml"));
        var chosen = seed == 0 ? samples.Where(s => s_some.Contains(s.Number)).ToList() : [.. samples];
        var folder = Path.Combine(_folder, "mails");
        new DemoPost().WriteFolder(folder, chosen);
        if (seed > 0)
        {
            var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray();
            new Random(seed).Shuffle(files);
            foreach (var (file, i) in files.Select((f, i) => (f, i)))
            {
                File.Move(file, i < 40 ? Path.Combine(folder, $"{i:00}-{Path.GetFileName(file)}") : file + ".left-out");
            }
        }

        return folder;
    }

    /// <summary>A store with the sample organisation, to be copied.</summary>
    private string MakeOrganisation()
    {
        using var cli = new Cli();
        var answer = cli.Run("directory", "import", Repository.File("samples/directory"));
        Assert.That(answer.Code, Is.Zero, answer.Error);
        var file = Path.Combine(_folder, "organisation.db");
        File.Copy(cli.Database, file);
        return file;
    }

    private BuiltProgram Organised(string organisation, string name, JsonObject? mailboxes = null)
    {
        var settings = Settings("samples/reply-keys");
        settings["Mailboxes"] = mailboxes;
        var program = new BuiltProgram(Path.Combine(_folder, name), settings);
        File.Copy(organisation, program.DatabaseFile);
        return program;
    }

    /// <summary>Those of the samples; without a key file the program makes one beside the store.</summary>
    private static JsonObject Settings(string? keys)
    {
        var settings = JsonNode.Parse(File.ReadAllText(Repository.File("samples/settings.json")))![SettingsReference.Root]!.DeepClone().AsObject();
        settings["ReplyKeyFile"] = keys is null ? null : Repository.File(keys);
        return settings;
    }

    private sealed record Scenario(int Seed, string[] Command)
    {
        public required Func<string, Task<BuiltProgram>> Prepare { get; init; }

        public Func<string[], IReadOnlyList<string>> PointsOf { get; init; } = Each;

        public NUnit.Framework.Constraints.IResolveConstraint FirstCode { get; init; } = Is.EqualTo(BuiltProgram.Killed);

        public string[] LeftOut { get; init; } = [];

        public Action<IReadOnlyList<string>> Expect { get; init; } = _ => { };

        /// <summary>What the mail server says, beside the store.</summary>
        public Func<string, Task<string[]>> More { get; init; } = _ => Task.FromResult<string[]>([]);

        public async Task<IReadOnlyList<string>> StateAsync(BuiltProgram program, string name) =>
            [.. EndState.Of(program.DatabaseFile, LeftOut), .. await More(name)];

        /// <summary>Where the recovery is killed as well: anywhere, or nowhere.</summary>
        public string SecondKill(string point, int effects)
        {
            if (Seed == 0)
            {
                return "";
            }

            var any = new Random((Seed * 10_000) + (int.Parse(point.TrimEnd('+'), CultureInfo.InvariantCulture) * 10) + point.Length);
            return $"{any.Next(1, effects)}{(any.Next(2) == 0 ? "" : "+")}";
        }
    }
}
