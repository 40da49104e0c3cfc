using Npgsql;
using NpgsqlTypes;

namespace Touchpoints.Store;

/// <summary>
/// Rows of one table that are kept until something has to be sent and then sent as one statement, whose arrays the server takes apart: a fraction of the
/// cost of a statement a row.
/// </summary>
internal abstract class PostgresRows(PostgresWriter writer) : Statement
{
    private readonly List<Column> _columns = [];
    private int _next;
    private int _rows;
    private string? _sql;

    public bool HasRows => _rows > 0;

    public override Statement With(long value) => With((long?)value);

    public override Statement With(long? value)
    {
        Next<LongColumn>().Value = value;
        return this;
    }

    public override Statement With(string? value)
    {
        Next<TextColumn>().Value = value is null ? null : PostgresText.Of(value);
        return this;
    }

    public override Statement With(ReadOnlyMemory<byte> value)
    {
        Next<BlobColumn>().Value = value.ToArray();
        return this;
    }

    public override void Run()
    {
        // Only now: what another statement asked while this row was being bound has sent the rows before it.
        _columns.ForEach(column => column.Add());
        _next = 0;
        _rows++;
        writer.AddedRow();
    }

    public override long Insert() => throw new InvalidOperationException("Only a statement of PrepareInsert makes ids.");

    public override long? Number() => throw new InvalidOperationException("Rows that are written answer nothing.");

    public override List<T> Rows<T>(Func<Statement, T> row) => throw new InvalidOperationException("Rows that are written answer nothing.");

    public override bool IsNull(int column) => throw new InvalidOperationException("Rows that are written answer nothing.");

    public override long Long(int column) => throw new InvalidOperationException("Rows that are written answer nothing.");

    public override string Text(int column) => throw new InvalidOperationException("Rows that are written answer nothing.");

    public override byte[] Blob(int column) => throw new InvalidOperationException("Rows that are written answer nothing.");

    /// <summary>The rows so far as one statement; there are none afterwards.</summary>
    public NpgsqlBatchCommand Take()
    {
        var command = new NpgsqlBatchCommand(_sql ??= Sql(string.Join(", ", _columns.Select((column, i) => $"${i + 1}{column.Cast}"))));
        _columns.ForEach(column => command.Parameters.Add(column.Take()));
        _rows = 0;
        return command;
    }

    /// <summary>Drops the rows so far: their transaction is taken back.</summary>
    public void Forget()
    {
        _columns.ForEach(column => column.Take());
        _rows = 0;
        _next = 0;
    }

    /// <summary>The statement; <paramref name="arrays"/> are the parameters as unnest takes them.</summary>
    protected abstract string Sql(string arrays);

    private T Next<T>()
        where T : Column, new()
    {
        if (_next == _columns.Count)
        {
            _columns.Add(new T());
        }

        return (T)_columns[_next++];
    }

    private abstract class Column
    {
        public abstract string Cast { get; }

        public abstract void Add();

        public abstract NpgsqlParameter Take();
    }

    private abstract class Column<T>(NpgsqlDbType type) : Column
    {
        private List<T> _values = [];

        public T Value { get; set; } = default!;

        public override void Add() => _values.Add(Value);

        public override NpgsqlParameter Take()
        {
            var parameter = new NpgsqlParameter<List<T>> { TypedValue = _values, NpgsqlDbType = NpgsqlDbType.Array | type };
            _values = [];
            return parameter;
        }
    }

    private sealed class LongColumn() : Column<long?>(NpgsqlDbType.Bigint)
    {
        public override string Cast => "::bigint[]";
    }

    private sealed class TextColumn() : Column<string?>(NpgsqlDbType.Text)
    {
        public override string Cast => "::text[]";
    }

    private sealed class BlobColumn() : Column<byte[]>(NpgsqlDbType.Bytea)
    {
        public override string Cast => "::bytea[]";
    }
}
