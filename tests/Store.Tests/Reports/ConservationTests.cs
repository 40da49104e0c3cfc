using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>behaviour.md B0.1 and B0.11: whatever is decided, every delivery has exactly one outcome and nothing is there twice.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class ConservationTests(TestEngine engine)
{
    [Test]
    public void The_sum_closes_whatever_is_decided([Range(1, 12)] int seed)
    {
        using var store = new TempStore(engine).WithDirectory();
        var random = new Random(seed);
        var epochs = new[] { store.Ledger.OpenEpoch("INBOX", 1, 1), store.Ledger.OpenEpoch("Other", 5, 1) };
        var rounds = engine is TestEngine.Sqlite ? 20 : 4;
        for (var round = 0; round < rounds; round++)
        {
            Receive(store, epochs[random.Next(2)], random);
            var waiting = store.Ledger.WaitingMailboxes().SelectMany(mailbox => store.Ledger.Waiting(mailbox, random.Next(1, 20))).ToList();
            store.Recorder.Record([.. waiting.Select(d => Some.Mail(d, $"{random.Next(40)}@x.example", $"content {random.Next(60)}"))], (_, known) => Decide(store, known, random));
            Settle(store, random);
            if (random.Next(8) == 0)
            {
                store.Close();
            }
        }

        var mailboxes = store.Reports.Mailboxes();
        var status = store.Reports.Status();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(mailboxes.Select(mailbox => mailbox.SumCloses), Is.All.True);
            Assert.That(mailboxes.Sum(mailbox => mailbox.Seen), Is.EqualTo(status.Deliveries));
            Assert.That(store.Reports.Accounts().Sum(account => account.Touchpoints), Is.EqualTo(status.Touchpoints));
            Assert.That(store.Reports.Accounts().Sum(account => account.Replies), Is.EqualTo(status.Replies));
            Assert.That(store.Sql("SELECT count(*) FROM (SELECT mail, account FROM touchpoint GROUP BY 1, 2 HAVING count(*) > 1) twice"), Is.Zero);
            Assert.That(store.Sql("SELECT count(*) FROM delivery d JOIN mail m ON m.id = d.mail WHERE d.state = 'held' AND m.state <> 'held'"), Is.Zero);
            Assert.That(store.Sql("SELECT count(*) FROM mail WHERE (state = 'held') <> (id IN (SELECT mail FROM held))"), Is.Zero);
            Assert.That(store.Sql("SELECT count(*) FROM mail m WHERE state = 'recorded' AND NOT EXISTS (SELECT 1 FROM place WHERE mail = m.id)"), Is.Zero);
            Assert.That(engine is TestEngine.Sqlite ? store.Sql("SELECT count(*) FROM pragma_foreign_key_check") : 0, Is.Zero);
        }
    }

    // "12:15,19" as IMAP writes it: where the server used every UID, those without a row are the missing ones; else these are among them.
    [TestCase("DELETE FROM delivery WHERE uid IN (4, 9)", 10, 8, "4,9")]
    [TestCase("DELETE FROM delivery WHERE uid BETWEEN 2 AND 4 OR uid = 10", 10, 6, "2:4,10")]
    [TestCase("UPDATE epoch SET seen = seen + 1", 11, 10, "")]
    [TestCase("UPDATE epoch SET seen = seen + 1, uid_next = 15", 11, 10, "11:14")]
    public void A_delivery_that_was_seen_and_is_nowhere_opens_the_sum_and_the_UIDs_without_a_row_are_named_S154(string harm, long seen, long accountedFor, string without)
    {
        using var store = new TempStore(engine).WithDirectory();
        store.Deliveries(10);
        store.Sql(harm);

        var box = store.Reports.Mailboxes().Single();
        Assert.That((box.SumCloses, box.Seen), Is.EqualTo((false, seen)));
        Assert.That(box.OpenSums.Select(open => (open.UidValidity, open.Seen, open.AccountedFor, $"{open.WithoutRow}")), Is.EqualTo(new[] { (1u, seen, accountedFor, without) }));
    }

    // Two errors of one mailbox that make up for each other are two errors.
    [Test]
    public void The_sum_closes_for_each_UIDVALIDITY_by_itself()
    {
        using var store = new TempStore(engine).WithDirectory();
        store.Deliveries(3);
        store.Receive(store.Ledger.OpenEpoch("INBOX", 2, 1), (1, "a"), (2, "b"));
        store.Sql("UPDATE epoch SET seen = seen + CASE uid_validity WHEN 1 THEN 1 ELSE -1 END");

        Assert.That(store.Reports.Mailboxes().Single().OpenSums.Select(open => (open.UidValidity, open.Seen, open.AccountedFor)), Is.EqualTo(new[] { (1u, 4L, 3L), (2u, 1L, 2L) }));
    }

    [Test]
    public void Of_very_many_ranges_the_first_are_named()
    {
        var text = new UidRanges([.. Enumerable.Range(1, 1000).Select(i => ((uint)i * 2, (uint)i * 2))]).ToString();
        Assert.That(text, Does.StartWith("2,4,6,").And.EndsWith(",40,…"));
    }

    private static void Receive(TempStore store, MailboxEpoch epoch, Random random)
    {
        var uids = Enumerable.Range(0, random.Next(40)).Select(_ => (uint)random.Next(1, 400)).ToList();
        store.Receive(epoch, [.. uids.Select(uid => (uid, "octets"))]);
        store.Ledger.Missed(epoch, [(uint)random.Next(1, 400)], (MissedKind)random.Next(3), "NO");
    }

    private static Decided Decide(TempStore store, Known known, Random random)
    {
        var thread = known.Threads.Count > 0 ? known.Threads[0].Id : (TouchpointId?)null;
        return random.Next(7) switch
        {
            0 => Some.Hold(HoldReason.NoMatch),
            1 => Some.Ignore(IgnoreReason.Machine),
            2 when known.Mails.Count > 0 => Some.Decided(new Decision.Duplicate(known.Mails[0].Id, random.Next(2) == 0)),
            3 when thread is { } id => Some.Reply(id, store.Clock.GetUtcNow()),
            4 when thread is { } id => Some.Decided(new Decision.MailEvent(new EventDraft(id, "auto-reply"))),

            // An account that is not there: the schema refuses it.
            5 => Some.Touchpoint(new AccountId(random.Next(1, 4)), store.Clock.GetUtcNow()),
            _ => Some.Touchpoint(store.Account("acme"), store.Clock.GetUtcNow()),
        };
    }

    private static void Settle(TempStore store, Random random)
    {
        foreach (var held in store.Reports.Held("", 3))
        {
            var delivery = store.Reports.Decisions(DateTimeOffset.MinValue.AddYears(1980)).FirstOrDefault(decision => decision.Mail == held.Mail)?.Delivery;
            if (delivery is null || random.Next(2) == 0)
            {
                store.Recorder.Dismiss(held.Mail, "ann", "");
            }
            else
            {
                store.Recorder.Redecide(held.Mail, Some.Mail(delivery, $"held {held.Mail.Value}@x.example"), (_, known) => Decide(store, known, random), "ann");
            }
        }
    }
}
