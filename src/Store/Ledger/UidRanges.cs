namespace Touchpoints.Store;

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

    /// <summary>The ranges of UIDs that are sorted already.</summary>
    internal static UidRanges Of(List<uint> sorted)
    {
        var ranges = new List<(uint First, uint Last)>();
        foreach (var uid in sorted)
        {
            if (ranges.Count > 0 && ranges[^1].Last + 1L == uid)
            {
                ranges[^1] = (ranges[^1].First, uid);
            }
            else
            {
                ranges.Add((uid, uid));
            }
        }

        return new UidRanges(ranges);
    }
}
