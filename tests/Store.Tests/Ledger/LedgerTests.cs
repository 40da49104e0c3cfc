namespace Touchpoints.Store.Tests;

[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class LedgerTests(TestEngine engine)
{
    private TempStore _store = null!;

    private Ledger Ledger => _store.Ledger;

    [SetUp]
    public void SetUp() => _store = new TempStore(engine);

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void The_same_delivery_received_twice_has_one_row()
    {
        var epoch = Ledger.OpenEpoch("INBOX", 7, 10);
        var first = _store.Receive(epoch, (1, "one"), (2, "two"));
        var second = _store.Receive(epoch, (2, "two"), (3, "three"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Select(d => (d.Uid, d.UidValidity, d.Attempts)), Is.EqualTo(new[] { (1u, 7u, 1), (2u, 7u, 1) }));
            Assert.That(second.Select(d => d.Uid), Is.EqualTo(new[] { 3u }));
            Assert.That(Ledger.Waiting("INBOX", 10).Select(d => d.Uid), Is.EqualTo(new[] { 1u, 2u, 3u }));
            Assert.That(_store.Reports.Mailboxes().Single().Seen, Is.EqualTo(3));
        }
    }

    // reliability.md B3
    [Test]
    public void A_batch_that_is_repeated_because_its_commit_was_not_answered_is_answered_as_it_would_have_been()
    {
        var epoch = Ledger.OpenEpoch("INBOX", 7, 10);
        using var appender = _store.Database.Octets.OpenAppender();
        var mails = new uint[] { 1, 2, 3 }.Select(uid => new ReceivedMail(uid, "", TempStore.Append(appender, [(byte)uid]), _store.Clock.GetUtcNow())).ToList();
        appender.Sync();
        var lost = Ledger.Receive(epoch, mails.Take(2).ToList());
        _store.Recorder.Record([Some.Mail(lost[1], "2@x.example")], (_, _) => Some.Hold(Threading.HoldReason.NoMatch));

        Assert.That(Ledger.Receive(epoch, mails).Select(delivery => (delivery.Uid, delivery.Id == lost[0].Id)), Is.EqualTo(new[] { (1u, true), (3u, false) }));
        Assert.That(_store.Reports.Mailboxes().Single().Seen, Is.EqualTo(3));
    }

    [Test]
    public void What_waits_is_there_after_a_restart_as_it_was_received()
    {
        var before = _store.Deliveries(3);
        _store.Close();

        var after = Ledger.Waiting("INBOX", 10);
        Assert.That(after.Select(d => (d.Id, d.Mailbox, d.Uid, d.Place, Convert.ToHexString(d.Sha256.Span), d.InternalDate)), Is.EqualTo(
            before.Select(d => (d.Id, d.Mailbox, d.Uid, d.Place, Convert.ToHexString(d.Sha256.Span), d.InternalDate))));
        Assert.That(Ledger.Waiting("INBOX", 2), Has.Count.EqualTo(2));
    }

    // reliability.md B4, B5
    [TestCase(7u, 10u, null, TestName = "The_same_UIDVALIDITY_and_a_higher_UIDNEXT_go_on")]
    [TestCase(7u, 0u, null, TestName = "A_UIDNEXT_that_the_server_does_not_say_goes_on")]
    [TestCase(8u, 10u, 7u, TestName = "Another_UIDVALIDITY_opens_an_epoch")]
    [TestCase(7u, 3u, 7u, TestName = "A_UIDNEXT_that_went_back_opens_an_epoch")]
    public void Epochs(uint uidValidity, uint uidNext, uint? replaced)
    {
        var first = Ledger.OpenEpoch("INBOX", 7, 5);
        _store.Receive(first, (5, "five"));

        var second = Ledger.OpenEpoch("INBOX", uidValidity, uidNext);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Replaced, Is.Null);
            Assert.That(second.Replaced, Is.EqualTo(replaced));
            Assert.That(second.Id == first.Id, Is.EqualTo(replaced is null));
            Assert.That(Ledger.KnownUids(second).Contains(5), Is.EqualTo(replaced is null));
        }
    }

    [Test]
    public void A_UIDVALIDITY_that_comes_back_knows_nothing()
    {
        var first = Ledger.OpenEpoch("INBOX", 7, 5);
        _store.Receive(first, (5, "five"));
        Ledger.OpenEpoch("INBOX", 8, 1);
        var back = Ledger.OpenEpoch("INBOX", 7, 6);

        Assert.That(back.Id, Is.Not.EqualTo(first.Id));
        Assert.That(Ledger.KnownUids(back).Ranges, Is.Empty);
        Assert.That(_store.Receive(back, (5, "another five")), Has.Count.EqualTo(1));
    }

    [Test]
    public void Known_UIDs_are_ranges()
    {
        var epoch = Ledger.OpenEpoch("INBOX", 7, 1);
        _store.Receive(epoch, (3, "a"), (1, "b"), (2, "c"), (7, "d"), (uint.MaxValue, "e"));

        var known = Ledger.KnownUids(epoch);
        Assert.That(known.Ranges, Is.EqualTo(new[] { (1u, 3u), (7u, 7u), (uint.MaxValue, uint.MaxValue) }));
        Assert.That(new[] { 1u, 3u, 4u, 7u, 8u, uint.MaxValue }.Select(known.Contains), Is.EqualTo(new[] { true, true, false, true, false, true }));
    }

    [Test]
    public void Files_are_known_by_name()
    {
        var epoch = Ledger.OpenEpoch("folder", 1, 1);
        using var appender = _store.Database.Octets.OpenAppender();
        var mails = new[] { "a.eml", "b.eml", "a.eml" }.Select(name => new ReceivedMail(0, name, TempStore.Append(appender, [1, 2]), _store.Clock.GetUtcNow())).ToList();
        appender.Sync();

        Assert.That(Ledger.Receive(epoch, mails).Select(d => d.SourceName), Is.EqualTo(new[] { "a.eml", "b.eml" }));
        Assert.That(Ledger.KnownNames(Ledger.OpenEpoch("folder", 1, 1)), Is.EquivalentTo(new[] { "a.eml", "b.eml" }));
    }

    [TestCase(MissedKind.Vanished, "vanished", "")]
    [TestCase(MissedKind.Unfetchable, "held", "unfetchable")]
    [TestCase(MissedKind.Oversize, "held", "oversize")]
    public void A_mail_without_octets_has_a_row_and_is_not_asked_for_again(MissedKind kind, string outcome, string heldReason)
    {
        var epoch = Ledger.OpenEpoch("INBOX", 7, 1);
        Ledger.Missed(epoch, [4, 5], kind, "NO such message");
        Ledger.Missed(epoch, [5], kind, "NO such message");

        var held = _store.Reports.Held("", 10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_store.Reports.Ledger(outcome, "", null, 10).Select(row => row.Uid), Is.EqualTo(new[] { 5u, 4u }));
            Assert.That(Ledger.KnownUids(epoch).Ranges, Is.EqualTo(new[] { (4u, 5u) }));
            Assert.That(Ledger.Waiting("INBOX", 10), Is.Empty);
            Assert.That(held.Select(row => (row.Reason, row.Evidence)), Is.EqualTo(heldReason.Length == 0 ? [] : new[] { (heldReason, "NO such message"), (heldReason, "NO such message") }));
            Assert.That(_store.Reports.Mailboxes().Single().SumCloses, Is.True);
        }
    }

    [Test]
    public void Attempts_are_counted_and_kept()
    {
        var deliveries = _store.Deliveries(2);
        Ledger.CountAttempt([deliveries[1].Id]);
        _store.Close();

        Assert.That(Ledger.Waiting("INBOX", 10).Select(d => d.Attempts), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Only_settled_deliveries_are_acknowledged_and_each_once()
    {
        _store.WithDirectory();
        var epoch = Ledger.OpenEpoch("INBOX", 1, 1);
        var deliveries = _store.Receive(epoch, (1, "a"), (2, "b"), (3, "c"));
        Ledger.Missed(epoch, [4], MissedKind.Vanished, "gone");
        _store.Recorder.Record([.. deliveries.Take(2).Select(d => Some.Mail(d, $"{d.Uid}@x.example"))], (_, _) => Some.Hold(Threading.HoldReason.NoMatch));

        Assert.That(Ledger.ToAcknowledge(epoch, 10).Select(d => d.Uid), Is.EqualTo(new[] { 1u, 2u }));
        Ledger.Acknowledged([deliveries[0].Id]);
        Assert.That(Ledger.ToAcknowledge(epoch, 10).Select(d => d.Uid), Is.EqualTo(new[] { 2u }));
    }

    [Test]
    public void A_mailbox_keeps_what_its_loop_last_said()
    {
        var now = _store.Clock.GetUtcNow();
        var report = new MailboxReport("INBOX", MailboxState.NeedsAttention) { CaughtUpAt = now, NextTryAt = now.AddMinutes(15), LastError = "The password was refused.", LastErrorAt = now, Unfetched = 3 };
        Ledger.OpenEpoch("INBOX", 7, 1);
        Ledger.ReportMailbox(new MailboxReport("INBOX", MailboxState.Connecting));
        Ledger.ReportMailbox(report);
        _store.Close();

        var summary = _store.Reports.Mailboxes().Single();
        Assert.That((summary.Report, summary.UidValidity, summary.Lag), Is.EqualTo((report, 7u, (TimeSpan?)null)));
    }

    [Test]
    public void Lag_is_the_age_of_the_oldest_delivery_that_waits()
    {
        _store.Deliveries(1);
        _store.Clock.Advance(TimeSpan.FromMinutes(3));
        _store.Deliveries(1);

        Assert.That(_store.Reports.Mailboxes().Single().Lag, Is.EqualTo(TimeSpan.FromMinutes(3)));
    }
}
