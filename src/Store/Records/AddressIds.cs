using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Addresses as integers. What was looked up stays in memory, up to a limit.</summary>
internal sealed class AddressIds
{
    private const int Limit = 100_000;

    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly Statement _find;
    private readonly Statement _insert;

    public AddressIds(Writer writer)
    {
        _find = writer.Prepare("SELECT id FROM address WHERE key = ?");
        _insert = writer.PrepareInsert("address", "key");

        // Some ids may never have been.
        writer.WhenTakenBack(_ids.Clear);
    }

    /// <summary>The id of an address, or null when it was never seen.</summary>
    public long? Find(string address)
    {
        var key = AddressKey.Of(address);
        if (_ids.TryGetValue(key, out var known))
        {
            return known;
        }

        return _find.With(key).Number() is { } id ? Remember(key, id) : null;
    }

    /// <summary>The id of an address, made now if need be.</summary>
    public long Of(string address) => Find(address) ?? Remember(AddressKey.Of(address), _insert.With(AddressKey.Of(address)).Insert());

    private long Remember(string key, long id)
    {
        if (_ids.Count >= Limit)
        {
            _ids.Clear();
        }

        _ids[key] = id;
        return id;
    }
}
