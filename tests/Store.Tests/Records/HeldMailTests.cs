using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class HeldMailTests(TestEngine engine) : StoreFixture(engine)
{
    [Test]
    public void A_held_mail_decided_again_is_recorded_once_and_it_is_known_who_did_it_S151()
    {
        var (mail, held) = Hold();
        var first = Store.Recorder.Redecide(held.Mail, mail, Assign, "ann");
        var again = Store.Recorder.Redecide(held.Mail, mail, Assign, "bob");

        var detail = Store.Reports.Mail(held.Mail)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((first.As, again.As), Is.EqualTo((RecordedAs.New, RecordedAs.Unchanged)));
            Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10).Single().Mail, Is.EqualTo(held.Mail));
            Assert.That(detail.Deliveries.Single().Outcome, Is.EqualTo("recorded"));
            Assert.That(detail.Audit.Single(), Is.EqualTo(new AuditRow(Now, "ann", "decided again", "recorded")));
            Assert.That(Store.Reports.Held("", 10), Is.Empty);
            Assert.That(Store.Reports.Status().Held, Is.Zero);
        }
    }

    [Test]
    public void It_does_not_see_itself_when_it_is_decided_again()
    {
        var (mail, held) = Hold();
        Known? seen = null;
        Store.Recorder.Redecide(held.Mail, mail, (_, known) => Assign(mail, seen = known), "ann");

        Assert.That((seen!.Mails.Count, seen.Recent), Is.EqualTo((0, new RecentCounts(0, 0, 0))));
    }

    [Test]
    public void Held_again_it_waits_for_the_new_reason()
    {
        var (mail, held) = Hold();
        Store.Recorder.Redecide(held.Mail, mail, (_, _) => Some.Hold(HoldReason.Ambiguous), "ann");

        Assert.That(Store.Reports.Held("", 10).Single().Reason, Is.EqualTo("ambiguous"));
        Assert.That(Store.Reports.Mail(held.Mail)!.Deliveries.Single().Reason, Is.EqualTo("ambiguous"));
    }

    [Test]
    public void Found_to_be_a_duplicate_its_delivery_goes_to_the_known_mail()
    {
        var known = Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "k@ours.example")], (_, _) => Some.Touchpoint(Store.Account("acme"), Now))[0];
        var (mail, held) = Hold();
        var again = Store.Recorder.Redecide(held.Mail, mail, (_, _) => Some.Decided(new Decision.Duplicate(known.Mail, Variant: true)), "ann");

        Assert.That((again.As, again.Mail, again.Touchpoints[0]), Is.EqualTo((RecordedAs.Duplicate, known.Mail, known.Touchpoints[0])));
        Assert.That(Store.Reports.Mail(known.Mail)!.Deliveries.Select(d => d.Outcome), Is.EqualTo(new[] { "recorded", "duplicate" }));
    }

    [Test]
    public void Dismissed_it_is_ignored_its_octets_stay_and_a_second_time_says_no()
    {
        var (mail, held) = Hold();

        Assert.That(Store.Recorder.Dismiss(held.Mail, "ann", "an advertisement"), Is.True);
        Assert.That(Store.Recorder.Dismiss(held.Mail, "ann", "again"), Is.False);
        var detail = Store.Reports.Mail(held.Mail)!;
        using var octets = Store.Database.Octets.Read(detail.Place);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((detail.Outcome, detail.Reason), Is.EqualTo(("ignored", "dismissed")));
            Assert.That(detail.Deliveries.Single().Reason, Is.EqualTo("dismissed"));
            Assert.That(detail.Audit.Single(), Is.EqualTo(new AuditRow(Now, "ann", "dismissed", "an advertisement")));
            Assert.That(octets.Memory.Length, Is.EqualTo(mail.Delivery.Place.Length));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_further_delivery_of_it_joins_it_until_it_was_decided_again_with_that_B2_3(bool inOneBatch)
    {
        var deliveries = Store.Deliveries(3);
        var mails = deliveries.Select(delivery => Some.Mail(delivery, "h@ours.example")).ToList();
        var recorded = inOneBatch ? Store.Recorder.Record(mails, Decide) : [.. mails.SelectMany(mail => Store.Recorder.Record([mail], Decide))];
        var held = recorded[0].Mail;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(recorded.Select(mail => mail.JoinsHeld), Is.EqualTo(new[] { false, true, true }));
            Assert.That(Store.Recorder.Joined(), Is.EqualTo(new[] { new JoinedDelivery(held, deliveries[1].Id), new JoinedDelivery(held, deliveries[2].Id) }));
            Assert.That(Store.Reports.Decision(held)!.Joining, Is.EqualTo(new[] { deliveries[2].Place, deliveries[1].Place }), "the newest first");
        }

        Store.Recorder.TakeJoined([deliveries[1].Id]);
        Assert.That(Store.Recorder.Joined(), Is.EqualTo(new[] { new JoinedDelivery(held, deliveries[2].Id) }), "one that came while it was decided again waits for the next time");
        Store.Recorder.TakeJoined([deliveries[1].Id, deliveries[2].Id]);
        Assert.That(Store.Recorder.Joined(), Is.Empty);
        Assert.That(Store.Reports.Decision(held)!.Joining, Has.Count.EqualTo(2), "a replay sees them too");

        Store.Recorder.Redecide(held, mails[0], Assign, "ann");
        var late = Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "h@ours.example")], Decide)[0];
        Assert.That((late.As, late.JoinsHeld, Store.Reports.Decision(held)!.Joining.Count), Is.EqualTo((RecordedAs.Duplicate, false, 2)), "what comes once it is recorded decides nothing");

        static Decided Decide(MailToDecide mail, Known known) => known.Mails is [var same] ? Some.Decided(new Decision.Duplicate(same.Id, Variant: false), "B2.3") : Some.Hold(HoldReason.Unaddressed);
    }

    [Test]
    public void What_a_person_chose_is_kept_with_it_whatever_it_was()
    {
        var thread = Store.Database.Touchpoints.New(Store.Account("acme"), "Thread", [Some.Jane], null).Id;
        OperatorChoice[] choices =
        [
            new(Store.Account("acme"), "ann"), new(null, "ann"), new(null, "ann") { Thread = thread }, new(Store.Account("acme"), "ann") { AsFile = true },
            new(Store.Account("acme"), "ann") { Further = [Store.Account("globex")] },
        ];
        foreach (var choice in choices)
        {
            var (mail, held) = Hold();
            Known? seen = null;
            Store.Recorder.Redecide(held.Mail, mail, (_, known) => Assign(mail, seen = known), "ann", choice);

            var kept = Store.Reports.Decision(held.Mail)!.Choice!;
            Assert.That((kept with { Further = [] }, kept.Accounts), Is.EqualTo((choice with { Further = [] }, choice.Accounts)));
            Assert.That((seen!.Choice, seen.Threads.Count), Is.EqualTo((choice, choice.Thread is null ? 0 : 1)), "the chosen thread is known");
        }
    }

    private (MailToDecide Mail, Recorded Held) Hold()
    {
        var delivery = Store.Deliveries(1)[0];
        var mail = Some.Mail(delivery, $"h{delivery.Id.Value}@ours.example");
        return (mail, Store.Recorder.Record([mail], (_, _) => Some.Hold(HoldReason.NoMatch))[0]);
    }

    private Decided Assign(MailToDecide mail, Known known) => Some.Touchpoint(Store.Account("acme"), Now);
}
