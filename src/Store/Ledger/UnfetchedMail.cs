using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Held mail that its server did not give, or gave a text of its own for: it is asked for again six times within a day, then it waits for a person (behaviour.md B11,
/// S146). Only in the epoch that it came in: under another UIDVALIDITY its UID names other mail.
/// </summary>
public sealed class UnfetchedMail
{
    /// <summary>How often it is asked for again.</summary>
    public const int MostTries = 6;

    // 24 hours together.
    private static readonly TimeSpan[] s_waits = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(50), TimeSpan.FromHours(3), TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromHours(8)];

    private readonly Writer _writer;
    private readonly Leases _leases;
    private readonly Statement _due;
    private readonly Statement _count;

    internal UnfetchedMail(Writer writer, Leases leases)
    {
        (_writer, _leases) = (writer, leases);
        _due = writer.Prepare(
            """
            SELECT h.mail, d.id, d.uid, h.fetches, CASE h.reason WHEN 'oversize' THEN 1 ELSE 0 END FROM held h JOIN mail m ON m.id = h.mail JOIN delivery d ON d.id = m.delivery
            WHERE h.fetch_at <= ? AND d.epoch = ? ORDER BY d.uid
            """);
        _count = writer.Prepare("UPDATE held SET fetches = ?1, fetch_at = ?2 WHERE mail = ?3");
    }

    /// <summary>Mail of that epoch that is to be asked for now, in the order of the UIDs.</summary>
    public IReadOnlyList<MailToFetchAgain> Due(MailboxEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return _writer.Read(() => _due.With(_writer.Time.GetUtcNow()).With(epoch.Id)
            .Rows(row => new MailToFetchAgain(new MailId(row.Long(0)), new DeliveryId(row.Long(1)), (uint)row.Long(2), (int)row.Long(3), row.Long(4) != 0)));
    }

    /// <summary>
    /// A person wants a mail that is too large all the same (S159): it is asked for at the next look at its mailbox, and read whatever its size. False when it is not held
    /// for that, or its octets are here.
    /// </summary>
    public bool Ask(MailId mail, string by) => _writer.Write(() =>
    {
        var now = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (_writer.Connection.Execute(
            "UPDATE held SET fetch_at = @now, fetches = 0 WHERE mail = @Value AND reason = 'oversize' AND EXISTS (SELECT 1 FROM mail m JOIN delivery d ON d.id = m.delivery WHERE m.id = held.mail AND d.length = 0)",
            new { now, mail.Value }) == 0)
        {
            return false;
        }

        _writer.Connection.Execute("INSERT INTO audit (mail, at, by, did, why) VALUES (@Value, @now, @by, 'asked for anyway', '')", new { mail.Value, now, by });
        return true;
    });

    /// <summary>Counts a try before it is made, so that a mail that takes the process down is not tried for ever; answers how it then stands.</summary>
    public FetchAgain Count(MailToFetchAgain mail, Lease? lease)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var again = new FetchAgain(mail.Tried + 1, At(mail.Tried + 1, _writer.Time.GetUtcNow()));
        return _writer.WriteBeside(() =>
        {
            _leases.Require(lease);
            _count.With(again.Tried).With(again.NextAt?.ToUnixTimeMilliseconds()).With(mail.Mail.Value).Run();
            return again;
        });
    }

    /// <summary>When a mail is asked for next that was asked for again so often; null: no more.</summary>
    internal static DateTimeOffset? At(int tried, DateTimeOffset now) => tried < MostTries ? now + s_waits[tried] : null;
}

/// <summary>A held mail that is to be asked for again under the UID that it had.</summary>
public sealed record MailToFetchAgain(MailId Mail, DeliveryId Delivery, uint Uid, int Tried, bool IsWantedWhateverItsSize);

/// <summary>How often a held mail was asked for again, and when it is next; null: no more.</summary>
public sealed record FetchAgain(int Tried, DateTimeOffset? NextAt)
{
    /// <summary>From the columns of a held mail; null for one that the server gave.</summary>
    internal static FetchAgain? Of(long? tried, long? nextAt) => tried is > 0 || nextAt is not null ? new FetchAgain((int)(tried ?? 0), Times.From(nextAt)) : null;
}
