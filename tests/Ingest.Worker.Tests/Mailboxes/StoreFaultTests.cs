using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>What happens to the store and to the clock while mail comes (reliability.md B2, B26, B28).</summary>
public sealed class StoreFaultTests
{
    private string _folder = "";
    private string _user = "";

    [SetUp]
    public void MakeFolder() => (_folder, _user) = (Directory.CreateTempSubdirectory("touchpoints-faults-").FullName, MailServer.NewUser());

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    // B2: everything about the mailbox is forgotten, nothing about its mail.
    [Test]
    public async Task A_mailbox_that_is_read_three_times_over_has_its_mail_once()
    {
        await MailServer.DeliverAsync(_user, Enumerable.Range(1, 20).Select(i => MailServer.Mail(i)));
        foreach (var name in new[] { "first", "second", "third" })
        {
            await using var worker = await TestWorker.Open(TestWorker.Settings(_folder, _user, m => m with { Name = name })).StartAsync();
            await worker.SettledAsync(20);
        }

        using var database = Database.OpenForReading(new StoreSettings(Path.Combine(_folder, "t.db")), TimeProvider.System);
        var boxes = database.Reports.Mailboxes().ToDictionary(box => box.Report.Mailbox);
        Assert.Multiple(() =>
        {
            Assert.That(boxes["first"].Outcomes.GetValueOrDefault("held"), Is.EqualTo(20));
            Assert.That(boxes["second"].Outcomes.GetValueOrDefault("duplicate"), Is.EqualTo(20));
            Assert.That(boxes["third"].Outcomes.GetValueOrDefault("duplicate"), Is.EqualTo(20));
            Assert.That(boxes.Values.Select(box => box.SumCloses), Is.All.True);
            Assert.That(database.Reports.Held("unknown-author", 100), Has.Count.EqualTo(20));
        });
    }

    // B28: a backup or a database browser that sits on the file for longer than the engine waits.
    [Test]
    public async Task A_database_that_another_program_holds_is_waited_for_and_told_of()
    {
        await using var worker = await TestWorker.Open(TestWorker.Settings(_folder, _user)).StartAsync(new MailboxPace { StoreRetry = TimeSpan.FromMilliseconds(50) });
        await worker.ReportAsync(r => r.State == MailboxState.Idle);
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder, "t.db")};Pooling=False"))
        {
            other.Open();
            using var held = other.BeginTransaction(deferred: false);
            await MailServer.DeliverAsync(_user, Enumerable.Range(1, 20).Select(i => MailServer.Mail(i)));
            await worker.SaidAsync("Close that program");
            Assert.That(worker.Settled, Is.Empty);
        }

        await worker.SettledAsync(20);
        Assert.That((worker.Summary.Seen, worker.Summary.Outcomes["held"], worker.Summary.SumCloses), Is.EqualTo((20L, 20L, true)));
    }

    // B26, R27: nothing is ordered, awaited or compared by the clock.
    [Test]
    public async Task A_clock_that_jumps_doubles_nothing_and_stops_nothing()
    {
        var clock = new JumpingClock();
        var settings = TestWorker.Settings(_folder, _user, m => m with { Poll = TimeSpan.FromMilliseconds(50), Compare = TimeSpan.FromMilliseconds(100), Idle = false });
        await using var worker = await TestWorker.Open(settings, clock).StartAsync();
        DateTimeOffset[] times = [JumpingClock.Real.AddDays(2), JumpingClock.Real.AddDays(-2), new(2038, 1, 19, 3, 14, 8, TimeSpan.Zero), new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), new(1999, 12, 31, 23, 59, 59, TimeSpan.Zero), JumpingClock.Real];
        for (var i = 0; i < times.Length; i++)
        {
            clock.JumpTo(times[i]);
            await MailServer.DeliverAsync(_user, Enumerable.Range(1 + (i * 5), 5).Select(n => MailServer.Mail(n)));
            await worker.SettledAsync((i + 1) * 5);
            await worker.ReportAsync(r => r.State == MailboxState.Polling && (r.CaughtUpAt - times[i])?.Duration() < TimeSpan.FromMinutes(5));
        }

        Assert.That((worker.Settled.Count, worker.Summary.Outcomes["held"], worker.Summary.SumCloses), Is.EqualTo((30, 30L, true)));
    }

    /// <summary>The wall clock may be anywhere; timers and timestamps go on, as those of a kernel do.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _aheadTicks;

        public static DateTimeOffset Real => System.GetUtcNow();

        public void JumpTo(DateTimeOffset now) => Interlocked.Exchange(ref _aheadTicks, (now - Real).Ticks);

        public override DateTimeOffset GetUtcNow() => Real + TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));
    }
}
