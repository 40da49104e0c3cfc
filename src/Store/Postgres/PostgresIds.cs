using Npgsql;

namespace Touchpoints.Store;

/// <summary>
/// Ids for new rows of a table, in blocks of its sequence, which is outside of transactions: no two workers get the same one. A transaction begins with as many as
/// the one before it needed, so that none is asked for in its midst.
/// </summary>
internal sealed class PostgresIds(PostgresLine line, string table)
{
    private const int Block = 256;

    private readonly Queue<long> _ids = new();
    private int _used;

    public long Next()
    {
        if (_ids.Count == 0)
        {
            using var answer = line.AskNow(Question(Block));
            Take(answer);
        }

        _used++;
        return _ids.Dequeue();
    }

    /// <summary>A transaction begins: what to ask for, if anything.</summary>
    public NpgsqlBatchCommand? Expect()
    {
        var wanted = _used;
        _used = 0;
        return wanted > _ids.Count ? Question(wanted) : null;
    }

    /// <summary>The sequence may be another one, that gives them to others.</summary>
    public void Forget() => _ids.Clear();

    /// <summary>The answer to a question.</summary>
    public void Take(NpgsqlDataReader answer)
    {
        while (answer.Read())
        {
            _ids.Enqueue(answer.GetInt64(0));
        }
    }

    private NpgsqlBatchCommand Question(int count) => new("SELECT nextval(s.name) FROM (SELECT pg_get_serial_sequence($1, 'id')::regclass AS name OFFSET 0) s, generate_series(1, $2)")
    {
        Parameters = { new NpgsqlParameter<string> { TypedValue = table }, new NpgsqlParameter<int> { TypedValue = count } },
    };
}
