namespace Touchpoints.Ingest;

/// <summary>
/// UIDs that the server named and did not give (reliability.md B6, B10, B11). A server that leaves one out may have it at the next look;
/// only one that the server no longer names is gone, and only one that it names again and again without giving it is given up.
/// </summary>
internal sealed class MissingUids
{
    /// <summary>Looks without its being named before a UID has vanished.</summary>
    public const int LooksUntilVanished = 3;

    /// <summary>Looks that the server names it and does not give it before it is held as unfetchable.</summary>
    public const int LooksUntilGivenUp = 6;

    private readonly Dictionary<uint, (int NotGiven, int NotNamed)> _looks = [];

    public int Count => _looks.Count;

    /// <summary>The lowest of them; the highest UID there can be when there is none.</summary>
    public uint Lowest => _looks.Count == 0 ? uint.MaxValue : _looks.Keys.Min();

    public void Given(uint uid) => _looks.Remove(uid);

    public void Clear() => _looks.Clear();

    public void NotGiven(uint uid) => _looks[uid] = (_looks.GetValueOrDefault(uid).NotGiven + 1, 0);

    /// <summary>Counts a look at which the server named <paramref name="named"/> (sorted).</summary>
    public void Looked(IReadOnlyList<uint> named)
    {
        var set = named as List<uint> ?? [.. named];
        foreach (var uid in _looks.Keys.Where(u => set.BinarySearch(u) < 0).ToList())
        {
            _looks[uid] = (_looks[uid].NotGiven, _looks[uid].NotNamed + 1);
        }
    }

    /// <summary>Takes out those that the server no longer names.</summary>
    public IReadOnlyList<uint> TakeVanished() => Take(l => l.NotNamed >= LooksUntilVanished);

    /// <summary>Takes out those that the server does not give.</summary>
    public IReadOnlyList<uint> TakeGivenUp() => Take(l => l.NotGiven >= LooksUntilGivenUp);

    private List<uint> Take(Func<(int NotGiven, int NotNamed), bool> isDone)
    {
        var done = _looks.Where(p => isDone(p.Value)).Select(p => p.Key).Order().ToList();
        done.ForEach(u => _looks.Remove(u));
        return done;
    }
}
