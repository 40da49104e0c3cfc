using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Touchpoints.Ingest.Tests;

/// <summary>The program is killed at each of its effects (reliability.md B1, B2, R2).</summary>
[TestFixture(false, TestName = "CrashPointTests on SQLite")]
[TestFixture(true, TestName = "CrashPointTests on PostgreSQL")]
public sealed class CrashPointTests(bool isPostgres)
{
    private CrashHouse _house = null!;

    private static IEnumerable<int> Seeds => Enumerable.Range(0, Scenario.Seeds + 1);

    [SetUp]
    public void SetUp() => _house = new CrashHouse(isPostgres);

    [TearDown]
    public void TearDown() => _house.Dispose();

    [TestCaseSource(nameof(Seeds))]
    public Task Mail_of_a_folder(int seed) => new Scenario(seed, ["ingest", "--once", "--from", _house.Mails(seed)])
    {
        Prepare = name => Task.FromResult(_house.Organised(name)),
        Expect = state => Assert.That(seed > 0 || Outcomes(state).IsSupersetOf(["recorded", "event", "duplicate", "held", "ignored"])),
    }.StopAtEachAsync();

    [TestCase("Keyword", "STORE")]
    [TestCase("Move", "MOVE")]
    public async Task Mail_of_a_mailbox(string acknowledgement, string command)
    {
        var template = MailServer.NewUser();
        await MailServer.DeliverAsync(template, Directory.EnumerateFiles(_house.Mails(0)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        var users = new ConcurrentDictionary<string, string>();
        await new Scenario(0, ["ingest", "--once"])
        {
            Prepare = async name =>
            {
                var user = users[name] = MailServer.NewUser();
                await MailServer.Dovecot.DoveadmAsync("copy", "-u", user, "INBOX", "user", template, "mailbox", "INBOX");
                var mailbox = BuiltProgram.Mailbox(user);
                (mailbox["Acknowledgement"], mailbox["MoveTo"]) = (acknowledgement, acknowledgement == "Move" ? "Processed" : null);
                return _house.Organised(name, new JsonObject { ["box"] = mailbox });
            },
            PointsOf = Scenario.Seeds > 0 ? Scenario.Each : _ => [$"UID {command}", $"UID {command}+"],
            More = async name => (await MailServer.Dovecot.DoveadmAsync("fetch", "-u", users[name], "mailbox uid hdr.message-id flags", "mailbox", "INBOX", "OR", "mailbox", "Processed")).Split('\n'),
        }.StopAtEachAsync();
    }

    [Test]
    public Task A_directory_that_is_imported_into_a_new_store() => new Scenario(0, ["directory", "import", Repository.File("samples/directory")])
    {
        Prepare = name => Task.FromResult(_house.New(name)),
        LeftOut = ["touchpoint.occurred_at", "touchpoint.last_touch", "account.last_touch"],
        More = name => Task.FromResult<string[]>([$"{ReplyKeyFile.Read(Path.Combine(_house.Folder, name, isPostgres ? "var" : "", "reply-keys"), makeWhenMissing: false).Keys.Count} reply keys"]),
    }.StopAtEachAsync();

    private static HashSet<string> Outcomes(IReadOnlyList<string> state) =>
        [.. state.Where(line => line.StartsWith("delivery:", StringComparison.Ordinal)).Select(line => line.Split(" | ").First(c => c.StartsWith("state=", StringComparison.Ordinal))[6..])];
}
