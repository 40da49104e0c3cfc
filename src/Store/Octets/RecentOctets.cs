namespace Touchpoints.Store;

/// <summary>
/// The batches that this process wrote last. They are what it reads next, so that a home on another machine is not asked for them again. What is in here is in the
/// home as well.
/// </summary>
internal sealed class RecentOctets
{
    private const long MostOctets = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, byte[]> _segments = [];
    private readonly Queue<long> _order = [];
    private long _octets;

    /// <summary>Keeps a segment that was written at one go and is durable.</summary>
    public void Add(long segment, ReadOnlySpan<byte> octets)
    {
        var kept = octets.ToArray();
        lock (_gate)
        {
            _segments.Add(segment, kept);
            _order.Enqueue(segment);
            for (_octets += kept.Length; _octets > MostOctets; Drop(_order.Dequeue()))
            {
                // The oldest go.
            }
        }
    }

    /// <summary>A mail, when it is among them.</summary>
    public OctetsLease? Find(OctetsPlace place)
    {
        lock (_gate)
        {
            return _segments.TryGetValue(place.Segment, out var octets) && place.Offset + place.Length <= octets.Length
                ? new OctetsLease(octets.AsMemory((int)place.Offset, (int)place.Length), owner: null)
                : null;
        }
    }

    /// <summary>It is removed from its home.</summary>
    public void Remove(long segment)
    {
        lock (_gate)
        {
            Drop(segment);
        }
    }

    private void Drop(long segment)
    {
        if (_segments.Remove(segment, out var octets))
        {
            _octets -= octets.Length;
        }
    }
}
