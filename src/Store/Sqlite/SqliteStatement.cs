using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Touchpoints.Store;

/// <summary>
/// A statement that is prepared once: no allocation but for what it returns. What is called a hundred times a mail is called by the statement's address: SQLitePCLRaw counts a
/// reference up and down around each call, which costs more than most of the calls.
/// </summary>
internal sealed partial class SqliteStatement : Statement, IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private nint _address;
    private int _next = 1;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _connection);
        _address = _statement.DangerousGetHandle();
    }

    public override Statement With(long value) => Bound(BindLong(_address, _next, value));

    public override Statement With(long? value) => value is { } number ? With(number) : Bound(BindNull(_address, _next));

    public override Statement With(string? value) =>
        Bound(value is null ? BindNull(_address, _next) : raw.sqlite3_bind_text(_statement, _next, value));

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

    public override bool IsNull(int column) => ColumnType(_address, column) == raw.SQLITE_NULL;

    public override long Long(int column) => ColumnLong(_address, column);

    public override string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public override byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    // Of address 0 SQLite does nothing: a call is refused, or answers nothing.
    public void Dispose()
    {
        _address = 0;
        _statement.Dispose();
    }

    private SqliteStatement Bound(int code)
    {
        _next++;
        SqliteException.ThrowExceptionForRC(code, _connection);
        return this;
    }

    private bool Step()
    {
        var code = Step(_address);
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
        _ = Reset(_address);
        _next = 1;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int BindLong(nint statement, int parameter, long value);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int BindNull(nint statement, int parameter);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ColumnType(nint statement, int column);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long ColumnLong(nint statement, int column);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_step")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Step(nint statement);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_reset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Reset(nint statement);
}
