using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Every delivery ever seen, one row each, in exactly one state. The ledger is the queue: a delivery is "received" when its octets are
/// durable, and leaves that state by exactly one outcome.
/// </summary>
public sealed class Ledger
{
    private const string SelectDelivery = """
        SELECT d.id, e.mailbox, e.uid_validity, d.uid, d.source_name, d.segment, d.start, d.length, d.sha256, d.internal_date, d.attempts
        FROM delivery d JOIN epoch e ON e.id = d.epoch
        """;

    private readonly Writer _writer;
    private readonly SegmentRows _segments;
    private readonly Leases _leases;
    private readonly Statement _insert;
    private readonly MissedMail _missed;
    private readonly Statement _known;
    private readonly Statement _seen;
    private readonly Statement _uids;
    private readonly Statement _waiting;
    private readonly Statement _unacknowledged;
    private readonly Statement _place;
    private readonly Statement _holds;
    private readonly Statement _countAttempt;
    private readonly Statement _acknowledge;

    internal Ledger(Writer writer, SegmentRows segments, Leases leases)
    {
        _writer = writer;
        _segments = segments;
        _leases = leases;
        _insert = writer.PrepareInsert("delivery", "epoch, uid, source_name, segment, start, length, sha256, internal_date, received_at, attempts, state");
        _missed = new MissedMail(writer);
        _known = writer.Prepare("SELECT id, uid, segment, start, state, attempts FROM delivery WHERE epoch = ? AND uid > 0 AND uid BETWEEN ? AND ?");
        _seen = writer.Prepare("UPDATE epoch SET seen = seen + ?1, uid_next = CASE WHEN uid_next < ?2 THEN ?2 ELSE uid_next END WHERE id = ?3");
        _uids = writer.Prepare("SELECT uid FROM delivery WHERE epoch = ? AND uid > 0 ORDER BY uid");
        _waiting = writer.Prepare(SelectDelivery + " WHERE d.state = 'received' AND e.mailbox = ? ORDER BY d.id LIMIT ?");

        // What is asked for again must not be moved away before.
        _unacknowledged = writer.Prepare(SelectDelivery +
            """
             WHERE d.epoch = ? AND d.acknowledged = 0 AND d.state NOT IN ('received', 'vanished')
              AND (d.state <> 'held' OR NOT EXISTS (SELECT 1 FROM held h WHERE h.mail = d.mail AND h.fetch_at IS NOT NULL)) ORDER BY d.id LIMIT ?
            """);
        _place = writer.Prepare("SELECT segment, start, length FROM delivery WHERE id = ?");
        _holds = writer.Prepare(
            """
            SELECT 1 FROM message_key k JOIN mail m ON m.id = k.mail JOIN delivery d ON d.mail = m.id JOIN epoch e ON e.id = d.epoch
            WHERE k.hash = ? AND k.role = 0 AND m.message_id = ? AND d.length = ? AND e.mailbox = ? LIMIT 1
            """);
        _countAttempt = writer.Prepare("UPDATE delivery SET attempts = attempts + 1 WHERE id = ?");
        _acknowledge = writer.Prepare("UPDATE delivery SET acknowledged = 1 WHERE id = ?");
    }

    /// <summary>
    /// The epoch of (mailbox, UIDVALIDITY). A UIDVALIDITY not seen last, or a UIDNEXT lower than seen under the same one, opens a new epoch
    /// in which no UID is known (reliability.md B4, B5); <see cref="MailboxEpoch.Replaced"/> then says what the old one was. A UIDNEXT of 0 is unknown.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker has the mailbox.</exception>
    public MailboxEpoch OpenEpoch(Lease lease, uint uidValidity, uint uidNext)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return OpenEpoch(lease.Mailbox, uidValidity, uidNext, lease);
    }

    /// <summary>As above where nobody else can be at work: nothing is fenced.</summary>
    public MailboxEpoch OpenEpoch(string mailbox, uint uidValidity, uint uidNext) => OpenEpoch(mailbox, uidValidity, uidNext, lease: null);

    private MailboxEpoch OpenEpoch(string mailbox, uint uidValidity, uint uidNext, Lease? lease) => Fenced(lease, () =>
    {
        var connection = _writer.Connection;
        connection.Execute("INSERT INTO mailbox (name, state) VALUES (@mailbox, 'starting') ON CONFLICT DO NOTHING", new { mailbox });
        var last = connection.QueryFirstOrDefault<EpochRow>(
            "SELECT id, uid_validity AS UidValidity, uid_next AS UidNext, generation FROM epoch WHERE mailbox = @mailbox ORDER BY generation DESC LIMIT 1",
            new { mailbox });
        if (last is not null && last.UidValidity == uidValidity && (uidNext == 0 || uidNext >= last.UidNext))
        {
            connection.Execute("UPDATE epoch SET uid_next = @uidNext WHERE id = @Id AND uid_next < @uidNext", new { uidNext = (long)uidNext, last.Id });
            return new MailboxEpoch(last.Id, mailbox, uidValidity, Math.Max(uidNext, (uint)last.UidNext)) { Lease = lease };
        }

        // What the server did not give under the old numbers comes by itself under the new ones.
        connection.Execute(
            """
            UPDATE held SET fetch_at = NULL WHERE fetch_at IS NOT NULL
              AND EXISTS (SELECT 1 FROM mail m JOIN delivery d ON d.id = m.delivery JOIN epoch e ON e.id = d.epoch WHERE m.id = held.mail AND e.mailbox = @mailbox)
            """,
            new { mailbox });

        // The same UIDVALIDITY may come back after another one; its UIDs name other mail then, so that it counts as new.
        var id = connection.ExecuteScalar<long>(
            "INSERT INTO epoch (mailbox, uid_validity, generation, uid_next, opened_at) VALUES (@mailbox, @uidValidity, @generation, @uidNext, @now) RETURNING id",
            new { mailbox, uidValidity = (long)uidValidity, generation = (last?.Generation ?? 0) + 1, uidNext = (long)uidNext, now = Now });
        return new MailboxEpoch(id, mailbox, uidValidity, uidNext) { Replaced = (uint?)last?.UidValidity, Lease = lease };
    });

    /// <summary>Every UID that has a row in that epoch, as sorted disjoint ranges.</summary>
    public UidRanges KnownUids(MailboxEpoch epoch) => _writer.Read(() => UidRanges.Of(_uids.With(epoch.Id).Rows(row => (uint)row.Long(0))));

    /// <summary>Every source name that has a row in that epoch (folders of files have names, not UIDs).</summary>
    public IReadOnlySet<string> KnownNames(MailboxEpoch epoch) => _writer.Read(() => _writer.Connection
        .Query<string>("SELECT source_name FROM delivery WHERE epoch = @Id AND source_name <> ''", new { epoch.Id })
        .ToHashSet(StringComparer.Ordinal));

    /// <summary>
    /// One transaction: a row in state "received", attempt 1 counted, for each mail whose UID (or name) is not known yet; answers those
    /// rows only, in the order given. The octets must be synced before. May be repeated when it threw: what it had committed after all is answered as if it
    /// were new.
    /// </summary>
    public IReadOnlyList<Delivery> Receive(MailboxEpoch epoch, IReadOnlyList<ReceivedMail> mails) => Fenced(epoch.Lease, () =>
    {
        _segments.RequireThere(mails.Select(mail => mail.Octets.Place.Segment));
        var known = Known(epoch, mails);
        var added = 0;
        var received = new List<Delivery>(mails.Count);
        foreach (var mail in mails)
        {
            if (!known.Contains(mail))
            {
                added++;
                received.Add(Delivery(epoch, mail, Insert(epoch, mail), attempts: 1));
            }
            else if (known.MadeBefore(mail) is var (id, attempts))
            {
                received.Add(Delivery(epoch, mail, id, attempts));
            }
        }

        CountSeen(epoch, added, highest: 0);
        return received;
    });

    /// <summary>
    /// Rows for mail that was seen but is gone or was never given: state "vanished", or held as unfetchable or oversize, with the server's words.
    /// A UID that has a row already is left alone.
    /// </summary>
    public void Missed(MailboxEpoch epoch, IReadOnlyList<uint> uids, MissedKind kind, string reason) => FencedBeside(epoch.Lease, () =>
    {
        var none = new StoredOctets(default, ReadOnlyMemory<byte>.Empty);
        var mails = uids.Select(uid => new ReceivedMail(uid, "", none, _writer.Time.GetUtcNow())).ToList();
        var known = Known(epoch, mails);
        var added = 0;
        foreach (var mail in mails.Where(mail => !known.Contains(mail)))
        {
            added++;
            _missed.Settle(Insert(epoch, mail), kind, reason);
        }

        CountSeen(epoch, added, highest: 0);
        return added;
    });

    /// <summary>Who a held mail without octets is from and what it is about, as its header says.</summary>
    public void Describe(MailboxEpoch epoch, uint uid, MailEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(envelope);
        FencedBeside(epoch.Lease, () => _missed.Describe(epoch.Id, uid, envelope));
    }

    /// <summary>Mailboxes of which deliveries are received and not settled.</summary>
    public IReadOnlyList<string> WaitingMailboxes() => _writer.Read(() => _writer.Connection
        .Query<string>("SELECT mailbox FROM epoch WHERE id IN (SELECT epoch FROM delivery WHERE state = 'received') GROUP BY mailbox ORDER BY min(id)")
        .ToList());

    /// <summary>Deliveries of a mailbox in state "received", oldest first: what was received by this process or left by an earlier one. They are his who has the mailbox's lease.</summary>
    public IReadOnlyList<Delivery> Waiting(string mailbox, int atMost) => _writer.Read(() => _waiting.With(mailbox).With(atMost).Rows(Row));

    /// <summary>Where a delivery's octets are now: they move when others are erased from their segment. Null when there is no such delivery.</summary>
    public OctetsPlace? Place(DeliveryId delivery) => _writer.Read(() => _place.With(delivery.Value).Rows(row => new OctetsPlace(row.Long(0), row.Long(1), row.Long(2))) is [var place] ? place : (OctetsPlace?)null);

    /// <summary>Whether that mailbox delivered a mail with that Message-ID and so many octets, under whatever UID.</summary>
    public bool Holds(string mailbox, MessageId message, long octets) =>
        _writer.Read(() => _holds.With(KeyHash.Of(message)).With(message.Value).With(octets).With(mailbox).Number() is not null);

    /// <summary>Counts one more attempt for each, in one commit, before they are read again.</summary>
    public void CountAttempt(IReadOnlyList<DeliveryId> deliveries, Lease? lease = null) => RunForEach(_countAttempt, deliveries, lease);

    /// <summary>Settled deliveries of that epoch that the server was not told of yet, oldest first.</summary>
    public IReadOnlyList<Delivery> ToAcknowledge(MailboxEpoch epoch, int atMost) => _writer.Read(() => _unacknowledged.With(epoch.Id).With(atMost).Rows(Row));

    /// <summary>The server was told.</summary>
    public void Acknowledged(IReadOnlyList<DeliveryId> deliveries, Lease? lease = null) => RunForEach(_acknowledge, deliveries, lease);

    /// <summary>What the operator sees of a mailbox; written by its loop, kept over restarts.</summary>
    public void ReportMailbox(MailboxReport report, Lease? lease = null) => FencedBeside(lease, () => _writer.Connection.Execute(
        """
        INSERT INTO mailbox (name, state, caught_up_at, next_try_at, last_error, last_error_at, unfetched)
        VALUES (@Mailbox, @State, @CaughtUpAt, @NextTryAt, @LastError, @LastErrorAt, @Unfetched)
        ON CONFLICT (name) DO UPDATE SET state = excluded.state, caught_up_at = excluded.caught_up_at, next_try_at = excluded.next_try_at,
          last_error = excluded.last_error, last_error_at = excluded.last_error_at, unfetched = excluded.unfetched
        """,
        new
        {
            report.Mailbox,
            State = Words.Of(report.State),
            CaughtUpAt = report.CaughtUpAt?.ToUnixTimeMilliseconds(),
            NextTryAt = report.NextTryAt?.ToUnixTimeMilliseconds(),
            report.LastError,
            LastErrorAt = report.LastErrorAt?.ToUnixTimeMilliseconds(),
            report.Unfetched,
        }));

    private long Now => _writer.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private static Delivery Row(Statement row) => new(
        new DeliveryId(row.Long(0)),
        row.Text(1),
        (uint)row.Long(2),
        (uint)row.Long(3),
        row.Text(4),
        new OctetsPlace(row.Long(5), row.Long(6), row.Long(7)),
        row.Blob(8),
        row.Time(9),
        (int)row.Long(10));

    private static Delivery Delivery(MailboxEpoch epoch, ReceivedMail mail, long id, int attempts) => new(
        new DeliveryId(id), epoch.Mailbox, epoch.UidValidity, mail.Uid, mail.SourceName, mail.Octets.Place, mail.Octets.Sha256, mail.InternalDate.ToUniversalTime(), attempts);

    // The epoch's row is changed first: whoever else adds rows to this epoch waits for it, so that what is not known stays unknown.
    private KnownMails Known(MailboxEpoch epoch, IReadOnlyList<ReceivedMail> mails)
    {
        CountSeen(epoch, added: 0, mails.Count == 0 ? 0 : mails.Max(mail => mail.Uid));
        return KnownMails.Read(_writer, _known, epoch, mails);
    }

    private long Insert(MailboxEpoch epoch, ReceivedMail mail)
    {
        var place = mail.Octets.Place;
        return _insert.With(epoch.Id).With((long)mail.Uid).With(mail.SourceName)
            .With(place.Segment).With(place.Offset).With(place.Length).With(mail.Octets.Sha256)
            .With(mail.InternalDate).With(Now).With(1).With("received").Insert();
    }

    private void CountSeen(MailboxEpoch epoch, int added, uint highest) => _seen.With(added).With(highest + 1L).With(epoch.Id).Run();

    // B24, B25: whatever a mailbox's worker writes, it writes only while the mailbox is its own.
    private T Fenced<T>(Lease? lease, Func<T> work) => _writer.Write(() =>
    {
        _leases.Require(lease);
        return work();
    });

    private T FencedBeside<T>(Lease? lease, Func<T> work) => _writer.WriteBeside(() =>
    {
        _leases.Require(lease);
        return work();
    });

    private void RunForEach(Statement statement, IReadOnlyList<DeliveryId> deliveries, Lease? lease)
    {
        if (deliveries.Count == 0)
        {
            return;
        }

        FencedBeside(lease, () =>
        {
            foreach (var delivery in deliveries)
            {
                statement.With(delivery.Value).Run();
            }

            return true;
        });
    }

    private sealed record EpochRow(long Id, long UidValidity, long UidNext, long Generation);
}
