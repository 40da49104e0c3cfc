using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>Held mail that is asked for again by itself: when, how often, and what ends it (behaviour.md B11, S146).</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class UnfetchedMailTests(TestEngine engine) : StoreFixture(engine)
{
    private MailboxEpoch _epoch = null!;

    [Test]
    public void It_is_due_ten_minutes_1_4_8_16_and_24_hours_after_it_was_held_and_then_no_more_S146()
    {
        var mail = Hold();
        var waits = new List<double>();
        while (Store.Reports.Mail(mail)!.Again is { NextAt: { } next })
        {
            waits.Add((next - new TestClock().GetUtcNow()).TotalHours);
            Store.Clock.Advance(next - Now - TimeSpan.FromSeconds(1));
            Assert.That(Store.Database.Unfetched.Due(_epoch), Is.Empty, "a second before");
            Store.Clock.Advance(TimeSpan.FromSeconds(1));
            var due = Store.Database.Unfetched.Due(_epoch).Single();
            Assert.That((due.Mail, due.Uid, due.Tried), Is.EqualTo((mail, 1u, waits.Count - 1)));
            Assert.That(Store.Database.Unfetched.Count(due, null).Tried, Is.EqualTo(waits.Count));
            Assert.That(Store.Database.Unfetched.Due(_epoch), Is.Empty, "it is counted before it is tried");
        }

        Store.Clock.Advance(TimeSpan.FromDays(365));
        Assert.That(waits, Is.EqualTo(new[] { 1 / 6.0, 1, 4, 8, 16, 24 }).Within(0.001));
        Assert.That((Store.Database.Unfetched.Due(_epoch).Count, Store.Reports.Mail(mail)!.Again), Is.EqualTo((0, new FetchAgain(6, null))));
    }

    [Test]
    public void The_server_is_told_of_it_only_when_it_is_asked_for_no_more()
    {
        var mail = Hold();
        Assert.That(Store.Ledger.ToAcknowledge(_epoch, 10), Is.Empty, "a move would take it away");
        Store.Recorder.Dismiss(mail, "ann", "seen elsewhere");
        Assert.That(Store.Ledger.ToAcknowledge(_epoch, 10), Has.Count.EqualTo(1));
        AssertNotDue();
    }

    [Test]
    public void Under_another_UIDVALIDITY_it_is_not_asked_for_again()
    {
        var mail = Hold();
        _epoch = Store.Ledger.OpenEpoch("INBOX", 2, 1);
        Assert.That(Store.Reports.Held("unfetchable", 10).Single(), Has.Property("Mail").EqualTo(mail).And.Property("Again").Null);
        AssertNotDue();
    }

    [Test]
    public void A_mail_of_a_folder_of_files_is_not_asked_for_again()
    {
        var delivery = Store.Deliveries(1)[0];
        Store.Recorder.Record([Some.Mail(delivery with { Uid = 0 }, "f@x.example")], (_, _) => Some.Hold(HoldReason.Unfetchable));
        Assert.That(Store.Reports.Held("unfetchable", 10).Single().Again, Is.Null);
    }

    [Test]
    public void What_comes_takes_the_place_and_the_dates_of_what_there_was_S146()
    {
        var mail = Hold();
        var octets = Store.Receive(Store.Ledger.OpenEpoch("elsewhere", 1, 1), (1, "the true mail"))[0];
        var arrived = Now - TimeSpan.FromHours(3);
        var read = Some.Mail(octets with { Id = new DeliveryId(1), InternalDate = arrived }, "true@ours.example");

        var known = new List<Known>();
        var recorded = Store.Recorder.FetchedAgain(mail, read, (_, k) =>
        {
            known.Add(k);
            return Some.Touchpoint(Store.Account("acme"), arrived);
        });
        var again = Store.Recorder.FetchedAgain(mail, read, (_, _) => throw new AssertionException("It is held no more."));

        var detail = Store.Reports.Mail(mail)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((recorded.As, again.As, known.Single().Mails.Count), Is.EqualTo((RecordedAs.New, RecordedAs.Unchanged, 0)), "it is no duplicate of itself");
            Assert.That((detail.Outcome, detail.ReceivedAt, detail.MessageId, detail.Again), Is.EqualTo(("recorded", arrived, "true@ours.example", (FetchAgain?)null)));
            Assert.That((detail.Place, detail.Deliveries.Single().InternalDate), Is.EqualTo((octets.Place, arrived)));
            Assert.That(Store.Reports.Held("", 10), Is.Empty);
            Assert.That(Store.Reports.Mailboxes().Select(box => box.SumCloses), Is.All.True);
        }
    }

    [Test]
    public void Decided_again_and_still_not_there_it_keeps_its_tries()
    {
        var mail = Hold();
        Store.Clock.Advance(TimeSpan.FromMinutes(10));
        var after = Store.Database.Unfetched.Count(Store.Database.Unfetched.Due(_epoch).Single(), null);

        var read = Some.Mail(new Delivery(new DeliveryId(1), "INBOX", 1, 1, "", default, new byte[32], Now, 1), "u@x.example");
        Store.Recorder.Redecide(mail, read, (_, _) => Some.Hold(HoldReason.Unfetchable), "ann");
        Assert.That(Store.Reports.Mail(mail)!.Again, Is.EqualTo(after));

        Store.Recorder.Redecide(mail, read, (_, _) => Some.Hold(HoldReason.NoMatch), "ann");
        Assert.That(Store.Reports.Mail(mail)!.Again, Is.Null);
    }

    private MailId Hold()
    {
        var delivery = Store.Deliveries(1)[0];
        _epoch = Store.Ledger.OpenEpoch("INBOX", 1, 0);
        return Store.Recorder.Record([Some.Mail(delivery, "u@x.example")], (_, _) => Some.Hold(HoldReason.Unfetchable))[0].Mail;
    }

    private void AssertNotDue()
    {
        Store.Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(Store.Database.Unfetched.Due(_epoch), Is.Empty);
    }
}
