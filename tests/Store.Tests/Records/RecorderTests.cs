using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class RecorderTests(TestEngine engine) : StoreFixture(engine)
{
    [Test]
    public void A_touchpoint_is_on_the_timeline_with_its_trace_and_counted()
    {
        var recorded = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now));

        var item = Store.Reports.Timeline(Store.Account("acme"), 10).Single();
        var account = Store.Reports.Accounts()[0];
        var mail = Store.Reports.Mail(recorded.Mail)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(recorded.As, Is.EqualTo(RecordedAs.New));
            Assert.That(recorded.Touchpoints, Is.EqualTo(new[] { item.Id }));
            Assert.That(recorded.Accounts, Is.EqualTo(new[] { Store.Account("acme") }));
            Assert.That(item.Subject, Is.EqualTo("Renewal"));
            Assert.That(item.Text, Is.EqualTo("Hello Jane"));
            Assert.That(item.Participants.Select(p => p.Address), Is.EqualTo(new[] { "jane@acme.example" }), "internal people are hidden on mail-made touchpoints");
            Assert.That(account, Is.EqualTo(new AccountSummary(account.Id, "acme", "Acme", 1, 0, Now)));
            Assert.That(mail.Trace.DecidedBy, Is.EqualTo("B7.3"));
            Assert.That(mail.Participants, Has.Count.EqualTo(2));
            Assert.That(mail.Deliveries.Single().Outcome, Is.EqualTo("recorded"));
            Assert.That(mail.Deliveries.Single().Account, Is.EqualTo("Acme"));
        }
    }

    [Test]
    public void Several_originals_of_one_mail_are_touchpoints_of_one_account_each_with_its_own_text_S084()
    {
        var acme = Store.Account("acme");
        TouchpointDraft Draft(string text, int day) => new(acme, Some.Item(Now.AddDays(day)) with { Text = new ShownText(text, "", ""), Subject = text }) { Kind = "forward" };
        var recorded = Record("f@ours.example", _ => Some.Decided(new Decision.NewTouchpoints([Draft("First", -3), Draft("Second", -2), Draft("Third", -1)])));

        var timeline = Store.Reports.Timeline(acme, 10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(recorded.Touchpoints, Has.Count.EqualTo(3));
            Assert.That(timeline.Select(item => (item.Subject, item.Text, item.OccurredAt)), Is.EqualTo(new[] { ("Third", "Third", Now.AddDays(-1)), ("Second", "Second", Now.AddDays(-2)), ("First", "First", Now.AddDays(-3)) }));
            Assert.That(timeline.Select(item => item.Mail), Is.All.EqualTo(recorded.Mail));
            Assert.That(Store.Reports.Accounts()[0].Touchpoints, Is.EqualTo(3));
        }
    }

    [Test]
    public void A_further_delivery_adds_its_threads_and_the_note_of_its_forwarder_S085()
    {
        var thread = Record("t@ours.example", _ => Some.Touchpoint(Store.Account("globex"), Now)).Touchpoints[0];
        var first = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now));

        Record("a@ours.example", _ => Some.Decided(new Decision.Duplicate(first.Mail, Variant: false) { LinkedThreads = [thread], Note = "Look at this." }));
        Record("a@ours.example", _ => Some.Decided(new Decision.Duplicate(first.Mail, Variant: false) { LinkedThreads = [thread], Note = "And again." }));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10).Single().Note, Is.EqualTo("Look at this.\n\nAnd again."));
            Assert.That(Store.Reports.Timeline(Store.Account("globex"), 10).Single().Replies.Single(), Has.Property("Kind").EqualTo("link").And.Property("Mail").EqualTo(first.Mail));
            Assert.That(Store.Reports.Accounts().Sum(account => account.Touchpoints), Is.EqualTo(2), "nothing is counted twice");
        }
    }

    [Test]
    public void A_mail_and_its_answer_in_one_batch_find_each_other()
    {
        var deliveries = Store.Deliveries(2);
        var recorded = Store.Recorder.Record(
            [Some.Mail(deliveries[0], "a@ours.example"), Some.Mail(deliveries[1], "b@acme.example", ancestors: ["a@ours.example"], from: "jane@acme.example")],
            (_, known) => known.Mails is [var parent, ..] ? Some.Reply(parent.Touchpoints[0], Now.AddHours(1)) : Some.Touchpoint(Store.Account("acme"), Now));

        var item = Store.Reports.Timeline(Store.Account("acme"), 10).Single();
        var account = Store.Reports.Accounts()[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(recorded[1].Touchpoints, Is.EqualTo(recorded[0].Touchpoints));
            Assert.That(item.Replies.Single().Kind, Is.EqualTo("reply"));
            Assert.That(item.LastTouch, Is.EqualTo(Now.AddHours(1)));
            Assert.That((account.Touchpoints, account.Replies, account.LastTouch), Is.EqualTo((1, 1, Now.AddHours(1))));
        }
    }

    [Test]
    public void A_duplicate_links_its_delivery_to_the_known_mail_and_adds_nothing([Values] bool variant)
    {
        var first = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now));
        var again = Record("a@ours.example", known => Some.Decided(new Decision.Duplicate(known.Mails[0].Id, variant)));

        var mail = Store.Reports.Mail(first.Mail)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((again.As, again.Mail), Is.EqualTo((RecordedAs.Duplicate, first.Mail)));
            Assert.That(again.Touchpoints, Is.EqualTo(first.Touchpoints));
            Assert.That(mail.Deliveries.Select(d => d.Outcome), Is.EqualTo(new[] { "recorded", "duplicate" }));
            Assert.That(mail.Deliveries[1].Reason, Is.EqualTo(variant ? "variant" : ""));
            Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public void A_settled_delivery_is_left_alone()
    {
        var mail = Some.Mail(Store.Deliveries(1)[0], "a@ours.example");
        var first = Store.Recorder.Record([mail], (_, _) => Some.Touchpoint(Store.Account("acme"), Now))[0];
        var again = Store.Recorder.Record([mail], (_, _) => throw new InvalidOperationException("Nobody may be asked."))[0];

        Assert.That((again.As, again.Mail), Is.EqualTo((RecordedAs.Unchanged, first.Mail)));
    }

    [Test]
    public void Recording_the_same_mail_twice_is_refused_by_the_schema_and_held_and_stops_nobody()
    {
        var deliveries = Store.Deliveries(3);
        var recorded = Store.Recorder.Record(
            [Some.Mail(deliveries[0], "a@ours.example"), Some.Mail(deliveries[1], "a@ours.example"), Some.Mail(deliveries[2], "c@ours.example")],
            (_, _) => Some.Touchpoint(Store.Account("acme"), Now));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(recorded.Select(r => r.Decided.Decision is Decision.Hold { Reason: HoldReason.StoreRejected }), Is.EqualTo(new[] { false, true, false }));
            Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10), Has.Count.EqualTo(2));
            Assert.That(Store.Reports.Held("store-rejected", 10).Single().Evidence, Does.Contain("unique").IgnoreCase);
            Assert.That(Store.Reports.Mail(recorded[1].Mail)!.Trace.DecidedBy, Is.EqualTo("B11"));
        }
    }

    [Test]
    public void Two_touchpoints_of_one_mail_on_one_account_are_refused_by_the_schema()
    {
        var twice = new TouchpointDraft(Store.Account("acme"), Some.Item(Now));
        var recorded = Record("a@ours.example", _ => Some.Decided(new Decision.NewTouchpoints([twice, twice])));

        Assert.That(recorded.Decided.Decision, Is.InstanceOf<Decision.Hold>());
        Assert.That(Store.Reports.Accounts().Sum(account => account.Touchpoints), Is.Zero, "the counters went back with the rows");
    }

    [Test]
    public void One_mail_on_two_accounts_shares_its_attachments()
    {
        var delivery = Store.Deliveries(1)[0];
        var content = new MailContent
        {
            Text = "See the file.",
            Parts =
            [
                new MailPart { MediaType = "text/plain", IsBody = true, Length = 3 },
                new MailPart { MediaType = "application/pdf", Name = "offer.pdf", Start = 2, Length = 4, DecodedOctets = 3, TransferEncoding = "base64", Sha256 = Some.Hash("pdf") },
            ],
        };
        Store.Recorder.Record(
            [Some.Mail(delivery, "a@ours.example") with { Content = content }],
            (_, _) => Some.Decided(new Decision.NewTouchpoints([new(Store.Account("acme"), Some.Item(Now)), new(Store.Account("globex"), Some.Item(Now))])));

        var acme = Store.Reports.Timeline(Store.Account("acme"), 10).Single();
        var globex = Store.Reports.Timeline(Store.Account("globex"), 10).Single();
        var attachment = acme.Attachments.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(acme.Mail, Is.EqualTo(globex.Mail));
            Assert.That(globex.Attachments, Is.EqualTo(acme.Attachments));
            Assert.That((attachment.Name, attachment.Start, attachment.Length, attachment.Place), Is.EqualTo(("offer.pdf", 2L, 4L, delivery.Place)));
        }
    }

    [Test]
    public void A_late_delay_notice_never_takes_back_that_a_recipient_failed()
    {
        var thread = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now)).Touchpoints[0];
        foreach (var (id, permanence) in new[] { ("d1@mx.example", "delayed"), ("f@mx.example", "hard"), ("d2@mx.example", "delayed") })
        {
            Record(id, _ => Some.Decided(new Decision.MailEvent(new EventDraft(thread, "bounce")
            {
                Recipients = [new RecipientStatus("jane@acme.example", "failed", "5.1.1", "", permanence)],
                OccurredAt = Now,
            })));
        }

        var kinds = Store.Reports.Timeline(Store.Account("acme"), 10).Single().Replies.Select(reply => reply.Kind);
        Assert.That(kinds, Is.EqualTo(new[] { "bounce", "bounce", "bounce" }));
        Assert.That(Store.Sql("SELECT count(*) FROM recipient_state WHERE permanence = 'hard'"), Is.EqualTo(1));
    }

    [Test]
    public void Held_mail_shows_its_words_and_what_would_free_it_and_waits_in_its_thread()
    {
        var thread = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now)).Touchpoints[0];
        var held = Record("b@x.example", _ => Some.Decided(new Decision.Hold(HoldReason.NewSender, [Store.Account("acme")], "Accept the sender.") { Thread = thread }));

        var row = Store.Reports.Held("", 10).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((row.Mail, row.Reason, row.Evidence), Is.EqualTo((held.Mail, "new-sender", "Accept the sender.")));
            Assert.That(row.Candidates, Is.EqualTo(new[] { Store.Account("acme") }));
            Assert.That(Store.Reports.Mail(held.Mail)!.Text.Reply, Is.EqualTo("Hello"));
            Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10).Single().WaitingReplies, Is.EqualTo(1));
        }
    }

    [Test]
    public void Of_mail_to_people_who_are_never_logged_only_the_fact_is_kept()
    {
        var ignored = Record("a@ours.example", _ => Some.Ignore(IgnoreReason.NeverLog));

        var mail = Store.Reports.Mail(ignored.Mail)!;
        Assert.That((mail.Outcome, mail.Reason, mail.From, mail.Subject, mail.Text.Reply), Is.EqualTo(("ignored", "never-log", "", "", "")));
    }

    [Test]
    public void A_mail_that_cannot_be_read_is_held_and_the_same_octets_again_are_a_duplicate()
    {
        var epoch = Store.Ledger.OpenEpoch("INBOX", 1, 0);
        var deliveries = Store.Receive(epoch, (1, "garbage"), (2, "garbage"));
        var unreadable = deliveries.Select(delivery => new MailToDecide(delivery, new MailEnvelope(), new MailContent(), new MailKeys { ContentHash = default, TextHash = default })
        {
            Failure = new Decision.Hold(HoldReason.Unparseable, [], "It has no header."),
        });

        var recorded = Store.Recorder.Record([.. unreadable], (_, _) => throw new InvalidOperationException("Nobody may be asked."));

        Assert.That(recorded.Select(r => r.As), Is.EqualTo(new[] { RecordedAs.New, RecordedAs.Duplicate }));
        Assert.That(Store.Reports.Held("unparseable", 10), Has.Count.EqualTo(1));
    }

    [Test]
    public void When_deciding_fails_nothing_of_the_batch_is_written()
    {
        var deliveries = Store.Deliveries(2);
        Assert.That(
            () => Store.Recorder.Record(
                [.. deliveries.Select(d => Some.Mail(d, $"{d.Uid}@ours.example"))],
                (mail, _) => mail.Delivery == deliveries[1] ? throw new InvalidOperationException("a fault") : Some.Touchpoint(Store.Account("acme"), Now)),
            Throws.InvalidOperationException);

        Assert.That(Store.Ledger.Waiting("INBOX", 10), Has.Count.EqualTo(2));
        Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10), Is.Empty);
    }

    [Test]
    public void No_mail_row_is_ever_deleted()
    {
        Record("a@ours.example", _ => Some.Hold(HoldReason.NoMatch));
        Assert.That(() => Store.Sql(Engine is TestEngine.Sqlite ? "PRAGMA foreign_keys = OFF; DELETE FROM mail" : "DELETE FROM mail"), Throws.Exception.With.Message.Contains("no mail row is ever deleted"));
    }

    private Recorded Record(string id, Func<Known, Decided> decide) =>
        Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], id)], (_, known) => decide(known))[0];
}
