using System.Buffers.Binary;
using System.Security.Cryptography;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Touchpoints made by hand, and the reply addresses of threads.</summary>
public sealed class TouchpointStore
{
    private readonly Writer _writer;
    private readonly MadeByHand _rows;
    private readonly ChangeWriter _changes;

    internal TouchpointStore(Writer writer, MadeByHand rows) => (_writer, _rows, _changes) = (writer, rows, new ChangeWriter(writer));

    /// <summary>
    /// Makes a touchpoint on an account in the default flow, with a new reply address. The Message-ID that it will be mailed under is made of that
    /// address and remembered with <see cref="AddOutboundId"/>.
    /// </summary>
    /// <exception cref="StoreException">There is no such account or user (Refused).</exception>
    public MadeTouchpoint New(AccountId account, string subject, IReadOnlyList<MailAddress> to, UserId? author) => _writer.Write(() =>
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        var address = new ReplyAddressId(BinaryPrimitives.ReadInt64BigEndian(random));
        var made = new HandMade(Id: null, account.Value, subject, [.. to.Select(person => person.Address)], author?.Value) { ReplyAddress = address };
        return new MadeTouchpoint(new TouchpointId(_rows.Write([made])[0].Id), address);
    });

    /// <summary>Revokes a reply address; false when it does not exist.</summary>
    public bool Revoke(ReplyAddressId address) => _writer.Write(() =>
        _writer.Connection.Execute("UPDATE reply_address SET revoked = 1 WHERE id = @Value", new { address.Value }) > 0);

    /// <summary>Remembers the id of a mail that we sent in a thread (T2, T4).</summary>
    public void AddOutboundId(TouchpointId touchpoint, MessageId id) => _writer.Write(() => { _rows.AddOutboundId(touchpoint.Value, id); });

    /// <summary>The state of a touchpoint, or null when there is none with that number.</summary>
    public TouchpointState? StateOf(TouchpointId touchpoint) => _writer.Read(() =>
        _writer.Connection.ExecuteScalar<string>("SELECT state FROM touchpoint WHERE id = @Value", new { touchpoint.Value }) is { } word ? Words.Parse<TouchpointState>(word) : (TouchpointState?)null);

    /// <summary>
    /// A person deletes a touchpoint. Nothing of it goes: its mails, their files and its reply addresses stay, it is only shown no more, and what comes for it waits
    /// (behaviour.md B5.3). Who and why is kept with the mails of the thread. False when it is neither open nor closed.
    /// </summary>
    public bool Delete(TouchpointId touchpoint, string by, string why) => _writer.Write(() =>
    {
        var at = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var isDone = _writer.Connection.Execute(
            "UPDATE touchpoint SET state_before = state, state = 'deleted', deleted_at = @at, deleted_by = @by, deleted_why = @why WHERE id = @Value AND state IN ('open', 'closed')",
            new { touchpoint.Value, at, by, why }) > 0;
        if (isDone)
        {
            Note(touchpoint.Value, TouchpointState.Deleted, by, "deleted the thread", why);
        }

        return isDone;
    });

    /// <summary>A person brings a deleted touchpoint back; answers the state that it has again, the one before its deletion. Null when it is not deleted.</summary>
    public TouchpointState? Restore(TouchpointId touchpoint, string by) => _writer.Write(() =>
    {
        // One that an import brought as deleted was nothing before.
        var word = _writer.Connection.QueryFirstOrDefault<string>(
            """
            UPDATE touchpoint SET state = coalesce(state_before, 'open'), state_before = NULL, deleted_at = NULL, deleted_by = '', deleted_why = ''
            WHERE id = @Value AND state = 'deleted' RETURNING state
            """,
            new { touchpoint.Value });
        if (word is null)
        {
            return (TouchpointState?)null;
        }

        var state = Words.Parse<TouchpointState>(word);
        Note(touchpoint.Value, state, by, "restored the thread", "");
        return state;
    });

    /// <summary>Opens, closes, deletes or erases a thread's state.</summary>
    public void SetState(TouchpointId touchpoint, TouchpointState state) => _writer.Write(() =>
    {
        _writer.Connection.Execute("UPDATE touchpoint SET state = @state WHERE id = @Value", new { state = Words.Of(state), touchpoint.Value });
    });

    private void Note(long id, TouchpointState now, string by, string did, string why)
    {
        var at = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _writer.Connection.Execute("INSERT INTO audit (mail, at, by, did, why) SELECT DISTINCT mail, @at, @by, @did, @why FROM place WHERE thread = @id AND role <> 'link'", new { id, at, by, did, why });
        _changes.State(id, now);
    }
}

/// <summary>A touchpoint made by hand; the token of its reply address is made of <see cref="ReplyAddress"/> with the installation's key.</summary>
public sealed record MadeTouchpoint(TouchpointId Id, ReplyAddressId ReplyAddress);
