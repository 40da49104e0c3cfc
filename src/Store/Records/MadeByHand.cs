using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Rows of touchpoints that no mail made, inside a transaction that is open.</summary>
internal sealed class MadeByHand(Writer writer)
{
    private DbConnection Connection => writer.Connection;

    private long Now => writer.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A touchpoint in the default flow; its people come with <see cref="AddPeople"/>.</summary>
    public long Insert(string? key, long account, string subject, long? author)
    {
        var id = Connection.ExecuteScalar<long>(
            """
            INSERT INTO touchpoint (key, account, kind, flow, direction, subject, author, person_of_ours, occurred_at, occurred_at_source, recorded_at, counts, last_touch)
            VALUES (@key, @account, 'sent', (SELECT key FROM flow ORDER BY is_default DESC, key LIMIT 1), 'outbound', @subject,
              coalesce((SELECT u.name || coalesce(' <' || a.address || '>', '') FROM person_of_ours u
                LEFT JOIN person_of_ours_address a ON a.person = u.id AND a.position = 0 WHERE u.id = @author), ''),
              @author, @now, 'made', @now, 1, @now) RETURNING id
            """,
            new { key, account, subject, author, now = Now });
        Connection.Execute("UPDATE account SET touchpoints = touchpoints + 1, last_touch = CASE WHEN coalesce(last_touch, @now) <= @now THEN @now ELSE last_touch END WHERE id = @account", new { now = Now, account });
        return id;
    }

    /// <summary>Adds who is not there yet: the people it went to, and the author's main address. True when somebody was added.</summary>
    public bool AddPeople(long thread, IEnumerable<string> to, long? author)
    {
        var own = Connection.Query<string>("SELECT address FROM person_of_ours_address WHERE person = @author AND position = 0", new { author });
        var added = false;
        foreach (var person in own.Select(address => (address, "from", "internal")).Concat(to.Select(address => (AddressKey.Of(address), "to", "outside"))))
        {
            added |= AddPerson(thread, person);
        }

        return added;
    }

    public bool AddReplyAddress(long thread, ReplyAddressId id, bool revoked) => Connection.Execute(
        """
        INSERT INTO reply_address (id, thread, revoked, created_at) VALUES (@id, @thread, @revoked, @now)
        ON CONFLICT (id) DO UPDATE SET revoked = excluded.revoked WHERE reply_address.revoked <> excluded.revoked AND reply_address.thread = excluded.thread
        """,
        new { id = id.Value, thread, revoked = revoked ? 1L : 0L, now = Now }) > 0;

    public bool AddOutboundId(long thread, MessageId id) => Connection.Execute(
        "INSERT INTO outbound_id (hash, message_id, thread) VALUES (@hash, @id, @thread) ON CONFLICT DO NOTHING",
        new { hash = KeyHash.Of(id), id = id.Value, thread }) > 0;

    private bool AddPerson(long thread, (string Address, string Role, string Side) person)
    {
        if (person.Address.Length == 0)
        {
            return false;
        }

        var address = Connection.ExecuteScalar<long>(
            "INSERT INTO address (key) VALUES (@Address) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id", new { person.Address });
        if (Connection.Execute("INSERT INTO thread_person (thread, address) VALUES (@thread, @address) ON CONFLICT DO NOTHING", new { thread, address }) == 0)
        {
            return false;
        }

        Connection.Execute(
            """
            INSERT INTO participant (thread, reply, position, address, name, role, side)
            VALUES (@thread, 0, (SELECT count(*) FROM participant WHERE thread = @thread AND reply = 0), @address, '', @Role, @Side)
            """,
            new { thread, address, person.Role, person.Side });
        return true;
    }
}
