namespace Touchpoints.Store;

/// <summary>
/// Every delivery ever seen, one row each, in exactly one state. The ledger is the queue: a delivery is "received" when its octets are
/// durable, and leaves that state by exactly one outcome.
/// </summary>
public sealed class Ledger
{
    /// <summary>
    /// The epoch of (mailbox, UIDVALIDITY). A UIDVALIDITY not seen last, or a UIDNEXT lower than seen under the same one, opens a new epoch
    /// in which no UID is known (reliability.md B4, B5); <see cref="MailboxEpoch.Replaced"/> then says what the old one was.
    /// </summary>
    public MailboxEpoch OpenEpoch(string mailbox, uint uidValidity, uint uidNext) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Every UID that has a row in that epoch, as sorted disjoint ranges.</summary>
    public UidRanges KnownUids(MailboxEpoch epoch) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Every source name that has a row in that epoch (folders of files have names, not UIDs).</summary>
    public IReadOnlySet<string> KnownNames(MailboxEpoch epoch) => throw new System.Diagnostics.UnreachableException();

    /// <summary>
    /// One transaction: a row in state "received", attempt 1 counted, for each mail whose UID (or name) is not known yet; answers those
    /// rows only, in the order given. The octets must be synced before.
    /// </summary>
    public IReadOnlyList<Delivery> Receive(MailboxEpoch epoch, IReadOnlyList<ReceivedMail> mails) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Rows that a mail was seen but is gone or was never given: state "vanished", or held as unfetchable, with the server's words.</summary>
    public void Missed(MailboxEpoch epoch, IReadOnlyList<uint> uids, MissedKind kind, string reason) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Deliveries in state "received", oldest first: what an earlier process left, or what another has just received.</summary>
    public IReadOnlyList<Delivery> Waiting(int atMost) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Counts one more attempt for each, in one commit, before they are read again.</summary>
    public void CountAttempt(IReadOnlyList<DeliveryId> deliveries) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Settled deliveries of that epoch that the server was not told of yet, oldest first.</summary>
    public IReadOnlyList<Delivery> ToAcknowledge(MailboxEpoch epoch, int atMost) => throw new System.Diagnostics.UnreachableException();

    /// <summary>The server was told.</summary>
    public void Acknowledged(IReadOnlyList<DeliveryId> deliveries) => throw new System.Diagnostics.UnreachableException();

    /// <summary>What the operator sees of a mailbox; written by its loop, kept over restarts.</summary>
    public void ReportMailbox(MailboxReport report) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Names a delivery.</summary>
public readonly record struct DeliveryId(long Value);

/// <summary>One (mailbox, UIDVALIDITY) and the rows under it.</summary>
public sealed record MailboxEpoch(long Id, string Mailbox, uint UidValidity, uint UidNextSeen)
{
    /// <summary>The UIDVALIDITY that this epoch replaced when it was opened just now; null when nothing was replaced or it was known.</summary>
    public uint? Replaced { get; init; }
}

/// <summary>A mail whose octets are durable. <see cref="SourceName"/> is a file's name for folders, empty for IMAP; then <see cref="Uid"/> is 0.</summary>
public sealed record ReceivedMail(uint Uid, string SourceName, StoredOctets Octets, DateTimeOffset InternalDate);

/// <summary>One message as one mailbox delivered it.</summary>
public sealed record Delivery(
    DeliveryId Id,
    string Mailbox,
    uint UidValidity,
    uint Uid,
    string SourceName,
    OctetsPlace Place,
    ReadOnlyMemory<byte> Sha256,
    DateTimeOffset InternalDate,
    int Attempts);

/// <summary>Why a seen UID has no octets.</summary>
public enum MissedKind
{
    /// <summary>Gone between search and fetch (reliability.md B10).</summary>
    Vanished,

    /// <summary>The server never gave it (reliability.md B11); held for a person.</summary>
    Unfetchable,

    /// <summary>Larger than the limit; held, headers not fetched.</summary>
    Oversize,
}

/// <summary>State of a mailbox in plain words. Times are UTC; null means never.</summary>
public sealed record MailboxReport(string Mailbox, MailboxState State)
{
    /// <summary>Last time that everything there was had been fetched.</summary>
    public DateTimeOffset? CaughtUpAt { get; init; }

    /// <summary>When it will be tried again; null while it is connected.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>The last error with what to do, and when; empty when there was none since the last success.</summary>
    public string LastError { get; init; } = "";

    /// <summary>When <see cref="LastError"/> happened.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Mails on the server that have no row yet, at the last look.</summary>
    public int Unfetched { get; init; }
}

/// <summary>What a mailbox's loop is doing.</summary>
public enum MailboxState
{
    /// <summary>Not connected yet.</summary>
    Starting,

    /// <summary>Connecting and logging in.</summary>
    Connecting,

    /// <summary>Fetching.</summary>
    Fetching,

    /// <summary>Waiting in IDLE.</summary>
    Idle,

    /// <summary>Waiting for the next poll.</summary>
    Polling,

    /// <summary>A passing error; waits and tries again.</summary>
    BackingOff,

    /// <summary>A person must act: password, certificate, folder.</summary>
    NeedsAttention,

    /// <summary>Intake pauses: the disk is nearly full or the store is down.</summary>
    Paused,

    /// <summary>Stopped.</summary>
    Stopped,
}

/// <summary>Sorted disjoint ranges of UIDs, both ends included.</summary>
public sealed record UidRanges(IReadOnlyList<(uint First, uint Last)> Ranges)
{
    /// <summary>Whether <paramref name="uid"/> is in one of them; by bisection.</summary>
    public bool Contains(uint uid)
    {
        int low = 0, high = Ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (uid < Ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (uid > Ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
