using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

public sealed class RecorderTests
{
    private TempStore _store = null!;

    [SetUp]
    public void SetUp() => _store = new TempStore().WithDirectory();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_touchpoint_is_on_the_timeline_with_its_trace_and_counted()
    {
        var recorded = Record("a@ours.example", _ => Some.Touchpoint(_store.Account("acme"), Now));

        var item = _store.Reports.Timeline(_store.Account("acme"), 10).Single();
        var account = _store.Reports.Accounts()[0];
        var mail = _store.Reports.Mail(recorded.Mail)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(recorded.As, Is.EqualTo(RecordedAs.New));
            Assert.That(recorded.Touchpoints, Is.EqualTo(new[] { item.Id }));
            Assert.That(recorded.Accounts, Is.EqualTo(new[] { _store.Account("acme") }));
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

    private DateTimeOffset Now => _store.Clock.GetUtcNow();

    private Recorded Record(string id, Func<Known, Decided> decide, string[]? ancestors = null) =>
        _store.Recorder.Record([Some.Mail(_store.Deliveries(1)[0], id, ancestors: ancestors)], (_, known) => decide(known))[0];
}
