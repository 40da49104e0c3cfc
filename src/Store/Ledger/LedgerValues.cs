namespace Touchpoints.Store;

/// <summary>Names a delivery.</summary>
public readonly record struct DeliveryId(long Value);

/// <summary>One (mailbox, UIDVALIDITY) and the rows under it.</summary>
public sealed record MailboxEpoch(long Id, string Mailbox, uint UidValidity, uint UidNextSeen)
{
    /// <summary>The UIDVALIDITY that this epoch replaced when it was opened just now; null when nothing was replaced or it was known.</summary>
    public uint? Replaced { get; init; }

    /// <summary>What everything under it is written by; null where nobody else can be at work.</summary>
    public Lease? Lease { get; init; }
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
