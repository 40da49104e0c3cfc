namespace Touchpoints.Store;

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
