namespace Touchpoints.Store;

/// <summary>Sorted disjoint ranges of UIDs, both ends included.</summary>
public sealed record UidRanges(IReadOnlyList<(uint First, uint Last)> Ranges)
{
    private const int Shown = 20;

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

    /// <summary>How many UIDs they hold.</summary>
    public long Count => Ranges.Sum(range => range.Last - (long)range.First + 1);

    /// <summary>As IMAP writes them, "12:15,19" (RFC 9051 §9, sequence-set); of very many the first ones, and "…".</summary>
    public override string ToString()
    {
        var shown = Ranges.Take(Shown).Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}:{range.Last}");
        return string.Join(',', shown) + (Ranges.Count > Shown ? ",…" : "");
    }

    /// <summary>The UIDs from 1 to <paramref name="last"/> that are in none of them.</summary>
    internal UidRanges Without(uint last)
    {
        var gaps = new List<(uint First, uint Last)>();
        var next = 1L;
        foreach (var range in Ranges)
        {
            Add(range.First - 1L);
            next = range.Last + 1L;
        }

        Add(last);
        return new UidRanges(gaps);

        void Add(long end)
        {
            if (end >= next)
            {
                gaps.Add(((uint)next, (uint)end));
            }
        }
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
