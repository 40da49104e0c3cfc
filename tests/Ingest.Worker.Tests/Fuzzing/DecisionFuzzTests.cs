using System.Globalization;
using Touchpoints.Fuzzing;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>reliability.md F: whatever the octets, there is one decision, and each engine takes it.</summary>
public sealed class DecisionFuzzTests
{
    private static readonly DateTimeOffset s_arrival = new(2026, 1, 12, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public void Every_mail_has_one_decision_and_the_same_one_twice()
    {
        using var cli = new Cli();
        Assert.That(cli.Run("directory", "import", Path.Combine(Cli.Samples, "directory")).Code, Is.Zero);
        using var installation = Installation.OpenForReading(DemoSettings.Read(Cli.Samples, cli.Folder, server: null, page: false), TimeProvider.System);

        var found = FuzzLoop.Run(FuzzLoop.Mails(2_000), FuzzLoop.Mutator(FuzzLoop.Seed), octets => Decided(octets, installation));

        TestContext.Out.WriteLine($"{found} kinds of decision");
        Assert.That(found, Is.GreaterThan(150), "the changes no longer reach the rules");
    }

    [Test]
    public void Both_engines_take_every_mail_and_make_the_same_rows_of_it()
    {
        using var files = new CrashHouse(isPostgres: false);
        using var server = new CrashHouse(isPostgres: true);
        var folder = Directory.CreateDirectory(Path.Combine(files.Folder, "changed")).FullName;
        var mutator = FuzzLoop.Mutator(FuzzLoop.Seed + 1);
        var mails = FuzzLoop.Mails(300);
        for (var number = 0; number < mails; number++)
        {
            File.WriteAllBytes(Path.Combine(folder, number.ToString("D7", CultureInfo.InvariantCulture) + ".eml"), mutator.Next());
        }

        Assert.That(Rows(server, folder, mails), Is.EqualTo(Rows(files, folder, mails)));
    }

    private static IEnumerable<string> Rows(CrashHouse house, string folder, int mails)
    {
        var program = house.Organised("changed-store");
        var ingested = Cli.RunBare("ingest", "--once", "--from", folder, "--settings", program.SettingsFile);
        Assert.That(ingested.Code, Is.Zero, ingested.Error);
        var verified = Cli.RunBare("verify", "--json", "--settings", program.SettingsFile);
        Assert.That(verified.Code, Is.Zero, verified.Out);
        Assert.That(verified.Lines[^1].GetProperty("mails").GetInt64(), Is.EqualTo(new DirectoryInfo(folder).EnumerateFiles().Count(f => f.Length > 0)), "mails with octets to verify");
        var rows = EndState.Of(program.Store, "touchpoint.occurred_at", "touchpoint.last_touch", "account.last_touch");
        Assert.That(rows, Has.None.Contains("report this"));
        Assert.That(rows.Count(line => line.StartsWith("delivery:", StringComparison.Ordinal)), Is.EqualTo(mails));
        return rows.Where(line => !line.StartsWith("migration:", StringComparison.Ordinal) && !line.StartsWith("setting:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    private static string Decided(byte[] octets, Installation installation)
    {
        var (once, twice) = (Decide(octets, installation), Decide([.. octets], installation));
        return once.Shown == twice.Shown ? once.Kind : throw new InvalidOperationException($"Another decision for the same mail: {once.Shown} and {twice.Shown}");
    }

    private static (string Kind, string Shown) Decide(byte[] octets, Installation installation)
    {
        var delivery = new Delivery(default, "", 0, 0, "", default, new byte[32], s_arrival, 0);
        var mail = DeliveryReader.Read(delivery, octets, installation.Policy);
        if (mail.Failure is { } hold)
        {
            return octets.Length == 0 ? ("", hold.Evidence) : throw new InvalidOperationException("Only no octets at all are unreadable: " + hold.Evidence);
        }

        var decided = Decider.Decide(mail.Envelope, mail.Content, mail.Keys, installation.Database.Recorder.LookUp(mail.Keys), installation.Policy);
        if (decided.Trace.DecidedBy.Length == 0 || mail.Content.Shown is null)
        {
            throw new InvalidOperationException("A decision without a rule, or a mail without its new words.");
        }

        var shown = string.Join('\n', decided.Trace.Steps.Select(s => $"{s.Rule} {s.Hit} {s.Result}"));
        return ($"{decided.Kind} {string.Join(' ', decided.Trace.Steps.Select(s => s.Rule + (s.Hit ? "+" : "-")))}", $"{decided.Decision}\n{shown}\n{mail.Content.Shown}");
    }
}
