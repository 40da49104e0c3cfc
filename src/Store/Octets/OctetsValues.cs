using System.Buffers;

namespace Touchpoints.Store;

/// <summary>Where a mail's octets are.</summary>
public readonly record struct OctetsPlace(long Segment, long Offset, long Length);

/// <summary>A mail that was appended: its place and the SHA-256 of its octets.</summary>
public sealed record StoredOctets(OctetsPlace Place, ReadOnlyMemory<byte> Sha256);

/// <summary>Octets that are valid until it is disposed.</summary>
public sealed class OctetsLease : IDisposable
{
    private readonly IDisposable? _owner;
    private readonly MappedOctets? _mapped;

    internal OctetsLease(ReadOnlyMemory<byte> memory, IDisposable? owner)
    {
        Memory = memory;
        _owner = owner;
    }

    internal OctetsLease(MappedOctets mapped, IDisposable owner)
        : this(mapped.Memory, owner)
    {
        _mapped = mapped;
    }

    /// <summary>The octets.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>True for the pages of a file, which <see cref="LetGo"/> takes out of memory.</summary>
    public bool IsMapped => _mapped is not null;

    /// <summary>These octets are not needed for the moment: their pages need not stay in memory. They come back when they are read.</summary>
    public void LetGo(int start, int length) => _mapped?.LetGo(start, length);

    /// <inheritdoc/>
    public void Dispose() => _owner?.Dispose();
}

/// <summary>A segment as its home lists it. <see cref="WrittenAt"/> is by the home's clock.</summary>
internal sealed record StoredSegment(long Number, long Octets, DateTimeOffset WrittenAt);

/// <summary>A buffer of the pool that goes back once.</summary>
internal sealed class PooledOctets(int length) : IDisposable
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(length);

    public Memory<byte> Memory => _buffer.AsMemory(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
