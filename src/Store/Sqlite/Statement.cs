using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Touchpoints.Store;

/// <summary>
/// A statement that is prepared once and run many times, for what runs on every mail: parameters by number, no allocation but for what it
/// returns. Not for two threads at once.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private int _next = 1;

    public Statement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _connection);
    }

    /// <summary>Binds the next parameter.</summary>
    public Statement With(long value) => Bound(raw.sqlite3_bind_int64(_statement, _next, value));

    public Statement With(bool value) => With(value ? 1L : 0L);

    public Statement With(DateTimeOffset value) => With(value.ToUnixTimeMilliseconds());

    public Statement With(long? value) => value is { } number ? With(number) : Bound(raw.sqlite3_bind_null(_statement, _next));

    public Statement With(string? value) =>
        Bound(value is null ? raw.sqlite3_bind_null(_statement, _next) : raw.sqlite3_bind_text(_statement, _next, value));

    public Statement With(ReadOnlyMemory<byte> value) => Bound(raw.sqlite3_bind_blob(_statement, _next, value.Span));

    /// <summary>Runs it; true when it changed a row.</summary>
    public bool Run()
    {
        try
        {
            Step();
            return raw.sqlite3_changes(_connection) > 0;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs an INSERT and answers its rowid.</summary>
    public long Insert()
    {
        Run();
        return raw.sqlite3_last_insert_rowid(_connection);
    }

    /// <summary>The first column of the first row, or null.</summary>
    public long? Number()
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

    /// <summary>Every row.</summary>
    public List<T> Rows<T>(Func<Statement, T> row)
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

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public void Dispose() => _statement.Dispose();

    private Statement Bound(int code)
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

    private void Reset()
    {
        raw.sqlite3_reset(_statement);
        _next = 1;
    }
}
