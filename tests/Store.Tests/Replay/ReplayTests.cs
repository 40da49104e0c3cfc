using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>Stored mail that is decided again and given its new outcome: moved, never doubled, in its old place in time.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class ReplayTests(TestEngine engine) : StoreFixture(engine)
{
    [Test]
    public void A_touchpoint_moves_to_another_account_with_its_thread_and_a_second_time_nothing_happens()
    {
        var (mail, first) = Record("m@ours.example", (_, _) => Some.Touchpoint(Acme, Now));
        Record("r@acme.example", (_, _) => Some.Reply(first.Touchpoints[0], Now));
        Store.Clock.Advance(TimeSpan.FromDays(1));

        var done = Apply(mail, first, (_, _) => Some.Touchpoint(Globex, Now));
        var again = Apply(mail, first, (_, _) => Some.Touchpoint(Globex, Now));

        var item = Store.Reports.Timeline(Globex, 10).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((done, again), Is.EqualTo((Replayed.Applied, Replayed.Unchanged)));
            Assert.That(Store.Reports.Timeline(Acme, 10), Is.Empty);
            Assert.That((item.Id, item.Mail, item.Replies.Count), Is.EqualTo((first.Touchpoints[0], first.Mail, 1)));
            Assert.That(item.OccurredAt, Is.EqualTo(Now - TimeSpan.FromDays(1)), "the mail's own date");
            Assert.That(Counts("acme"), Is.EqualTo((0, 0, (DateTimeOffset?)null)));
            Assert.That(Counts("globex"), Is.EqualTo((1, 1, (DateTimeOffset?)(Now - TimeSpan.FromDays(1)))));
            Assert.That(Store.Reports.Mail(first.Mail)!.Audit.Single(), Is.EqualTo(new AuditRow(Now, "ann", "replayed", "a test (was recorded, is recorded)")));
        }
    }

    [Test]
    public void A_reply_moves_to_another_thread_and_its_people_with_it()
    {
        var one = Record("1@ours.example", (_, _) => Some.Touchpoint(Acme, Now)).Recorded.Touchpoints[0];
        var two = Record("2@ours.example", (_, _) => Some.Touchpoint(Globex, Now)).Recorded.Touchpoints[0];
        var (mail, reply) = Record("r@acme.example", (_, _) => Some.Reply(one, Now));

        Assert.That(Apply(mail, reply, (_, _) => Some.Reply(two, Now)), Is.EqualTo(Replayed.Applied));
        Assert.That(Counts("acme"), Is.EqualTo((1, 0, (DateTimeOffset?)Now)));
        Assert.That(Counts("globex"), Is.EqualTo((1, 1, (DateTimeOffset?)Now)));
        Assert.That(Store.Reports.Timeline(Globex, 10).Single().Replies.Single().Mail, Is.EqualTo(reply.Mail));
    }

    [Test]
    public void A_touchpoint_that_is_a_reply_joins_the_thread_with_all_that_hangs_on_it()
    {
        var home = Record("1@ours.example", (_, _) => Some.Touchpoint(Acme, Now)).Recorded.Touchpoints[0];
        var (mail, lone) = Record("2@ours.example", (_, _) => Some.Touchpoint(Globex, Now));
        var below = Record("3@acme.example", (_, _) => Some.Reply(lone.Touchpoints[0], Now)).Recorded;

        Assert.That(Apply(mail, lone, (_, _) => Some.Reply(home, Now)), Is.EqualTo(Replayed.Applied));
        var item = Store.Reports.Timeline(Acme, 10).Single();
        Assert.That(item.Replies.Select(r => r.Mail), Is.EqualTo(new MailId?[] { lone.Mail, below.Mail }), "in order of arrival");
        Assert.That(Store.Reports.Timeline(Globex, 10), Is.Empty);
        Assert.That(Counts("acme"), Is.EqualTo((1, 2, (DateTimeOffset?)Now)));
        Assert.That(Store.Reports.Status().Touchpoints, Is.EqualTo(1));
    }

    [Test]
    public void A_reply_that_is_no_reply_becomes_a_touchpoint_and_one_more_account_gets_one_too()
    {
        var home = Record("1@ours.example", (_, _) => Some.Touchpoint(Acme, Now)).Recorded.Touchpoints[0];
        var (mail, reply) = Record("r@acme.example", (_, _) => Some.Reply(home, Now));
        Apply(mail, reply, (_, _) => Some.Touchpoint(Globex, Now));
        Assert.That(Store.Reports.Timeline(Globex, 10).Single().Mail, Is.EqualTo(reply.Mail));

        Apply(mail, reply, (_, _) => Some.Decided(new Decision.NewTouchpoints([new TouchpointDraft(Globex, Some.Item(Now)), new TouchpointDraft(Acme, Some.Item(Now))])));
        Assert.That((Counts("acme").Touchpoints, Counts("acme").Replies, Counts("globex").Touchpoints), Is.EqualTo((2, 0, 1)));

        Apply(mail, reply, (_, _) => Some.Touchpoint(Acme, Now));
        Assert.That((Counts("acme").Touchpoints, Counts("globex").Touchpoints), Is.EqualTo((2, 0)), "what is left over is gone");
        Assert.That(Store.Reports.Mailboxes().Single().SumCloses, Is.True);
    }

    [Test]
    public void Several_originals_of_one_forward_stand_on_one_account_and_move_each_for_itself()
    {
        var (mail, forward) = Record("f@ours.example", (_, _) => Forward(Acme, Acme));
        Assert.That(Counts("acme").Touchpoints, Is.EqualTo(2));
        Assert.That(Apply(mail, forward, (_, _) => Forward(Acme, Acme)), Is.EqualTo(Replayed.Unchanged));

        Assert.That(Apply(mail, forward, (_, _) => Forward(Acme, Globex)), Is.EqualTo(Replayed.Applied));
        Assert.That((Counts("acme").Touchpoints, Counts("globex").Touchpoints), Is.EqualTo((1, 1)));
        Assert.That(Apply(mail, forward, (_, _) => Forward(Globex, Globex, Globex)), Is.EqualTo(Replayed.Applied));
        Assert.That((Counts("acme").Touchpoints, Counts("globex").Touchpoints), Is.EqualTo((0, 3)));
        Assert.That(Apply(mail, forward, (_, _) => Forward(Acme)), Is.EqualTo(Replayed.Applied));
        Assert.That((Counts("acme").Touchpoints, Counts("globex").Touchpoints), Is.EqualTo((1, 0)));
    }

    [Test]
    public void What_is_recorded_is_taken_back_by_no_replay_and_what_a_person_dismissed_stays()
    {
        var (mail, recorded) = Record("m@ours.example", (_, _) => Some.Touchpoint(Acme, Now));
        var (waiting, held) = Record("h@ours.example", (_, _) => Some.Hold(HoldReason.NoMatch));
        Store.Recorder.Dismiss(held.Mail, "ann", "an advertisement");

        Assert.That(Apply(mail, recorded, (_, _) => Some.Hold(HoldReason.NoMatch)), Is.EqualTo(Replayed.OnlyTold));
        Assert.That(Apply(mail, recorded, (_, _) => Some.Ignore(IgnoreReason.Machine)), Is.EqualTo(Replayed.OnlyTold));
        Assert.That(Apply(waiting, held, (_, _) => Some.Touchpoint(Acme, Now)), Is.EqualTo(Replayed.Unchanged));
        Assert.That(Store.Reports.Timeline(Acme, 10).Single().Mail, Is.EqualTo(recorded.Mail));
    }

    [Test]
    public void What_was_ignored_or_held_is_recorded_once_in_its_old_place()
    {
        var (mail, ignored) = Record("i@ours.example", (_, _) => Some.Ignore(IgnoreReason.Machine));
        var (waiting, held) = Record("h@ours.example", (_, _) => Some.Hold(HoldReason.NoMatch));
        var later = Record("l@ours.example", (_, _) => Some.Touchpoint(Acme, Now)).Recorded;
        Apply(mail, ignored, (_, _) => Some.Reply(later.Touchpoints[0], Now));
        Apply(waiting, held, (_, _) => Some.Touchpoint(Acme, Now));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.Reports.Mail(ignored.Mail)!.Deliveries.Single().Outcome, Is.EqualTo("recorded"));
            Assert.That(Store.Reports.Held("", 10), Is.Empty);
            Assert.That(Counts("acme"), Is.EqualTo((2, 1, (DateTimeOffset?)Now)));
            Assert.That(Store.Reports.Mailboxes().Single().SumCloses, Is.True);
        }
    }

    [Test]
    public void Decided_again_a_mail_knows_nothing_that_came_after_it_and_keeps_to_what_a_person_chose()
    {
        var (mail, first) = Record("m@ours.example", (_, _) => Some.Hold(HoldReason.NoMatch), ["root@elsewhere.example"]);
        Store.Recorder.Redecide(first.Mail, mail, (_, _) => Some.Touchpoint(Acme, Now), "ann", new OperatorChoice(Acme, "ann"));
        Record("later@ours.example", (_, _) => Some.Touchpoint(Globex, Now), ["root@elsewhere.example", "m@ours.example"]);

        var was = Store.Reports.Decision(first.Mail)!;
        var known = Store.Database.Replayer.LookUp(was, mail.Keys);

        Assert.That((known.Mails.Count, known.AncestorHits.Count, known.Threads.Count), Is.EqualTo((0, 0, 0)));
        Assert.That(known.Choice, Is.EqualTo(new OperatorChoice(Acme, "ann")));
        Assert.That((was.Rules, was.Places.Single().Account), Is.EqualTo((Decider.RulesVersion, Acme)));
    }

    [Test]
    public void Newer_rules_begin_once_and_two_workers_look_at_nothing_twice()
    {
        Assert.That(Store.Database.Reviews.Begin(7), Is.Null, "there is no mail yet");
        Assert.That(Store.Database.Reviews.Begin(Decider.RulesVersion), Is.Null, "and none that other rules decided");
        var first = Record("m@ours.example", (_, _) => Some.Touchpoint(Acme, Now)).Recorded;
        var change = Store.Database.Reviews.Begin(8)!;

        Assert.That((change.LastMail, change.Reviewed, change.IsDone), Is.EqualTo((first.Mail.Value, 0, false)));
        Assert.That(Store.Database.Reviews.Advance(change, first.Mail.Value, [(first.Mail, "It is a touchpoint on Globex.")]), Is.True);
        Assert.That(Store.Database.Reviews.Advance(change, first.Mail.Value, []), Is.False);
        Assert.That(Store.Database.Reviews.Begin(8)!.IsDone, Is.True);
        Assert.That(Store.Database.Reviews.List(10).Single(), Is.EqualTo(new ReviewRow(first.Mail, Now, "It is a touchpoint on Globex.", "ann@ours.example", "Subject of m@ours.example", Now, "Acme")));

        Store.Database.Reviews.Note([(first.Mail, null)]);
        Assert.That(Store.Database.Reviews.Count, Is.Zero);
    }

    [Test]
    public void Recorded_mail_is_found_by_the_addresses_on_it()
    {
        var first = Record("m@ours.example", (_, _) => Some.Touchpoint(Acme, Now)).Recorded;
        var reply = Record("r@acme.example", (_, _) => Some.Reply(first.Touchpoints[0], Now)).Recorded;

        Assert.That(Store.Database.Reviews.Touched(["jane@acme.example"], 10), Is.EqualTo(new[] { reply.Mail, first.Mail }));
        Assert.That(Store.Database.Reviews.Touched(["@acme.example"], 1), Is.EqualTo(new[] { reply.Mail }));
        Assert.That(Store.Database.Reviews.Touched(["nobody@acme.example"], 10), Is.Empty);
    }

    private Decided Forward(params AccountId[] accounts) => Some.Decided(new Decision.NewTouchpoints([.. accounts.Select(account => new TouchpointDraft(account, Some.Item(Now)) { Kind = "forward" })]));

    private AccountId Acme => Store.Account("acme");

    private AccountId Globex => Store.Account("globex");

    private (MailToDecide Mail, Recorded Recorded) Record(string id, Func<MailToDecide, Known, Decided> decide, string[]? ancestors = null)
    {
        var mail = Some.Mail(Store.Deliveries(1)[0], id, ancestors: ancestors);
        return (mail, Store.Recorder.Record([mail], decide)[0]);
    }

    private Replayed Apply(MailToDecide mail, Recorded recorded, Func<MailToDecide, Known, Decided> decide)
        => Store.Database.Replayer.Apply(recorded.Mail, mail, decide, "ann", "a test");

    private (int Touchpoints, int Replies, DateTimeOffset? LastTouch) Counts(string account)
    {
        var row = Store.Reports.Accounts().Single(a => a.Key == account);
        return (row.Touchpoints, row.Replies, row.LastTouch);
    }
}
