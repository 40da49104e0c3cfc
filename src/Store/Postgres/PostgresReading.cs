using System.Data;
using System.Data.Common;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>Connections of the pool, each use one snapshot of the database that cannot write.</summary>
internal sealed class PostgresReading(NpgsqlDataSource source, string place) : Reading
{
    private volatile bool _isClosed;

    public override T Do<T>(Func<DbConnection, T> work)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(Database));
        try
        {
            return Once(work);
        }
        catch (NpgsqlException broken) when (PostgresProblems.IsBroken(broken))
        {
            // A pooled connection may have died while nobody used it; another one tells.
            return Again(work);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresProblems.Of(failure, place);
        }
    }

    public override void Close() => _isClosed = true;

    private T Again<T>(Func<DbConnection, T> work)
    {
        try
        {
            return Once(work);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresProblems.Of(failure, place);
        }
    }

    private T Once<T>(Func<DbConnection, T> work)
    {
        using var connection = source.OpenConnection();
        using var view = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        using (var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection))
        {
            readOnly.ExecuteNonQuery();
        }

        return work(connection);
    }
}
