using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchpoints.Store;

/// <summary>Read-only connections: they never write and never checkpoint.</summary>
internal sealed class SqliteReading(string connectionString, string file) : Reading
{
    private volatile bool _isClosed;

    public override T Do<T>(Func<DbConnection, T> work)
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
            throw SqliteProblems.Of(failure, file);
        }
    }

    public override void Close()
    {
        _isClosed = true;
        using var any = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(any);
    }
}
