using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>What programs are told that follow what became of mail (behaviour.md B1 row 17, B5.3).</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class ChangeTests(TestEngine engine) : StoreFixture(engine)
{
    private AccountId Acme => Store.Account("acme");

    [Test]
    public void Every_kind_of_outcome_has_its_line_and_duplicates_and_ignored_mail_have_none()
    {
        var touchpoint = Record(Some.Touchpoint(Acme, Now));
        var thread = touchpoint.Touchpoints[0];
        var reply = Record(Some.Reply(thread, Now));
        var late = Record(Some.Reply(thread, Now) with { Flags = [Flags.AfterClose, Flags.ArchivedAccount] });
        var happened = Record(Some.Decided(new Decision.MailEvent(new EventDraft(thread, "bounce") { OccurredAt = Now })));
        var held = Record(Some.Decided(new Decision.Hold(HoldReason.NewSender, [], "Who is it?") { Thread = thread }));
        Record(Some.Decided(new Decision.Duplicate(touchpoint.Mail, Variant: false)));
        Record(Some.Ignore(IgnoreReason.Machine));

        Assert.That(Told(0), Is.EqualTo(new[]
        {
            ("touchpoint", touchpoint.Mail, thread, "open", "acme", false),
            ("reply", reply.Mail, thread, "open", "acme", false),
            ("reply", late.Mail, thread, "closed", "acme", true),
            ("event", happened.Mail, (TouchpointId?)thread, "bounce", "acme", false),
            ("held", held.Mail, thread, "new-sender", "acme", false),
        }));
        Assert.That(Store.Reports.Changes(0).Select(change => change.At), Is.All.EqualTo(Now));
    }

    [Test]
    public void A_mail_of_several_accounts_has_a_line_for_each()
    {
        var made = Record(Some.Decided(new Decision.NewTouchpoints([new TouchpointDraft(Acme, Some.Item(Now)), new TouchpointDraft(Store.Account("globex"), Some.Item(Now))])));

        Assert.That(Told(0).Select(line => (line.What, line.Thread, line.Account)), Is.EqualTo(new[] { ("touchpoint", made.Touchpoints[0], "acme"), ("touchpoint", (TouchpointId?)made.Touchpoints[1], "globex") }));
    }

    [Test]
    public void Held_mail_that_a_person_settles_is_freed_and_what_it_became_follows()
    {
        var (first, second) = (Record(Some.Hold(HoldReason.NoMatch)), Record(Some.Hold(HoldReason.NoMatch)));
        var last = Store.Reports.Changes(0).Last().Number;

        Store.Recorder.Redecide(first.Mail, Mail(first), (_, _) => Some.Hold(HoldReason.Ambiguous), "ann");
        Store.Recorder.Redecide(first.Mail, Mail(first), (_, _) => Some.Touchpoint(Acme, Now), "ann");
        Store.Recorder.Redecide(first.Mail, Mail(first), (_, _) => Some.Touchpoint(Acme, Now), "bob");
        Store.Recorder.Dismiss(second.Mail, "ann", "an advertisement");

        Assert.That(Told(last).Select(line => (line.What, line.Mail, line.Word)), Is.EqualTo(new[]
        {
            ("held", first.Mail, "ambiguous"), ("freed", first.Mail, "recorded"), ("touchpoint", first.Mail, "open"), ("freed", second.Mail, "ignored"),
        }));
    }

    [Test]
    public void Replayed_mail_is_freed_or_moved()
    {
        var (held, recorded) = (Record(Some.Hold(HoldReason.NoMatch)), Record(Some.Touchpoint(Acme, Now)));
        var last = Store.Reports.Changes(0).Last().Number;

        Store.Database.Replayer.Apply(held.Mail, Mail(held), (_, _) => Some.Touchpoint(Acme, Now), "ann", "a test");
        Store.Database.Replayer.Apply(recorded.Mail, Mail(recorded), (_, _) => Some.Touchpoint(Store.Account("globex"), Now), "ann", "a test");

        Assert.That(Told(last).Select(line => (line.What, line.Mail, line.Word, line.Account)), Is.EqualTo(new[]
        {
            ("freed", held.Mail, "recorded", ""), ("touchpoint", held.Mail, "open", "acme"), ("moved", recorded.Mail, "", "globex"),
        }));
    }

    [Test]
    public void Held_mail_that_is_erased_waits_no_more()
    {
        var held = Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "h@acme.example", from: "jane@acme.example")], (_, _) => Some.Hold(HoldReason.NoMatch))[0];
        var eraser = Store.Database.Eraser;
        eraser.Run(eraser.PlanPerson("jane@acme.example", CancellationToken.None), "ann", "asked for", CancellationToken.None);

        Assert.That(Told(0).Select(line => (line.What, line.Mail, line.Word)), Is.EqualTo(new[] { ("held", held.Mail, "no-match"), ("erased", held.Mail, "") }));
    }

    [Test]
    public void A_touchpoint_that_a_person_deletes_and_restores_is_told_of_without_a_mail()
    {
        var thread = Record(Some.Touchpoint(Acme, Now)).Touchpoints[0];
        var last = Store.Reports.Changes(0).Last().Number;
        Store.Database.Touchpoints.Delete(thread, "ann", "a test");
        Store.Database.Touchpoints.Delete(thread, "ann", "not open any more");
        Store.Database.Touchpoints.Restore(thread, "ann");

        Assert.That(Told(last), Is.EqualTo(new[] { ("deleted", (MailId?)null, (TouchpointId?)thread, "deleted", "acme", false), ("restored", null, thread, "open", "acme", false) }));
    }

    [Test]
    public void Touchpoints_that_a_person_or_an_import_makes_moves_deletes_or_brings_back_are_told_of_without_a_mail()
    {
        var made = Store.Database.Touchpoints.New(Acme, "Kick-off", [Some.Jane], author: null).Id;
        Import(new TouchpointRow("T1", "acme", "Renewal", ["jane@acme.example"], TouchpointState.Closed));
        var (imported, last) = (new TouchpointId(made.Value + 1), Store.Reports.Changes(0).Last().Number);
        Assert.That(Told(0), Is.EqualTo(new[] { ("touchpoint", (MailId?)null, (TouchpointId?)made, "open", "acme", false), ("touchpoint", null, imported, "closed", "acme", false) }));

        foreach (var (account, subject, state) in new[]
        {
            ("acme", "Renewal", TouchpointState.Closed), ("acme", "Another", TouchpointState.Open), ("globex", "Another", TouchpointState.Deleted), ("globex", "Another", TouchpointState.Open), ("globex", "Another", TouchpointState.Erased),
        })
        {
            Import(new TouchpointRow("T1", account, subject, ["jane@acme.example"], state));
        }

        Assert.That(Told(last).Select(line => (line.What, line.Mail, line.Thread)), Is.EqualTo(new[]
        {
            ("moved", (MailId?)null, (TouchpointId?)imported), ("deleted", null, imported), ("restored", null, imported), ("erased", null, imported),
        }));
    }

    [TestCase(TouchpointState.Deleted)]
    [TestCase(TouchpointState.Erased)]
    public void One_that_an_import_brings_along_as_gone_is_not_told_of(TouchpointState state)
    {
        Import(new TouchpointRow("T1", "acme", "Renewal", ["jane@acme.example"], state));
        Assert.That(Told(0), Is.Empty);
    }

    [Test]
    public void One_that_no_mail_made_is_told_of_when_its_account_is_erased()
    {
        var made = Store.Database.Touchpoints.New(Acme, "Kick-off", [Some.Jane], author: null).Id;
        var last = Store.Reports.Changes(0).Last().Number;
        var eraser = Store.Database.Eraser;
        eraser.Run(eraser.PlanAccount(Acme, CancellationToken.None), "ann", "asked for", CancellationToken.None);

        Assert.That(Told(last).Select(line => (line.What, line.Mail, line.Thread)), Is.EqualTo(new[] { ("erased", (MailId?)null, (TouchpointId?)made) }));
    }

    [Test]
    public void What_is_taken_back_is_not_told_and_numbers_follow_the_order_of_commits()
    {
        Record(Some.Hold(HoldReason.NoMatch));
        Assert.That(() => Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "never@ours.example")], (_, _) => throw new InvalidOperationException()), Throws.InvalidOperationException);
        Store.Close();
        Record(Some.Hold(HoldReason.NoAddress));

        Assert.That(Told(0).Select(line => line.Word), Is.EqualTo(new[] { "no-match", "no-address" }));
        Assert.That(Store.Reports.Changes(0).Select(change => change.Number), Is.Ordered.Ascending);
        Assert.That(Told(Store.Reports.Changes(0).First().Number).Select(line => line.Word), Is.EqualTo(new[] { "no-address" }));
    }

    private void Import(TouchpointRow touchpoint) => Store.Database.Directory.Import(new DirectoryImport { Touchpoints = [touchpoint] });

    private Recorded Record(Decided decided)
    {
        var delivery = Store.Deliveries(1)[0];
        return Store.Recorder.Record([Some.Mail(delivery, $"{delivery.Uid}@ours.example")], (_, _) => decided)[0];
    }

    private MailToDecide Mail(Recorded recorded) => Some.Mail(Store.Reports.Decision(recorded.Mail)!.Delivery, $"{recorded.Mail.Value}@ours.example");

    private List<(string What, MailId? Mail, TouchpointId? Thread, string Word, string Account, bool IsArchived)> Told(long after) =>
        [.. Store.Reports.Changes(after).Select(change => (change.What, change.Mail, change.Thread, change.Word, change.AccountKey, change.IsArchived))];
}
