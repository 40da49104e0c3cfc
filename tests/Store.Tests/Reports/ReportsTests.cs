using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class ReportsTests(TestEngine engine)
{
    private TempStore _store = null!;

    private DateTimeOffset Now => _store.Clock.GetUtcNow();

    private Reports Reports => _store.Reports;

    [SetUp]
    public void SetUp() => _store = new TempStore(engine).WithDirectory();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void The_ledger_pages_backwards_and_filters_by_outcome_and_text()
    {
        RecordMany(5, i => i % 2 == 0 ? Some.Hold(HoldReason.NoMatch) : Some.Touchpoint(_store.Account("acme"), Now));
        _store.Deliveries(1);

        var page = Reports.Ledger("", "", null, 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Select(row => row.Outcome), Is.EqualTo(new[] { "received", "held" }));
            Assert.That(Reports.Ledger("", "", page[^1].Id.Value, 10).Select(row => row.Subject[^11]), Is.EqualTo("3210"));
            Assert.That(Reports.Ledger("held", "", null, 10).Select(row => row.Reason).Distinct(), Is.EqualTo(new[] { "no-match" }));
            Assert.That(Reports.Ledger("", "M3@X", null, 10).Single().Subject, Is.EqualTo("Subject of m3@x.example"));
            Assert.That(Reports.Ledger("", "m_@x", null, 10), Is.Empty, "what is searched is text, not a pattern");
            Assert.That(Reports.MailOf(page[0].Id), Is.Null);
            Assert.That(Reports.MailOf(page[1].Id), Is.EqualTo(page[1].Mail));
        }
    }

    [Test]
    public void Threads_are_ordered_by_their_last_touch_and_replies_by_arrival()
    {
        var ids = RecordMany(2, _ => Some.Touchpoint(_store.Account("acme"), Now)).Select(recorded => recorded.Touchpoints[0]).ToList();
        _store.Clock.Advance(TimeSpan.FromHours(1));
        RecordMany(1, _ => Some.Reply(ids[0], Now), "r");
        RecordMany(1, _ => Some.Reply(ids[0], Now.AddDays(-1)), "s");

        var timeline = Reports.Timeline(_store.Account("acme"), 10);
        Assert.That(timeline.Select(item => item.Id), Is.EqualTo(ids));
        Assert.That(timeline[0].Replies.Select(reply => reply.OccurredAt), Is.EqualTo(new[] { Now, Now.AddDays(-1) }), "arrival, never the sender's Date (B8)");
        Assert.That(timeline[0].LastTouch, Is.EqualTo(Now));
    }

    [Test]
    public void A_held_mail_has_the_threads_suggested_in_which_its_sender_wrote_under_its_subject_T11()
    {
        Recorded Of(string subject, Decided decided)
        {
            var mail = Some.Mail(_store.Deliveries(1)[0], $"{Guid.NewGuid():N}@x.example");
            return _store.Recorder.Record([mail with { Envelope = mail.Envelope with { Subject = subject } }], (_, _) => decided)[0];
        }

        var old = Of("Renewal", Some.Touchpoint(_store.Account("acme"), Now));
        _store.Clock.Advance(TimeSpan.FromDays(31));
        var thread = Of("Renewal", Some.Touchpoint(_store.Account("acme"), Now)).Touchpoints[0];
        Of("AW: renewal", Some.Reply(thread, Now));
        Of("Party", Some.Touchpoint(_store.Account("acme"), Now));
        var held = Of("Re: Renewal", Some.Hold(HoldReason.UnknownAuthor));

        Assert.That(_store.Reports.LikelyThreads(held.Mail).Select(likely => (likely.Thread, likely.Subject)), Is.EqualTo(new[] { (thread, "AW: renewal") }));
        Assert.That(_store.Reports.LikelyThreads(old.Mail), Is.Empty, "it is not held");
    }

    [Test]
    public void Engagements_are_counted_by_the_day_they_happened_on_late_ones_too()
    {
        var acme = _store.Account("acme");
        Decided At(int days, bool counts = true) => Some.Decided(new Decision.NewTouchpoints([new TouchpointDraft(acme, Some.Item(Now.AddDays(-days)) with { CountsAsTouch = counts })]));
        var recorded = new[] { At(0), At(8), At(8, counts: false), At(29), At(89), At(95) }.Select((decided, i) => RecordMany(1, _ => decided, $"e{i}")[0]).ToList();
        RecordMany(1, _ => Some.Reply(recorded[0].Touchpoints[0], Now.AddDays(-3)), "r");
        var deleted = RecordMany(1, _ => At(1), "d")[0].Touchpoints[0];
        _store.Database.Touchpoints.SetState(deleted, TouchpointState.Deleted);

        var counted = _store.Reports.Engagements(Now, TimeZoneInfo.Utc);
        Assert.That(counted.Single(account => account.Key == "acme").Counts, Is.EqualTo(new[] { new EngagementCount(7, 1, 1), new EngagementCount(14, 2, 1), new EngagementCount(30, 3, 1), new EngagementCount(90, 4, 1) }));
        Assert.That(counted.Single(account => account.Key == "globex").Counts, Is.All.Matches<EngagementCount>(count => count is { Touchpoints: 0, Replies: 0 }));
    }

    [Test]
    public void A_note_to_oneself_counts_for_nothing()
    {
        var note = Some.Item(Now, Direction.Note) with { CountsAsTouch = false, Participants = [] };
        RecordMany(1, _ => Some.Decided(new Decision.NewTouchpoints([new TouchpointDraft(_store.Account("acme"), note) { Kind = "note" }])));

        var account = Reports.Accounts()[0];
        Assert.That((account.Touchpoints, account.LastTouch), Is.EqualTo((1, (DateTimeOffset?)null)));
    }

    [Test]
    public void A_reply_that_a_second_token_named_is_linked_there()
    {
        var threads = RecordMany(2, _ => Some.Touchpoint(_store.Account("acme"), Now)).Select(recorded => recorded.Touchpoints[0]).ToList();
        var reply = new ReplyDraft(threads[0], Some.Item(Now)) { LinkedThreads = [threads[1]] };
        RecordMany(1, _ => Some.Decided(new Decision.ThreadReply(reply)), "r");

        var items = Reports.Timeline(_store.Account("acme"), 10).ToDictionary(item => item.Id, item => item.Replies.Single().Kind);
        Assert.That((items[threads[0]], items[threads[1]]), Is.EqualTo(("reply", "link")));
    }

    [Test]
    public void Everything_is_exported_page_by_page()
    {
        RecordMany(450, i => i % 3 == 2 ? Some.Ignore(IgnoreReason.Machine) : Some.Touchpoint(_store.Account("acme"), Now));

        var exported = Reports.Export().ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exported, Has.Count.EqualTo(300));
            Assert.That(exported.Select(touchpoint => touchpoint.Item.Id.Value), Is.Ordered.And.Unique);
            Assert.That(exported[0].AccountKey, Is.EqualTo("acme"));
            Assert.That(Reports.Decisions(Now).Count(), Is.EqualTo(450));
            Assert.That(Reports.Decisions(Now.AddSeconds(1)), Is.Empty);
        }
    }

    [Test]
    public void The_store_in_figures()
    {
        RecordMany(3, i => i == 0 ? Some.Hold(HoldReason.NoMatch) : Some.Touchpoint(_store.Account("acme"), Now));
        _store.Deliveries(1);

        var status = Reports.Status();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.Outcomes, Is.EquivalentTo(new Dictionary<string, long> { ["held"] = 1, ["recorded"] = 2, ["received"] = 1 }));
            Assert.That((status.Deliveries, status.Mails, status.Touchpoints, status.Replies, status.Held), Is.EqualTo((4L, 3L, 2L, 0L, 1L)));
            Assert.That(status.OldestWaiting, Is.EqualTo(Now));
            Assert.That(status.OctetsStored, Is.AtLeast(4 * "mail 1".Length));
            Assert.That(status.FreeOctets, engine is TestEngine.Sqlite ? Is.Positive : Is.Null);
            Assert.That(status.EngineVersion, Does.StartWith(engine is TestEngine.Sqlite ? "SQLite 3." : "PostgreSQL 1"));
        }
    }

    private IReadOnlyList<Recorded> RecordMany(int count, Func<int, Decided> decide, string name = "m")
    {
        var mails = _store.Deliveries(count).Select((delivery, i) => Some.Mail(delivery, $"{name}{i}@x.example")).ToList();
        return _store.Recorder.Record(mails, (mail, _) => decide(mails.IndexOf(mail)));
    }
}
