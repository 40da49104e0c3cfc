using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Touchpoints.Store;

/// <summary>
/// The one connection that writes, and the gate that lets one caller at a time use it. A database opened for reading has one too, which the
/// engine itself keeps from writing.
/// </summary>
internal sealed class Writer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Statement> _statements = [];
    private readonly string _file;

    public Writer(SqliteConnection connection, string file, bool canWrite, TimeProvider time)
    {
        Connection = connection;
        _file = file;
        CanWrite = canWrite;
        Time = time;
    }

    public SqliteConnection Connection { get; }

    public TimeProvider Time { get; }

    private bool CanWrite { get; }

    /// <summary>A statement that lives as long as the connection. Run it only inside <see cref="Write"/> or <see cref="Read"/>.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(Connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is durable when this returns, none of it when it throws.</summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public T Write<T>(Func<T> work)
    {
        if (!CanWrite)
        {
            throw new InvalidOperationException($"The database {_file} was opened for reading only.");
        }

        lock (_gate)
        {
            try
            {
                // B28: a deferred transaction that becomes a writer fails at once when another one has written; this one waits.
                Execute("BEGIN IMMEDIATE");
                var result = work();
                Execute("COMMIT");
                return result;
            }
            catch (SqliteException failure)
            {
                RollBack();
                throw StoreProblems.Of(failure, _file);
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    public void Write(Action work) => Write(() =>
    {
        work();
        return true;
    });

    /// <summary>Reads on the writer's connection, which sees what was just committed.</summary>
    public T Read<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException failure)
            {
                throw StoreProblems.Of(failure, _file);
            }
        }
    }

    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Connection.Handle, sql), Connection.Handle);

    public void Dispose()
    {
        lock (_gate)
        {
            _statements.ForEach(statement => statement.Dispose());
            Connection.Dispose();
        }
    }

    private void RollBack()
    {
        // A full disk rolls the transaction back by itself.
        if (raw.sqlite3_get_autocommit(Connection.Handle) == 0)
        {
            raw.sqlite3_exec(Connection.Handle, "ROLLBACK");
        }
    }
}
