using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Touchpoints.Store;

/// <summary>The only connection of all processes that writes to a SQLite file (docs/decisions/0004).</summary>
internal sealed class SqliteWriter : Writer
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteStatement> _statements = [];
    private readonly Statement _savepoint;
    private readonly Statement _release;
    private readonly Statement _rollBackTo;
    private bool _hasSavepoints;

    public SqliteWriter(SqliteConnection connection, string file, bool canWrite, TimeProvider time)
        : base(file, canWrite, time)
    {
        _connection = connection;
        _savepoint = Prepare("SAVEPOINT one_mail");
        _release = Prepare("RELEASE one_mail");
        _rollBackTo = Prepare("ROLLBACK TO one_mail");
    }

    public override DbConnection Connection => _connection;

    public override Statement Prepare(string sql)
    {
        var statement = new SqliteStatement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }

    public override Statement PrepareInsert(string table, string columns, string onConflict = "") =>
        Prepare($"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", columns.Split(',').Select(_ => "?"))}) {onConflict}");

    public override Statement PrepareUpdate(string table, string columns) =>
        Prepare($"UPDATE {table} SET {string.Join(", ", columns.Split(',').Select(column => $"{column} = ?"))} WHERE id = ?");

    public override Statement PrepareCount(string table, string counter, string id = "?2") =>
        Prepare($"UPDATE {table} SET {counter} = {counter} + 1, last_touch = CASE WHEN coalesce(last_touch, ?1) <= ?1 THEN ?1 ELSE last_touch END WHERE id = {id}");

    /// <summary>
    /// A savepoint copies every page that changes after it, and hardly ever is one needed: the first time a transaction runs without. When rows are
    /// refused it is taken back whole and runs again, now with savepoints.
    /// </summary>
    public override T Savepoint<T>(Func<T> write, Func<string, T> whenRefused)
    {
        if (!_hasSavepoints)
        {
            return write();
        }

        _savepoint.Run();
        try
        {
            var written = write();
            _release.Run();
            return written;
        }
        catch (SqliteException refused) when (IsRefusal(refused))
        {
            _statements.ForEach(statement => statement.Reset());
            _rollBackTo.Run();
            _release.Run();
            TakenBack();
            return whenRefused(refused.Message);
        }
    }

    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(_connection.Handle, sql), _connection.Handle);

    protected override T InTransaction<T>(Func<T> work, bool isAlone)
    {
        try
        {
            _hasSavepoints = false;
            try
            {
                return Once(work);
            }
            catch (SqliteException refused) when (IsRefusal(refused))
            {
                _hasSavepoints = true;
                return Once(work);
            }
        }
        catch (SqliteException failure)
        {
            throw SqliteProblems.Of(failure, Place);
        }
    }

    private static bool IsRefusal(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH;

    private T Once<T>(Func<T> work)
    {
        try
        {
            // B28: a deferred transaction that becomes a writer fails at once when another one has written; this one waits.
            Execute("BEGIN IMMEDIATE");
            var result = work();
            var committed = Effects.About("commit", "database");
            Execute("COMMIT");
            committed.Done();
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    protected override T Reading<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException failure)
        {
            throw SqliteProblems.Of(failure, Place);
        }
    }

    protected override void Close()
    {
        _statements.ForEach(statement => statement.Dispose());
        _connection.Dispose();
    }

    private void RollBack()
    {
        // A full disk rolls the transaction back by itself.
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
        }

        _statements.ForEach(statement => statement.Reset());
        TakenBack();
    }
}
