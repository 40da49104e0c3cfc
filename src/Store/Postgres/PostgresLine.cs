using System.Data;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>
/// One connection at a time, and what waits to be sent over it. Many rows are sent ahead: the server writes them while the mails after them are decided. Only one
/// thread calls; whatever is asked next waits for what was sent ahead, and is told when that was refused.
/// </summary>
internal sealed class PostgresLine(NpgsqlDataSource source, PostgresPending pending, Action<NpgsqlConnection> opened)
{
    // A fifth of a batch of mails or so: less is not worth the statements, more lets the server wait.
    private const int RowsAhead = 512;

    private NpgsqlConnection? _connection;
    private Task _ahead = Task.CompletedTask;

    /// <summary>Whether a transaction is open: another connection would know nothing of it.</summary>
    public bool IsInTransaction { get; set; }

    /// <summary>The connection, with nothing under way on it.</summary>
    public NpgsqlConnection Open()
    {
        Arrive();
        if (_connection is { State: ConnectionState.Open } open)
        {
            return open;
        }

        if (IsInTransaction)
        {
            throw new NpgsqlException("The connection broke off");
        }

        _connection?.Dispose();
        _connection = null;
        _connection = source.OpenConnection();
        opened(_connection);
        return _connection;
    }

    /// <summary>Sends what waits and the questions, and answers their rows, one result after the other.</summary>
    public NpgsqlDataReader Ask(params ReadOnlySpan<NpgsqlBatchCommand> questions)
    {
        using var batch = Batch();
        foreach (var question in questions)
        {
            batch.BatchCommands.Add(question);
        }

        return batch.ExecuteReader();
    }

    /// <summary>Asks before what waits is sent.</summary>
    public NpgsqlDataReader AskNow(NpgsqlBatchCommand question)
    {
        using var batch = new NpgsqlBatch(Open()) { BatchCommands = { question } };
        return batch.ExecuteReader();
    }

    /// <summary>Sends what waits; it is done when this returns.</summary>
    public void Flush()
    {
        Arrive();
        if (!pending.IsEmpty)
        {
            using var batch = Batch();
            batch.ExecuteNonQuery();
        }
    }

    /// <summary>Sends what waits, then this.</summary>
    public void Execute(string sql)
    {
        using var batch = Batch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        batch.ExecuteNonQuery();
    }

    /// <summary>When many rows wait and the line is free: sends them, and waits for no answer.</summary>
    public void SendAhead()
    {
        if (pending.Rows >= RowsAhead && _ahead.IsCompleted)
        {
            var batch = Batch();
            _ahead = Task.Run(() =>
            {
                using (batch)
                {
                    batch.ExecuteNonQuery();
                }
            });
        }
    }

    /// <summary>A connection that died while nothing was asked of it (the server was started anew) is no trouble: another one is taken.</summary>
    public T OnALiveConnection<T>(Func<T> first)
    {
        var isFresh = _connection is null;
        try
        {
            return first();
        }
        catch (NpgsqlException broken) when (!isFresh && PostgresProblems.IsBroken(broken))
        {
            Drop();
            return first();
        }
    }

    /// <summary>Takes back what the transaction did; the connection is given up when it is gone.</summary>
    public void RollBack()
    {
        try
        {
            Settle();
            Execute("ROLLBACK");
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the transaction with it.
            Drop();
        }
    }

    public void Drop()
    {
        pending.Forget();
        Settle();
        _connection?.Dispose();
        _connection = null;
    }

    private NpgsqlBatch Batch()
    {
        var batch = new NpgsqlBatch(Open());
        pending.MoveTo(batch);
        return batch;
    }

    private void Arrive()
    {
        var ahead = _ahead;
        _ahead = Task.CompletedTask;
        ahead.GetAwaiter().GetResult();
    }

    // What was sent ahead is taken back: whether it was refused matters no more.
    private void Settle()
    {
        try
        {
            Arrive();
        }
        catch (NpgsqlException)
        {
            // As above.
        }
    }
}
