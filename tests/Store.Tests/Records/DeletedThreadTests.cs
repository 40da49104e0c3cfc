using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>A deleted thread comes back as it was (behaviour.md B5.3).</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class DeletedThreadTests(TestEngine engine) : StoreFixture(engine)
{
    [TestCase(TouchpointState.Open)]
    [TestCase(TouchpointState.Closed)]
    public void A_thread_is_restored_to_what_it_was_before_each_deletion(TouchpointState state)
    {
        var thread = Thread(TouchpointState.Open);
        Delete(thread);
        Assert.That(Restore(thread), Is.EqualTo(TouchpointState.Open));
        Store.Database.Touchpoints.SetState(thread, state);

        Delete(thread);

        Assert.That(Restore(thread), Is.EqualTo(state));
        Assert.That(Store.Database.Touchpoints.StateOf(thread), Is.EqualTo(state));
        Assert.That(Store.Reports.Changes(0).Select(change => (change.What, change.Word)).Last(), Is.EqualTo(("restored", state.ToString().ToLowerInvariant())));
    }

    [TestCase(TouchpointState.Open)]
    [TestCase(TouchpointState.Closed)]
    [TestCase(TouchpointState.Erased)]
    public void What_is_not_deleted_is_not_restored(TouchpointState state)
    {
        var thread = Thread(state);
        Assert.That(Restore(thread), Is.Null);
        Assert.That(Store.Database.Touchpoints.StateOf(thread), Is.EqualTo(state));
    }

    [Test]
    public void What_is_erased_or_deleted_already_is_not_deleted()
    {
        var (erased, deleted) = (Thread(TouchpointState.Erased), Thread(TouchpointState.Closed));
        Delete(deleted);
        Assert.That(Store.Database.Touchpoints.Delete(erased, "ann", "a test"), Is.False);
        Assert.That(Store.Database.Touchpoints.Delete(deleted, "ann", "twice"), Is.False);
        Assert.That(Restore(deleted), Is.EqualTo(TouchpointState.Closed), "the second try forgets nothing");
    }

    [TestCase(TouchpointState.Closed, TouchpointState.Closed)]
    [TestCase(TouchpointState.Open, TouchpointState.Open)]
    [TestCase(TouchpointState.Deleted, TouchpointState.Open)]
    public void One_that_an_import_deleted_is_restored_too(TouchpointState before, TouchpointState restored)
    {
        Import(before);
        Import(TouchpointState.Deleted);
        Import(TouchpointState.Deleted, "Another subject");

        Assert.That(Restore(new TouchpointId(1)), Is.EqualTo(restored));
    }

    [Test]
    public void Who_deleted_a_thread_when_and_why_is_kept_while_it_is_deleted_and_the_reason_goes_with_erased_mail()
    {
        var mail = Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "a@acme.example", from: "jane@acme.example")], (_, _) => Some.Touchpoint(Store.Account("acme"), Now))[0];
        var (thread, other) = (mail.Touchpoints[0], Thread(TouchpointState.Open));
        Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "b@acme.example", from: "john@acme.example")], (_, _) => Some.Reply(thread, Now));
        Delete(thread);
        Delete(other);

        Assert.That(Deleted(), Is.EqualTo(new[] { (other, Now, "ann", "a test"), (thread, Now, "ann", "a test") }));
        var eraser = Store.Database.Eraser;
        eraser.Run(eraser.PlanPerson("john@acme.example", CancellationToken.None), "ann", "asked for", CancellationToken.None);
        Assert.That(Deleted(), Is.EqualTo(new[] { (other, Now, "ann", "a test"), (thread, Now, "ann", "") }));
        Restore(other);
        Restore(thread);
        Assert.That(Deleted(), Is.Empty);
    }

    private List<(TouchpointId Id, DateTimeOffset? At, string By, string Why)> Deleted() => [.. Store.Reports.Deleted(Store.Account("acme"), 10).Select(item => (item.Id, item.At, item.By, item.Why))];

    private TouchpointId Thread(TouchpointState state)
    {
        var thread = Store.Database.Touchpoints.New(Store.Account("acme"), "Offer", [Some.Jane], author: null).Id;
        Store.Database.Touchpoints.SetState(thread, state);
        return thread;
    }

    private void Import(TouchpointState state, string subject = "Offer")
        => Store.Database.Directory.Import(new DirectoryImport { Touchpoints = [new TouchpointRow("T1", "acme", subject, ["jane@acme.example"], state)] });

    private void Delete(TouchpointId thread) => Assert.That(Store.Database.Touchpoints.Delete(thread, "ann", "a test"), Is.True);

    private TouchpointState? Restore(TouchpointId thread) => Store.Database.Touchpoints.Restore(thread, "ann");
}
