namespace Touchpoints.Store;

/// <summary>
/// The octets of mail, kept once, as they came, in append-only segment files (performance.md section 0). A mail is named by segment, offset
/// and length; an attachment is a range of it.
/// </summary>
public sealed class OctetsStore
{
    /// <summary>A writer with a segment of its own, for one mailbox. Not for two threads at once.</summary>
    public OctetsAppender OpenAppender() => throw new System.Diagnostics.UnreachableException();

    /// <summary>The octets of one mail, from memory-mapped pages when it is large, else from a pooled buffer; valid until disposed.</summary>
    /// <exception cref="StoreException">The segment is missing or shorter than the row says (Damaged).</exception>
    public OctetsLease Read(OctetsPlace place) => throw new System.Diagnostics.UnreachableException();

    /// <summary>A forward-only stream of a range of a mail.</summary>
    public Stream Open(OctetsPlace place, long start, long length) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Free octets on the disk of the store.</summary>
    public long FreeOctets => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Appends mails to one segment: write, end, write, end …, then one <see cref="Sync"/> for all of them.</summary>
public sealed class OctetsAppender : IDisposable
{
    /// <summary>A write-only stream for the next mail; hashed while written. A mail begun and not ended is forgotten.</summary>
    public Stream BeginMail() => throw new System.Diagnostics.UnreachableException();

    /// <summary>Ends the mail. It is durable only after <see cref="Sync"/>.</summary>
    public StoredOctets EndMail() => throw new System.Diagnostics.UnreachableException();

    /// <summary>One fdatasync for every mail ended since the last.</summary>
    public void Sync() => throw new System.Diagnostics.UnreachableException();

    /// <summary>Closes the segment.</summary>
    public void Dispose() => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Where a mail's octets are.</summary>
public readonly record struct OctetsPlace(long Segment, long Offset, long Length);

/// <summary>A mail that was appended: its place and the SHA-256 of its octets.</summary>
public sealed record StoredOctets(OctetsPlace Place, ReadOnlyMemory<byte> Sha256);

/// <summary>Octets that are valid until it is disposed.</summary>
public sealed class OctetsLease(ReadOnlyMemory<byte> memory, IDisposable? owner) : IDisposable
{
    /// <summary>The octets.</summary>
    public ReadOnlyMemory<byte> Memory { get; } = memory;

    /// <inheritdoc/>
    public void Dispose() => owner?.Dispose();
}
