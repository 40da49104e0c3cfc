namespace Touchpoints.Store;

/// <summary>What a home does for one appender: takes octets at the end of a segment that nobody else has, and makes them durable.</summary>
internal abstract class SegmentWriter : IDisposable
{
    /// <summary>An appender hands over this many octets at once, fewer only with <see cref="SyncAsync"/>. It is also what it holds in memory at most.</summary>
    public abstract int PieceOctets { get; }

    /// <summary>The segment in hand; 0: none, as at first, after a failure, and after a sync that ended it.</summary>
    public long Segment { get; protected set; }

    /// <summary>Octets that were handed over for it.</summary>
    public long Written { get; protected set; }

    /// <summary>Takes a segment.</summary>
    public abstract void Begin();

    /// <summary>Takes the next octets of the segment. A failure ends the segment, whatever was handed over since the last sync.</summary>
    /// <exception cref="StoreException">It could not.</exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken);

    /// <summary>Takes the last octets, and makes all of them durable. A failure ends the segment.</summary>
    /// <exception cref="StoreException">It could not.</exception>
    public abstract ValueTask SyncAsync(ReadOnlyMemory<byte> last, CancellationToken cancellationToken);

    public abstract void Dispose();
}
