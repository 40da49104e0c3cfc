using System.Text;
using System.Text.Json.Nodes;

namespace Touchpoints.Ingest.Tests;

/// <summary>The disk fails, once, or is slow (reliability.md B31, B32). On SQLite, whose file is the worker's own.</summary>
public sealed class BadDiskTests
{
    // SQLite's, and how many of them a run makes in one thread, about.
    private static readonly (string Name, int Count)[] s_calls = [("pwrite64", 40), ("fsync", 6), ("ftruncate", 2)];

    private const int LargeMails = 12;
    private const int LargeMailLines = 2000;

    private CrashHouse _house = null!;

    private static IEnumerable<string> Faults => Scenario.Seeds > 0 ? ["error=EIO", "error=ENOSPC", "signal=KILL", "delay_enter=300000"] : [];

    [SetUp]
    public void SetUp() => _house = new CrashHouse(isPostgres: false);

    [TearDown]
    public void TearDown() => _house.Dispose();

    /// <summary>What could not be written or synced is not relied on: the program says so and ends, or goes on.</summary>
    [Test]
    public Task Each_of_the_files_that_are_written_fails_once() => new Scenario(0, ["ingest", "--once", "--from", _house.Mails(0)])
    {
        Prepare = name => Task.FromResult(_house.Organised(name)),
        PointsOf = effects => [.. effects.Where(e => !e.Contains("commit", StringComparison.Ordinal)).Select(e => e.Split(' ')[0] + "!")],
        FirstCodes = [ExitCode.TryAgain, ExitCode.Configuration, ExitCode.Done],
    }.StopAtEachAsync();

    /// <summary>A batch of mails that are larger together than what is written at one go: what was written of it before is worth nothing, and gets no rows.</summary>
    [Test]
    public async Task Octets_of_a_mailbox_cannot_be_written_in_the_midst_of_a_batch()
    {
        var template = MailServer.NewUser();
        await MailServer.DeliverAsync(template, Enumerable.Range(1, LargeMails).Select(LargeMail));
        await new Scenario(0, ["ingest", "--once"])
        {
            Prepare = async name =>
            {
                var user = MailServer.NewUser();
                await MailServer.Dovecot.DoveadmAsync("copy", "-u", user, "INBOX", "user", template, "mailbox", "INBOX");
                return _house.Organised(name, new JsonObject { ["box"] = BuiltProgram.Mailbox(user) });
            },
            PointsOf = effects => [.. effects.Where(e => e.EndsWith(" write segment", StringComparison.Ordinal)).Select(e => e.Split(' ')[0] + "!")],
            FirstCodes = [ExitCode.TryAgain],
            Expect = state => Assert.That(state.Count(line => line.StartsWith("delivery:", StringComparison.Ordinal)), Is.EqualTo(LargeMails)),
        }.StopAtEachAsync();
    }

    private static byte[] LargeMail(int number) => Encoding.ASCII.GetBytes(
        $"From: Bo <bo@elsewhere.example>\r\nTo: log@in.vendor.example\r\nSubject: Large {number}\r\nMessage-ID: <large{number}@elsewhere.example>\r\n\r\n"
        + string.Concat(Enumerable.Repeat($"Line of mail {number}, one of many.\r\n", LargeMailLines)));

    /// <summary>Long form only; needs strace.</summary>
    [TestCaseSource(nameof(Faults))]
    public Task Each_of_SQLites_own_system_calls_fails_once(string fault) => new Scenario(0, ["ingest", "--once", "--from", _house.Mails(0)])
    {
        Prepare = name => Task.FromResult(_house.Organised(name.Replace(':', '-'))),
        PointsOf = _ => [.. from call in s_calls from n in Enumerable.Range(1, call.Count) select $"{call.Name}:{fault}:when={n}"],
        FirstCodes = [ExitCode.TryAgain, ExitCode.Configuration, ExitCode.Done, BuiltProgram.Killed],
    }.StopAtEachAsync();
}
