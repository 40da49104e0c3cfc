using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// A touchpoint that no mail made, on an account, to some addresses, by a user of ours. <see cref="Id"/> is null for a new one; of one that is there already only what
/// it has no row for yet is added.
/// </summary>
internal sealed record HandMade(long? Id, long Account, string Subject, IReadOnlyList<string> To, long? Author)
{
    public string? Key { get; init; }

    public TouchpointState State { get; init; } = TouchpointState.Open;

    public bool IsInternalNote { get; init; }

    public ReplyAddressId? ReplyAddress { get; init; }

    public bool Revoked { get; init; }

    public MessageId? OutboundMessageId { get; init; }
}

/// <summary>Rows of touchpoints that no mail made, inside a transaction that is open; what is stored of many is asked for at once.</summary>
internal sealed class MadeByHand
{
    private readonly Writer _writer;
    private readonly AddressIds _addresses;
    private readonly Statement _touchpoint;
    private readonly Statement _count;
    private readonly Statement _person;
    private readonly Statement _participant;
    private readonly Statement _replyAddress;
    private readonly Statement _revoke;
    private readonly Statement _outbound;
    private readonly ChangeWriter _changes;

    public MadeByHand(Writer writer)
    {
        _writer = writer;
        _addresses = new AddressIds(writer);
        _touchpoint = writer.PrepareInsert(
            "touchpoint",
            "key, account, kind, flow, state, is_internal_note, direction, subject, author, person_of_ours, occurred_at, occurred_at_source, recorded_at, counts, last_touch");
        _count = writer.PrepareCount("account", "touchpoints");
        _person = writer.PrepareInsert("thread_person", "thread, address");
        _participant = writer.PrepareInsert("participant", "thread, reply, position, address, name, role, side");
        _replyAddress = writer.PrepareInsert("reply_address", "id, thread, revoked, created_at");
        _revoke = writer.PrepareUpdate("reply_address", "revoked");
        _outbound = writer.PrepareInsert("outbound_id", "hash, message_id, thread", "ON CONFLICT DO NOTHING");
        _changes = new ChangeWriter(writer);
    }

    private DbConnection Connection => _writer.Connection;

    private DateTimeOffset Now => _writer.Time.GetUtcNow();

    /// <summary>The ids of the touchpoints, in order, and whether any of them has an address, a mailed id or a person that it had not.</summary>
    public List<(long Id, bool HasNew)> Write(IReadOnlyList<HandMade> drafts)
    {
        var authors = Authors(drafts);
        var flow = Connection.ExecuteScalar<string>("SELECT key FROM flow ORDER BY is_default DESC, key LIMIT 1")!;
        var known = new Stored(Connection, drafts);
        _addresses.Learn(drafts.SelectMany(draft => draft.To).Concat(authors.Values.Select(author => author.Address)));
        return [.. drafts.Select(draft =>
        {
            var author = draft.Author is { } by ? authors.GetValueOrDefault(by) : default;
            var id = draft.Id ?? Insert(draft, flow, author);
            if (draft is { Id: null, State: TouchpointState.Open or TouchpointState.Closed })
            {
                _changes.Made(id, draft.State, known.ArchivedAccounts.Contains(draft.Account));
            }

            var hasNew = AddReplyAddress(id, draft, known) | AddOutboundId(id, draft, known) | AddPeople(id, draft, author.Address, known);
            return (id, hasNew);
        })];
    }

    /// <summary>Remembers an id that a touchpoint was mailed under.</summary>
    public void AddOutboundId(long thread, MessageId id) => _outbound.With(KeyHash.Of(id)).With(id.Value).With(thread).Run();

    private long Insert(HandMade draft, string flow, (string Name, string Address) author)
    {
        var now = Now;
        _count.With(now).With(draft.Account).Run();
        return _touchpoint.With(draft.Key).With(draft.Account).With("sent").With(flow).With(Words.Of(draft.State)).With(draft.IsInternalNote).With("outbound").With(draft.Subject)
            .With(Shown(author)).With(draft.Author).With(now).With("made").With(now).With(1).With(now).Insert();
    }

    private bool AddReplyAddress(long thread, HandMade draft, Stored known)
    {
        if (draft.ReplyAddress is not { } address)
        {
            return false;
        }

        if (!known.ReplyAddresses.TryGetValue(address.Value, out var stored))
        {
            _replyAddress.With(address.Value).With(thread).With(draft.Revoked).With(Now).Run();
        }
        else if (stored.Thread == thread && stored.Revoked != draft.Revoked)
        {
            _revoke.With(draft.Revoked).With(address.Value).Run();
        }
        else
        {
            return false;
        }

        known.ReplyAddresses[address.Value] = (thread, draft.Revoked);
        return true;
    }

    private bool AddOutboundId(long thread, HandMade draft, Stored known)
    {
        if (draft.OutboundMessageId is not { } id || !known.OutboundIds.Add((KeyHash.Of(id), id.Value)))
        {
            return false;
        }

        AddOutboundId(thread, id);
        return true;
    }

    /// <summary>Adds who is not there yet: the author's main address, and the people that it went to.</summary>
    private bool AddPeople(long thread, HandMade draft, string? own, Stored known)
    {
        var added = AddPerson(thread, own ?? "", "from", "internal", known);
        foreach (var to in draft.To)
        {
            added |= AddPerson(thread, to, "to", "outside", known);
        }

        return added;
    }

    private bool AddPerson(long thread, string address, string role, string side, Stored known)
    {
        if (AddressKey.Of(address).Length == 0)
        {
            return false;
        }

        var id = _addresses.Of(address);
        if (!known.People.Add((thread, id)))
        {
            return false;
        }

        var position = known.Participants.GetValueOrDefault(thread);
        known.Participants[thread] = position + 1;
        _person.With(thread).With(id).Run();
        _participant.With(thread).With(0).With(position).With(id).With("").With(role).With(side).Run();
        return true;
    }

    private Dictionary<long, (string Name, string Address)> Authors(IReadOnlyList<HandMade> drafts) => Connection
        .Query<(long Id, string Name, string? Address)>(
            $"""
            SELECT u.id, u.name, a.address FROM person_of_ours u LEFT JOIN person_of_ours_address a ON a.person = u.id AND a.position = 0
            WHERE {Dialect.Among(Connection, "u.id", "@ids")}
            """,
            new { ids = drafts.Select(draft => draft.Author).OfType<long>().Distinct().ToArray() })
        .ToDictionary(row => row.Id, row => (row.Name, row.Address ?? ""));

    private static string Shown((string? Name, string? Address) author) => author.Name is null ? "" : author.Address is "" or null ? author.Name : $"{author.Name} <{author.Address}>";

    /// <summary>What is stored of some touchpoints, and what was added to it since.</summary>
    private sealed class Stored
    {
        public Stored(DbConnection connection, IReadOnlyList<HandMade> drafts)
        {
            var threads = drafts.Select(draft => draft.Id).OfType<long>().ToArray();
            var addresses = drafts.Select(draft => draft.ReplyAddress?.Value).OfType<long>().ToArray();
            var hashes = drafts.Where(draft => draft.OutboundMessageId is not null).Select(draft => KeyHash.Of(draft.OutboundMessageId!.Value)).ToArray();
            ArchivedAccounts = [.. connection.Query<long>($"SELECT id FROM account WHERE archived = 1 AND {Dialect.Among(connection, "id", "@accounts")}", new { accounts = drafts.Select(draft => draft.Account).Distinct().ToArray() })];
            ReplyAddresses = connection.Query<(long Id, long Thread, bool Revoked)>($"SELECT id, thread, revoked FROM reply_address WHERE {Dialect.Among(connection, "id", "@addresses")}", new { addresses })
                .ToDictionary(row => row.Id, row => (row.Thread, row.Revoked));
            OutboundIds = [.. connection.Query<(long, string)>($"SELECT hash, message_id FROM outbound_id WHERE {Dialect.Among(connection, "hash", "@hashes")}", new { hashes })];
            People = [.. connection.Query<(long, long)>($"SELECT thread, address FROM thread_person WHERE {Dialect.Among(connection, "thread", "@threads")}", new { threads })];
            Participants = connection.Query<(long Thread, long Count)>($"SELECT thread, count(*) FROM participant WHERE reply = 0 AND {Dialect.Among(connection, "thread", "@threads")} GROUP BY thread", new { threads })
                .ToDictionary(row => row.Thread, row => row.Count);
        }

        public HashSet<long> ArchivedAccounts { get; }

        public Dictionary<long, (long Thread, bool Revoked)> ReplyAddresses { get; }

        public HashSet<(long Hash, string Id)> OutboundIds { get; }

        public HashSet<(long Thread, long Address)> People { get; }

        /// <summary>How many participants each has.</summary>
        public Dictionary<long, long> Participants { get; }
    }
}
