using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>The UIDs of one epoch that have a row, as sorted disjoint ranges: a mailbox of any size fits.</summary>
internal sealed class KnownUids(UidRanges known)
{
    private readonly List<(uint First, uint Last)> _ranges = [.. known.Ranges];

    public bool Contains(uint uid) => Find(uid) >= 0;

    public void Add(uint uid)
    {
        var at = Find(uid);
        if (at >= 0)
        {
            return;
        }

        at = ~at;
        var joinsLeft = at > 0 && _ranges[at - 1].Last == uid - 1;
        var joinsRight = at < _ranges.Count && uid != uint.MaxValue && _ranges[at].First == uid + 1;
        if (joinsLeft && joinsRight)
        {
            _ranges[at - 1] = (_ranges[at - 1].First, _ranges[at].Last);
            _ranges.RemoveAt(at);
        }
        else if (joinsLeft)
        {
            _ranges[at - 1] = (_ranges[at - 1].First, uid);
        }
        else if (joinsRight)
        {
            _ranges[at] = (uid, _ranges[at].Last);
        }
        else
        {
            _ranges.Insert(at, (uid, uid));
        }
    }

    /// <summary>The range that holds it, or the complement of where it would stand.</summary>
    private int Find(uint uid)
    {
        int low = 0, high = _ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (uid < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (uid > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return ~low;
    }
}
