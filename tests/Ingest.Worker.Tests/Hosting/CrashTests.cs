using System.Diagnostics;
using System.Text.Json;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>The built program as a process of its own, killed where it hurts (reliability.md A, B14; S140, S144).</summary>
public sealed class CrashTests
{
    private const int Mails = 150;
    private const int Killed = 137;

    private string _folder = "";
    private string _user = "";

    [SetUp]
    public void MakeFolder() => (_folder, _user) = (Directory.CreateTempSubdirectory("touchpoints-crash-").FullName, MailServer.NewUser());

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(typeof(CrashPoints), nameof(CrashPoints.All))]
    public async Task Killed_at_any_point_nothing_is_lost_and_nothing_doubled(string point)
    {
        await MailServer.DeliverAsync(_user, Enumerable.Range(1, Mails).Select(i => MailServer.Mail(i)));
        Assert.That(await IngestAsync(point), Is.EqualTo(Killed), "the point was not reached");
        Assert.That(await IngestAsync(""), Is.EqualTo(ExitCode.Done));
        AssertAllThere(Mails);
        Assert.That(await MailServer.Dovecot.DoveadmAsync("search", "-u", _user, "mailbox", "INBOX", "unkeyword", "$Touchpoints"), Is.Empty);
    }

    [Test]
    public async Task A_mail_that_kills_the_process_is_held_after_three_tries_and_all_others_are_recorded()
    {
        await MailServer.DeliverAsync(_user, [.. Enumerable.Range(1, 40).Select(i => MailServer.Mail(i)), MailServer.Mail(41, "poison"), .. Enumerable.Range(42, 59).Select(i => MailServer.Mail(i))]);
        var codes = new List<int>();
        do
        {
            codes.Add(await IngestAsync($"{CrashPoints.BeforeRead}:<poison41@"));
        }
        while (codes[^1] == Killed && codes.Count < 10);

        Assert.That(codes, Is.EqualTo(new[] { Killed, Killed, Killed, ExitCode.Done }));
        AssertAllThere(100);
        using var database = Open();
        Assert.That(database.Reports.Held("unparseable", 10).Single().Evidence, Does.Contain("stopped the process three times"));
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
        using var process = Start("", "run");
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

    private async Task<int> IngestAsync(string crashAt)
    {
        using var process = Start(crashAt, "ingest", "--once");
        var said = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TestWorker.Patience);
        TestContext.Out.WriteLine(await said);
        return process.ExitCode;
    }

    private Process Start(string crashAt, params string[] command)
    {
        var settings = Path.Combine(_folder, "settings.json");
        File.WriteAllText(settings, JsonSerializer.Serialize(new
        {
            Touchpoints = new
            {
                Store = new { Database = Path.Combine(_folder, "t.db"), ReserveMegabytes = 1 },
                LogAddresses = new[] { "log@in.vendor.example" },
                Mailboxes = new { box = new { Host = "127.0.0.1", Port = MailServer.Dovecot.ImapPort, Security = "None", User = _user, PrivateDovecot.Password } },
                Ops = new { Url = "none" },
            },
        }));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "touchpoints.dll"), .. command, "--settings", settings]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["TOUCHPOINTS_CRASH_AT"] = crashAt;
        return Process.Start(start)!;
    }
}
