namespace Touchpoints.Store;

/// <summary>Rows by key that are remembered for one transaction; all keys that are expected are asked for with one question.</summary>
internal sealed class PostgresKeyed<T> : Keyed<T>
{
    private readonly PostgresWriter _writer;
    private readonly PostgresStatement _ofMany;
    private readonly Func<Statement, T> _row;
    private readonly Dictionary<long, List<T>> _rows = [];
    private long _transaction;

    public PostgresKeyed(PostgresWriter writer, string sql, Func<Statement, T> row)
        : base(writer.Prepare(sql), row)
    {
        (_writer, _row) = (writer, row);
        _ofMany = writer.Statement($"SELECT found.*, wanted.number FROM unnest(?1) AS wanted(number) CROSS JOIN LATERAL ({sql.Replace("?1", "wanted.number", StringComparison.Ordinal)}) found");
        writer.WhenTakenBack(_rows.Clear);
    }

    public override List<T> Of(long key, params ReadOnlySpan<long> more)
    {
        if (_writer.Transaction == 0)
        {
            return base.Of(key, more);
        }

        if (!Remembered.TryGetValue(key, out var rows))
        {
            rows = base.Of(key, more);
            _rows.Add(key, rows);
        }

        return rows;
    }

    public override void Expect(IEnumerable<long> keys, params long[] more)
    {
        var remembered = Remembered;
        var asked = keys.Where(key => remembered.TryAdd(key, [])).ToArray();
        if (asked.Length == 0)
        {
            return;
        }

        _ofMany.With(asked);
        Array.ForEach(more, value => _ofMany.With(value));
        foreach (var (key, row) in _ofMany.Rows(row => (_ofMany.LastLong, _row(row))))
        {
            remembered[key].Add(row);
        }
    }

    public override void Begin(long key) => Remembered[key] = [];

    public override void Add(long key, T row)
    {
        // Of a key that was never asked for, the database has rows that are not here.
        if (Remembered.TryGetValue(key, out var rows))
        {
            rows.Add(row);
        }
    }

    private Dictionary<long, List<T>> Remembered
    {
        get
        {
            if (_transaction != _writer.Transaction)
            {
                _transaction = _writer.Transaction;
                _rows.Clear();
            }

            return _rows;
        }
    }
}
