using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchpoints.Store;

/// <summary>Connections that read: pooled, never writing, never checkpointing, each use one consistent view.</summary>
internal sealed class Reading(string connectionString, string file)
{
    private volatile bool _isClosed;

    public T Do<T>(Func<SqliteConnection, T> work)
    {
        // A pool that was emptied fills again with the next connection: nobody would close that one.
        ObjectDisposedException.ThrowIf(_isClosed, typeof(Database));
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            connection.Execute("BEGIN DEFERRED");
            try
            {
                return work(connection);
            }
            finally
            {
                connection.Execute("ROLLBACK TRANSACTION");
            }
        }
        catch (SqliteException failure)
        {
            throw StoreProblems.Of(failure, file);
        }
    }

    public void Close()
    {
        _isClosed = true;
        using var any = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(any);
    }
}
