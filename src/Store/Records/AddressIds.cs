using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Addresses as integers. What was looked up stays in memory, up to a limit.</summary>
internal sealed class AddressIds
{
    private const int Limit = 100_000;

    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);
    private readonly Writer _writer;
    private readonly Statement _find;
    private readonly Statement _insert;
    private Action<long> _whenMade = _ => { };
    private long _absentIn;

    public AddressIds(Writer writer)
    {
        _writer = writer;
        _find = writer.Prepare("SELECT id FROM address WHERE key = ?");
        _insert = writer.PrepareInsert("address", "key");

        // Some ids may never have been.
        writer.WhenTakenBack(() =>
        {
            _ids.Clear();
            _absent.Clear();
        });
    }

    /// <summary>Of an address that is made within a transaction nothing else is in the database.</summary>
    public void WhenMade(Action<long> tell) => _whenMade = tell;

    /// <summary>Looks up many at once, within a transaction: until it ends, nobody else makes one of them.</summary>
    public void Learn(IEnumerable<string> addresses)
    {
        if (!_writer.AsksDearly)
        {
            return;
        }

        _absent.Clear();
        _absent.UnionWith(addresses.Select(AddressKey.Of).Where(key => !_ids.ContainsKey(key)));
        _absentIn = _writer.Transaction;
        foreach (var (id, key) in _writer.Connection.Query<(long, string)>("SELECT id, key FROM address WHERE key = ANY(@keys)", new { keys = _absent.ToArray() }))
        {
            Remember(key, id);
            _absent.Remove(key);
        }
    }

    /// <summary>The id of an address, or null when it was never seen.</summary>
    public long? Find(string address)
    {
        var key = AddressKey.Of(address);
        if (_ids.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_absentIn == _writer.Transaction && _absent.Contains(key))
        {
            return null;
        }

        return _find.With(key).Number() is { } id ? Remember(key, id) : null;
    }

    /// <summary>The id of an address, made now if need be.</summary>
    public long Of(string address) => Find(address) ?? Make(AddressKey.Of(address));

    private long Make(string key)
    {
        var id = Remember(key, _insert.With(key).Insert());
        _whenMade(id);
        return id;
    }

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
