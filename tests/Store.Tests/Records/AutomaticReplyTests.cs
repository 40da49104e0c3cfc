using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>Behaviour.md B2.1 M10: what a sender said automatically is known, of that sender alone, for as long as the mail is kept.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class AutomaticReplyTests(TestEngine engine) : StoreFixture(engine)
{
    private static readonly Decided s_ignored = Some.Ignore(IgnoreReason.Machine) with { Kind = "auto-reply" };

    [Test]
    public void The_words_of_an_automatic_reply_are_known_of_its_sender_alone()
    {
        Record(s_ignored);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.Recorder.LookUp(Keys()).SaidAutomatically, Is.True);
            Assert.That(Store.Recorder.LookUp(Keys() with { Author = "jim@acme.example" }).SaidAutomatically, Is.False, "somebody else");
            Assert.That(Store.Recorder.LookUp(Keys() with { AutomaticWords = Some.Hash("other words") }).SaidAutomatically, Is.False, "other words");
            Assert.That(Store.Recorder.LookUp(Keys() with { AutomaticWords = default }).SaidAutomatically, Is.False, "no words");
            Assert.That(Store.Recorder.LookUp(Keys() with { WeakSign = "" }).SaidAutomatically, Is.False, "not asked for");
        }
    }

    private static IEnumerable<TestCaseData> Outcomes()
    {
        yield return new TestCaseData(Some.Decided(new Decision.MailEvent(new EventDraft(new TouchpointId(1), "auto-reply"))) with { Kind = "auto-reply" }, true).SetArgDisplayNames("event");
        yield return new TestCaseData(Some.Touchpoint(new AccountId(1), DateTimeOffset.UnixEpoch) with { Kind = "auto-reply" }, false).SetArgDisplayNames("put on record by a user");
        yield return new TestCaseData(Some.Touchpoint(new AccountId(1), DateTimeOffset.UnixEpoch) with { Kind = "normal" }, false).SetArgDisplayNames("a persons mail");
        yield return new TestCaseData(Some.Hold(HoldReason.LoopSuspect) with { Kind = "auto-reply" }, false).SetArgDisplayNames("held");
        yield return new TestCaseData(Some.Ignore(IgnoreReason.Tombstone) with { Kind = "auto-reply" }, false).SetArgDisplayNames("for an erased thread");
        yield return new TestCaseData(Some.Ignore(IgnoreReason.Machine) with { Kind = "bounce" }, false).SetArgDisplayNames("another machines");
    }

    [TestCaseSource(nameof(Outcomes))]
    public void Only_what_was_taken_for_an_automatic_reply_leaves_its_words(Decided decided, bool isKnown)
    {
        Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "thread@ours.example")], (_, _) => Some.Touchpoint(Store.Account("acme"), Now));
        Record(decided);
        Assert.That(Store.Recorder.LookUp(Keys()).SaidAutomatically, Is.EqualTo(isKnown));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void The_next_mail_is_decided_by_it_also_in_the_same_batch_and_three_mails_are_enough_to_keep(bool inOneBatch)
    {
        var mails = Store.Deliveries(5).Select((delivery, i) => Mail(delivery, $"{i}@acme.example")).ToList();
        var known = new List<bool>();
        Decided Decide(MailToDecide mail, Known k)
        {
            known.Add(k.SaidAutomatically);
            return s_ignored;
        }

        _ = inOneBatch ? Store.Recorder.Record(mails, Decide) : [.. mails.SelectMany(mail => Store.Recorder.Record([mail], Decide))];

        Assert.That(known, Is.EqualTo(new[] { false, true, true, true, true }));
        Assert.That(Store.Sql("SELECT count(*) FROM automatic_reply"), Is.EqualTo(3));
    }

    [Test]
    public void A_mail_decided_again_does_not_find_itself_and_words_that_a_person_wrote_after_all_are_forgotten()
    {
        var mail = Record(Some.Hold(HoldReason.NoMatch) with { Kind = "auto-reply" });
        var read = Mail(new Delivery(default, "INBOX", 1, 1, "", default, new byte[32], Now, 1), "0@acme.example");
        Store.Recorder.Redecide(mail, read, (_, _) => s_ignored, "ann");
        Assert.That((Store.Recorder.LookUpAgain(mail, Keys()).SaidAutomatically, Store.Recorder.LookUp(Keys()).SaidAutomatically), Is.EqualTo((false, true)));

        Assert.That(Store.Database.Replayer.Apply(mail, read, (_, _) => Some.Touchpoint(Store.Account("acme"), Now), "ann", "rules"), Is.EqualTo(Replayed.Applied));
        Assert.That(Store.Recorder.LookUp(Keys()).SaidAutomatically, Is.False);
    }

    [Test]
    public void Erasing_the_sender_erases_the_words_too()
    {
        Record(s_ignored);
        var plan = Store.Database.Eraser.PlanPerson("jane@acme.example", CancellationToken.None);
        Store.Database.Eraser.Run(plan, "ann", "asked for", CancellationToken.None);
        Assert.That(Store.Recorder.LookUp(Keys()).SaidAutomatically, Is.False);
        Assert.That(Store.Sql("SELECT count(*) FROM automatic_reply"), Is.Zero);
    }

    private static MailKeys Keys() =>
        new() { ContentHash = Some.Hash("x"), TextHash = Some.Hash("x"), Author = "jane@acme.example", WeakSign = "Return-Path: <>", AutomaticWords = Some.Hash("away"), ReceivedAt = DateTimeOffset.UnixEpoch };

    private static MailToDecide Mail(Delivery delivery, string id)
    {
        var mail = Some.Mail(delivery, id, from: "jane@acme.example");
        return mail with { Keys = mail.Keys with { WeakSign = "Return-Path: <>", AutomaticWords = Some.Hash("away") } };
    }

    private MailId Record(Decided decided) => Store.Recorder.Record([Mail(Store.Deliveries(1)[0], "0@acme.example")], (_, _) => decided)[0].Mail;
}
