using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Touchpoints.Store;

/// <summary>A statement that is prepared once: no allocation but for what it returns.</summary>
internal sealed class SqliteStatement : Statement, IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private int _next = 1;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _connection);
    }

    public override Statement With(long value) => Bound(raw.sqlite3_bind_int64(_statement, _next, value));

    public override Statement With(long? value) => value is { } number ? With(number) : Bound(raw.sqlite3_bind_null(_statement, _next));

    public override Statement With(string? value) =>
        Bound(value is null ? raw.sqlite3_bind_null(_statement, _next) : raw.sqlite3_bind_text(_statement, _next, value));

    public override Statement With(ReadOnlyMemory<byte> value) => Bound(raw.sqlite3_bind_blob(_statement, _next, value.Span));

    public override void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public override long Insert()
    {
        Run();
        return raw.sqlite3_last_insert_rowid(_connection);
    }

    public override long? Number()
    {
        try
        {
            return Step() && !IsNull(0) ? Long(0) : null;
        }
        finally
        {
            Reset();
        }
    }

    public override List<T> Rows<T>(Func<Statement, T> row)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
            {
                rows.Add(row(this));
            }
        }
        finally
        {
            Reset();
        }

        return rows;
    }

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public override string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public override byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public void Dispose() => _statement.Dispose();

    private SqliteStatement Bound(int code)
    {
        _next++;
        SqliteException.ThrowExceptionForRC(code, _connection);
        return this;
    }

    private bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW)
        {
            return true;
        }

        if (code is not raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, _connection);
        }

        return false;
    }

    /// <summary>Ready for the next run; also when binding was broken off, because asking for a value failed.</summary>
    public void Reset()
    {
        raw.sqlite3_reset(_statement);
        _next = 1;
    }
}
