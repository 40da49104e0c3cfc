using Npgsql;
using NpgsqlTypes;

namespace Touchpoints.Store;

/// <summary>
/// A statement of <see cref="PostgresWriter"/>. One whose answer nobody waits for joins the queue; any other is sent with the queue before it, so that
/// all of them cost one round trip.
/// </summary>
internal sealed class PostgresStatement : Statement
{
    private readonly PostgresWriter _writer;
    private readonly string _sql;
    private List<NpgsqlParameter> _parameters = [];
    private NpgsqlDataReader? _row;

    public PostgresStatement(PostgresWriter writer, string sql)
    {
        _writer = writer;
        _sql = Numbered(sql);
    }

    public override Statement With(long value)
    {
        _parameters.Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return this;
    }

    public Statement With(long[] values)
    {
        _parameters.Add(new NpgsqlParameter<long[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        return this;
    }

    public override Statement With(long? value) => value is { } number ? With(number) : Null(NpgsqlDbType.Bigint);

    public override Statement With(string? value)
    {
        if (value is null)
        {
            return Null(NpgsqlDbType.Text);
        }

        _parameters.Add(new NpgsqlParameter<string> { TypedValue = PostgresText.Of(value), NpgsqlDbType = NpgsqlDbType.Text });
        return this;
    }

    public override Statement With(ReadOnlyMemory<byte> value)
    {
        _parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = value.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea });
        return this;
    }

    /// <summary>Drops what was bound: asking for the next value may have failed.</summary>
    public void Forget() => _parameters = [];

    /// <summary>The last column of the row.</summary>
    public long LastLong => _row!.GetInt64(_row.FieldCount - 1);

    public override void Run() => _writer.Queue(Command());

    public override long Insert() => throw new InvalidOperationException("Only a statement of PrepareInsert makes ids.");

    public override long? Number()
    {
        using var reader = _writer.Ask(Command());
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetInt64(0) : null;
    }

    public override List<T> Rows<T>(Func<Statement, T> row)
    {
        var rows = new List<T>();
        using var reader = _writer.Ask(Command());
        _row = reader;
        while (reader.Read())
        {
            rows.Add(row(this));
        }

        _row = null;
        return rows;
    }

    public override bool IsNull(int column) => _row!.IsDBNull(column);

    public override long Long(int column) => _row!.IsDBNull(column) ? 0 : _row.GetInt64(column);

    public override string Text(int column) => _row!.IsDBNull(column) ? "" : _row.GetString(column);

    public override byte[] Blob(int column) => _row!.GetFieldValue<byte[]>(column);

    // "?" is the next parameter, "?2" the second: $1, $2 …
    private static string Numbered(string sql)
    {
        var text = new System.Text.StringBuilder(sql.Length + 16);
        var next = 1;
        for (var i = 0; i < sql.Length; i++)
        {
            text.Append(sql[i] == '?' ? '$' : sql[i]);
            if (sql[i] == '?' && !(i + 1 < sql.Length && char.IsAsciiDigit(sql[i + 1])))
            {
                text.Append(next++);
            }
        }

        return text.ToString();
    }

    private PostgresStatement Null(NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
        return this;
    }

    private NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var parameter in _parameters)
        {
            command.Parameters.Add(parameter);
        }

        _parameters = [];
        return command;
    }
}
