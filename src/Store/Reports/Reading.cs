using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchpoints.Store;

/// <summary>Connections that read: pooled, never writing, never checkpointing, each use one consistent view.</summary>
internal sealed class Reading(string connectionString, string file)
{
    public T Do<T>(Func<SqliteConnection, T> work)
    {
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
        using var any = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(any);
    }
}
