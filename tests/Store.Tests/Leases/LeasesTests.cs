using System.Diagnostics;

namespace Touchpoints.Store.Tests;

/// <summary>Reliability.md B24 to B26, on every engine: what one worker sees of its own leases.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class LeasesTests(TestEngine engine)
{
    private TempStore _store = null!;

    private Leases Leases => _store.Database.Leases;

    [SetUp]
    public void Open() => _store = new TempStore(engine);

    [TearDown]
    public void Close() => _store.Dispose();

    [Test]
    public void A_mailbox_is_taken_once_and_again_when_it_was_given_back()
    {
        var first = Leases.Take("INBOX")!;
        Assert.That((Leases.Take("INBOX"), Leases.HolderOf("INBOX"), Leases.Take("Other")?.Fence), Is.EqualTo(((Lease?)null, Leases.Holder, 1L)));
        Leases.Release(first);
        Assert.That((Leases.HolderOf("INBOX"), Leases.Take("INBOX")!.Fence), Is.EqualTo(((string?)null, first.Fence + 1)));
    }

    [Test]
    public void The_mailbox_list_shows_who_has_it()
    {
        var lease = Leases.Take("INBOX")!;
        _store.Ledger.OpenEpoch(lease, 1, 1);
        var row = _store.Reports.Mailboxes().Single().Lease!;
        Assert.That((row.Holder, row.Fence, row.IsLive, row.Age < TimeSpan.FromMinutes(1)), Is.EqualTo((Leases.Holder, 1L, true, true)));
        Leases.ReleaseAll();
        Assert.That(_store.Reports.Mailboxes().Single().Lease, Is.Null);
    }

    [Test]
    public void After_a_take_over_every_write_of_the_old_holder_is_refused_and_writes_nothing()
    {
        var lease = Leases.Take("INBOX")!;
        var epoch = _store.Ledger.OpenEpoch(lease, 1, 1);
        var received = _store.Receive(epoch, (1, "one"));
        _store.Ledger.ReportMailbox(new MailboxReport("INBOX", MailboxState.Idle), lease);
        var before = Everything();

        // As another worker does it.
        _store.Database.Writer.Write(() => _store.Database.Writer.Prepare("UPDATE lease SET fence = fence + 1").Run());
        Assert.Multiple(() =>
        {
            Assert.Throws<LeaseLostException>(() => _store.Ledger.OpenEpoch(lease, 2, 1));
            Assert.Throws<LeaseLostException>(() => _store.Receive(epoch, (2, "two")));
            Assert.Throws<LeaseLostException>(() => _store.Ledger.Missed(epoch, [3], MissedKind.Vanished, "gone"));
            Assert.Throws<LeaseLostException>(() => _store.Ledger.ReportMailbox(new MailboxReport("INBOX", MailboxState.BackingOff), lease));
            Assert.Throws<LeaseLostException>(() => _store.Ledger.CountAttempt([received[0].Id], lease));
            Assert.Throws<LeaseLostException>(() => _store.Ledger.Acknowledged([received[0].Id], lease));
            Assert.Throws<LeaseLostException>(() => _store.Recorder.Record([Some.Mail(received[0], "a@x.example")], (_, _) => Some.Hold(Touchpoints.Threading.HoldReason.NoMatch), lease));
            Assert.Throws<LeaseLostException>(() => Leases.Confirm(lease));
            Assert.That(lease.Lost.IsCancellationRequested);
        });
        Assert.That(Everything(), Is.EqualTo(before));
    }

    // A process that was killed let nothing run out: on SQLite nobody else can be there, on PostgreSQL its time must pass.
    [Test]
    public void What_a_killed_process_had_is_the_next_ones_on_sqlite_and_not_yet_on_postgresql()
    {
        var fence = Leases.Take("INBOX")!.Fence;
        _store.Close();
        Assert.That(Leases.Take("INBOX")?.Fence, engine is TestEngine.Sqlite ? Is.EqualTo(fence + 1) : Is.Null);
    }

    [Test]
    public void A_jump_of_the_workers_clock_changes_nothing([Values(-2, 2)] int days)
    {
        var lease = Leases.Take("INBOX")!;
        var epoch = _store.Ledger.OpenEpoch(lease, 1, 1);
        _store.Clock.Advance(TimeSpan.FromDays(days));
        Leases.Renew();
        Assert.That((Leases.Take("INBOX"), Leases.HolderOf("INBOX"), lease.Lost.IsCancellationRequested), Is.EqualTo(((Lease?)null, Leases.Holder, false)));
        Assert.That(_store.Receive(epoch, (1, "one")), Has.Count.EqualTo(1));
        Assert.That(_store.Reports.Mailboxes().Single().Lease!.Age, Is.LessThan(TimeSpan.FromMinutes(1)));
    }

    private (long, long, string, long) Everything()
    {
        var mailbox = _store.Reports.Mailboxes().Single();
        return (mailbox.Seen, mailbox.Outcomes["received"], mailbox.Report.ToString(), _store.Ledger.Waiting("INBOX", 10).Sum(delivery => delivery.Attempts));
    }
}

/// <summary>Two workers on one database, which only PostgreSQL has.</summary>
[TestFixture(TestEngine.Postgres)]
[TestFixture(TestEngine.PgBouncer)]
public sealed class TwoWorkersTests(TestEngine engine)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private TempStore _store = null!;

    [SetUp]
    public void Open() => _store = new TempStore(engine);

    [TearDown]
    public void Close() => _store.Dispose();

    [Test]
    public void Whoever_says_nothing_is_taken_over_from_when_its_lease_has_run_out_and_not_before()
    {
        using var one = Worker(TimeSpan.FromSeconds(1));
        using var other = Worker(TimeSpan.FromSeconds(1));
        var since = Stopwatch.GetTimestamp();
        var lease = one.Leases.Take("INBOX")!;
        Lease? taken = null;
        Assert.That(() => (taken = other.Leases.Take("INBOX"))?.Fence, Is.EqualTo(lease.Fence + 1).After((int)s_patience.TotalMilliseconds, 20));
        Assert.That(Stopwatch.GetElapsedTime(since), Is.GreaterThan(TimeSpan.FromSeconds(0.9)));
        one.Leases.Renew();
        Assert.Multiple(() =>
        {
            Assert.That(lease.Lost.IsCancellationRequested, "the old holder hears of it when it renews");
            Assert.That(other.Leases.HolderOf("INBOX"), Is.EqualTo(other.Leases.Holder));
            Assert.Throws<LeaseLostException>(() => one.Ledger.OpenEpoch(lease, 1, 1));
            Assert.DoesNotThrow(() => other.Ledger.OpenEpoch(taken!, 1, 1));
        });
    }

    [Test]
    public void A_lease_that_is_renewed_is_kept_for_ever()
    {
        using var one = Worker(TimeSpan.FromSeconds(3));
        using var other = Worker(TimeSpan.FromSeconds(3));
        var lease = one.Leases.Take("INBOX")!;
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(4);)
        {
            one.Leases.Renew();
            Assert.That(other.Leases.Take("INBOX"), Is.Null);
        }

        Assert.That(lease.Lost.IsCancellationRequested, Is.False);
    }

    [Test]
    public void A_worker_that_stands_still_within_a_transaction_does_not_hold_up_the_others()
    {
        using var one = Worker(TimeSpan.FromSeconds(1));
        using var other = Worker(TimeSpan.FromSeconds(1));
        var lease = one.Leases.Take("INBOX")!;
        var broken = Assert.Throws<StoreException>(() => one.Writer.Write(() =>
        {
            // In the midst of a transaction that has locked all others out; the second one gets through all the same.
            Assert.That(() => other.Leases.Take("INBOX"), Is.Not.Null.After((int)s_patience.TotalMilliseconds, 20));
            one.Writer.Prepare("UPDATE lease SET fence = 1 WHERE mailbox = ?").With("INBOX").Number();
        }))!;
        Assert.That((broken.Problem, broken.MayTryAgain), Is.EqualTo((StoreProblem.Unreachable, true)));
        Assert.Throws<LeaseLostException>(() => one.Ledger.OpenEpoch(lease, 1, 1));
    }

    [Test]
    public async Task Of_many_that_want_the_same_mailbox_at_once_one_has_it_at_a_time()
    {
        using var one = Worker(TimeSpan.FromSeconds(15));
        using var other = Worker(TimeSpan.FromSeconds(15));
        var fences = await Task.WhenAll(new[] { one, other }.Select(worker => Task.Run(() => Enumerable.Range(0, 100).Select(_ => TakeAndRelease(worker.Leases)).OfType<long>().ToList())));
        var all = fences.SelectMany(each => each).ToList();
        Assert.That(all, Is.Unique);
        Assert.That(all.Order(), Is.EqualTo(Enumerable.Range(1, all.Count).Select(fence => (long)fence)));
    }

    private static long? TakeAndRelease(Leases leases)
    {
        if (leases.Take("INBOX") is not { } lease)
        {
            return null;
        }

        leases.Release(lease);
        return lease.Fence;
    }

    private Database Worker(TimeSpan lease) => Database.OpenForWriting(_store.Settings with { Lease = lease }, _store.Clock);
}
