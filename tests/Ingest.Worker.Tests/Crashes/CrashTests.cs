using System.Diagnostics;
using System.Text.Json.Nodes;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>The built program as a process of its own, killed where it hurts (reliability.md A, B14; S140, S144).</summary>
public sealed class CrashTests
{
    private const int Mails = 150;

    private string _folder = "";
    private string _user = "";

    [SetUp]
    public void MakeFolder() => (_folder, _user) = (Directory.CreateTempSubdirectory("touchpoints-crash-").FullName, MailServer.NewUser());

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_mail_that_kills_the_process_is_held_after_three_tries_and_all_others_are_recorded()
    {
        await MailServer.DeliverAsync(_user, [.. Enumerable.Range(1, 40).Select(i => MailServer.Mail(i)), MailServer.Mail(41, "poison"), .. Enumerable.Range(42, 59).Select(i => MailServer.Mail(i))]);
        var codes = new List<int>();
        do
        {
            codes.Add(await IngestAsync("read:<poison41@"));
        }
        while (codes[^1] == BuiltProgram.Killed && codes.Count < 10);

        Assert.That(codes, Is.EqualTo(new[] { BuiltProgram.Killed, BuiltProgram.Killed, BuiltProgram.Killed, ExitCode.Done }));
        AssertAllThere(100);
        using var database = Open();
        Assert.That(database.Reports.Held("unparseable", 10).Single().Evidence, Does.Contain("stopped the process three times"));
    }

    // Whoever kills the program again and again (a time limit, a full machine) finds the same waiting mail in its hands.
    [TestCase(3, "unknown-author")]
    [TestCase(5, "unknown-author")]
    [TestCase(6, "unparseable")]
    public async Task A_mail_that_is_only_there_when_the_process_dies_is_recorded_up_to_the_sixth_time(int attempts, string reason)
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        Assert.That(await IngestAsync("read:Number 1"), Is.EqualTo(BuiltProgram.Killed));
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder, "t.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"UPDATE delivery SET attempts = {attempts}";
            Assert.That(command.ExecuteNonQuery(), Is.EqualTo(1));
        }

        Assert.That(await IngestAsync(""), Is.EqualTo(ExitCode.Done));
        using var database = Open();
        Assert.That(database.Reports.Held(reason, 10), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_second_worker_on_the_same_store_is_refused()
    {
        using var first = Installation.OpenForWriting(TestWorker.Settings(_folder, _user), TimeProvider.System);
        Assert.That(await IngestAsync(""), Is.EqualTo(ExitCode.TryAgain));
    }

    [Test]
    public async Task Sigterm_stops_a_worker_within_ten_seconds()
    {
        await MailServer.DeliverAsync(_user, Enumerable.Range(1, Mails).Select(i => MailServer.Mail(i)));
        using var process = Program().Start("", "run");
        await LineAsync(process, "held");
        var since = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", [process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(TestWorker.Patience);
        Assert.That((process.ExitCode, since.Elapsed < TimeSpan.FromSeconds(10)), Is.EqualTo((ExitCode.Done, true)));
        Assert.That(await IngestAsync(""), Is.EqualTo(ExitCode.Done));
        AssertAllThere(Mails);
    }

    private static async Task LineAsync(Process process, string word)
    {
        while (await process.StandardError.ReadLineAsync().WaitAsync(TestWorker.Patience) is { } line)
        {
            if (line.Contains(word, StringComparison.Ordinal))
            {
                // The rest is read away, or the process would wait for its reader.
                _ = process.StandardError.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail($"The worker ended before it said \"{word}\".");
    }

    private void AssertAllThere(int mails)
    {
        using var database = Open();
        var box = database.Reports.Mailboxes().Single();
        Assert.Multiple(() =>
        {
            Assert.That(box.Seen, Is.EqualTo(mails));
            Assert.That(box.Outcomes.GetValueOrDefault("held"), Is.EqualTo(mails), "each mail is one of its own");
            Assert.That(box.SumCloses);
        });
    }

    private Database Open() => Database.OpenForReading(TestWorker.Settings(_folder, _user).Store, TimeProvider.System);

    private Task<int> IngestAsync(string crashAt) => Program().RunAsync(crashAt, "ingest", "--once");

    private BuiltProgram Program() => new(_folder, Path.Combine(_folder, "t.db"), new JsonObject
    {
        ["LogAddresses"] = new JsonArray("log@in.vendor.example"),
        ["Mailboxes"] = new JsonObject { ["box"] = BuiltProgram.Mailbox(_user) },
    });
}
