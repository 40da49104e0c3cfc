using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Gives a recorded mail its place by another decision, inside a transaction that is open: a touchpoint moves to another account with its whole thread, or becomes one
/// with the thread that its mail belongs to; a reply leaves its thread for another. Nothing stands twice, and no thread is left behind without its mail.
/// </summary>
internal sealed class MovedItems(Writer writer, ItemWriter items)
{
    private DbConnection Connection => writer.Connection;

    public void Write(StoredDecision was, Decision now)
    {
        var mail = was.Mail.Value;
        var old = Connection.Query<(long Id, long Account)>("SELECT id, account FROM touchpoint WHERE mail = @mail ORDER BY id", new { mail }).AsList();
        var threads = Connection.Query<long>("SELECT thread FROM reply WHERE mail = @mail UNION SELECT thread FROM event WHERE mail = @mail", new { mail }).ToHashSet();
        RemoveFolded(mail);
        if (now is Decision.NewTouchpoints made)
        {
            Touchpoints(mail, old, made);
        }
        else
        {
            var into = Outcome.Of(now).Thread!.Value;
            old.ForEach(touchpoint => Join(touchpoint.Id, into));
            items.Write(mail, now);
        }

        // Counted with them, as they are now.
        threads.UnionWith(Connection.Query<long>("SELECT id FROM touchpoint WHERE mail = @mail UNION SELECT thread FROM reply WHERE mail = @mail", new { mail }));
        Count(threads, old.Select(touchpoint => touchpoint.Account));
    }

    /// <summary>A mail as a reply, an event or a link: its people and what it said of recipients go with it.</summary>
    private void RemoveFolded(long mail) => Connection.Execute(
        """
        DELETE FROM thread_person WHERE thread IN (SELECT thread FROM reply WHERE mail = @mail)
          AND address IN (SELECT p.address FROM participant p JOIN reply r ON r.id = p.reply AND r.thread = p.thread WHERE r.mail = @mail)
          AND NOT EXISTS (SELECT 1 FROM participant p WHERE p.thread = thread_person.thread AND p.address = thread_person.address AND p.reply NOT IN (SELECT id FROM reply WHERE mail = @mail));
        DELETE FROM participant WHERE reply IN (SELECT id FROM reply WHERE mail = @mail) AND thread IN (SELECT thread FROM reply WHERE mail = @mail);
        DELETE FROM reply WHERE mail = @mail;
        DELETE FROM recipient_state WHERE event IN (SELECT id FROM event WHERE mail = @mail);
        DELETE FROM event WHERE mail = @mail;
        DELETE FROM thread_link WHERE mail = @mail;
        """,
        new { mail });

    /// <summary>Those on an account that stays stay; others move to the accounts that are new; what is left over joins the first.</summary>
    private void Touchpoints(long mail, List<(long Id, long Account)> old, Decision.NewTouchpoints made)
    {
        var free = old.ToList();
        var missing = made.Items.Where(item => !Remove(free, item.Account.Value)).ToList();
        var next = old.Count == 0 ? 0 : 1 + Connection.ExecuteScalar<int>("SELECT max(position) FROM touchpoint WHERE mail = @mail", new { mail });
        foreach (var item in missing.Take(free.Count).ToList())
        {
            // Several of one mail on one account have different numbers; where each account has one, all have none.
            Connection.Execute(
                "UPDATE touchpoint SET account = @account, position = CASE kind WHEN 'forward' THEN @next ELSE position END WHERE id = @id",
                new { id = free[0].Id, account = item.Account.Value, next = next++ });
            free.RemoveAt(0);
            missing.Remove(item);
        }

        if (missing.Count > 0)
        {
            items.Write(mail, made with { Items = missing }, next);
        }

        var left = free.Select(touchpoint => touchpoint.Id).ToHashSet();
        var home = Connection.Query<long>("SELECT id FROM touchpoint WHERE mail = @mail ORDER BY id", new { mail }).First(id => !left.Contains(id));
        foreach (var id in left)
        {
            Join(id, home);
        }

        Connection.Execute("UPDATE mail SET thread = @home WHERE id = @mail", new { mail, home });
    }

    private static bool Remove(List<(long Id, long Account)> free, long account)
    {
        var at = free.FindIndex(touchpoint => touchpoint.Account == account);
        if (at >= 0)
        {
            free.RemoveAt(at);
        }

        return at >= 0;
    }

    /// <summary>Everything of a thread goes into another one, and the touchpoint itself goes.</summary>
    private void Join(long thread, long into) => Connection.Execute(
        """
        DELETE FROM participant WHERE thread = @thread AND reply = 0;
        UPDATE participant SET thread = @into WHERE thread = @thread;
        INSERT INTO thread_person (thread, address) SELECT @into, address FROM thread_person WHERE thread = @thread ON CONFLICT DO NOTHING;
        DELETE FROM thread_person WHERE thread = @thread;
        INSERT INTO thread_link (thread, mail) SELECT @into, mail FROM thread_link WHERE thread = @thread ON CONFLICT DO NOTHING;
        DELETE FROM thread_link WHERE thread = @thread;
        INSERT INTO recipient_state (thread, address, action, status, diagnostic, permanence, event)
          SELECT @into, address, action, status, diagnostic, permanence, event FROM recipient_state WHERE thread = @thread ON CONFLICT DO NOTHING;
        DELETE FROM recipient_state WHERE thread = @thread;
        UPDATE reply SET thread = @into WHERE thread = @thread;
        UPDATE event SET thread = @into WHERE thread = @thread;
        UPDATE reply_address SET thread = @into WHERE thread = @thread;
        UPDATE outbound_id SET thread = @into WHERE thread = @thread;
        UPDATE held SET thread = @into WHERE thread = @thread;
        UPDATE touchpoint SET linked_to = @into WHERE linked_to = @thread AND id <> @into;
        UPDATE touchpoint SET linked_to = NULL WHERE linked_to = @thread;
        UPDATE touchpoint SET merged_into = @into WHERE merged_into = @thread;
        UPDATE mail SET thread = @into WHERE thread = @thread;
        DELETE FROM touchpoint WHERE id = @thread;
        """,
        new { thread, into });

    /// <summary>Counted anew, so that the figures are those of the rows, whatever moved.</summary>
    private void Count(HashSet<long> threads, IEnumerable<long> accounts)
    {
        foreach (var thread in threads)
        {
            Connection.Execute(
                """
                UPDATE touchpoint SET replies = (SELECT count(*) FROM reply r WHERE r.thread = touchpoint.id),
                  last_touch = (SELECT max(at) FROM (SELECT touchpoint.occurred_at AS at UNION ALL SELECT r.occurred_at FROM reply r WHERE r.thread = touchpoint.id AND r.counts = 1) touches)
                WHERE id = @thread
                """,
                new { thread });
        }

        foreach (var account in accounts.Concat(threads.Select(AccountOf).OfType<long>()).Distinct().ToList())
        {
            Connection.Execute(
                """
                UPDATE account SET touchpoints = (SELECT count(*) FROM touchpoint t WHERE t.account = account.id),
                  replies = (SELECT count(*) FROM reply r JOIN touchpoint t ON t.id = r.thread WHERE t.account = account.id),
                  last_touch = (SELECT max(at) FROM (SELECT t.occurred_at AS at FROM touchpoint t WHERE t.account = account.id AND t.counts = 1
                    UNION ALL SELECT r.occurred_at FROM reply r JOIN touchpoint t ON t.id = r.thread WHERE t.account = account.id AND r.counts = 1) touches)
                WHERE id = @account
                """,
                new { account });
        }
    }

    private long? AccountOf(long thread) => Connection.ExecuteScalar<long?>("SELECT account FROM touchpoint WHERE id = @thread", new { thread });
}
