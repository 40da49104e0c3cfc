using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>
/// One worker's connection that writes. Of all workers one at a time is inside a <see cref="Writer.Write{T}"/>: it begins by locking one row. What nobody waits
/// for is queued and sent with the next question or with the COMMIT. Nothing of it needs a session of its own: PgBouncer may stand between.
/// </summary>
internal sealed class PostgresWriter(NpgsqlDataSource source, PostgresHistory history, string place, bool canWrite, TimeProvider time) : Writer(place, canWrite, time)
{
    private const int IdsAtOnce = 256;

    private static readonly string[] s_byIndexOnly = ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_hashjoin = off", "SET LOCAL enable_mergejoin = off"];

    // In the order in which they were made, which is that of the tables' references: address, mail, touchpoint, participant …
    private readonly List<PostgresInsert> _inserts = [];
    private readonly List<PostgresUpdate> _updates = [];
    private readonly List<PostgresStatement> _statements = [];
    private readonly List<NpgsqlBatchCommand> _queue = [];
    private NpgsqlConnection? _connection;
    private bool _hasRows;
    private bool _isCareful;
    private bool _hasSavepoint;
    private bool _isInTransaction;
    private bool _isCommitting;
    private long _cacheVersion = -1;
    private string? _history;

    public override DbConnection Connection
    {
        get
        {
            Flush();
            return Open();
        }
    }

    public override bool AsksDearly => true;

    /// <summary>A worker that stands still in the midst of a transaction holds up all others; after this long the server takes the transaction back.</summary>
    public required TimeSpan LongestPause { get; init; }

    public override Statement Prepare(string sql) => Statement(sql);

    /// <summary>As <see cref="Prepare"/>, with what only this engine's statements can.</summary>
    public PostgresStatement Statement(string sql)
    {
        var statement = new PostgresStatement(this, sql);
        _statements.Add(statement);
        return statement;
    }

    public override Statement PrepareInsert(string table, string columns, string onConflict = "")
    {
        var insert = new PostgresInsert(this, table, columns, onConflict);
        _inserts.Add(insert);
        return insert;
    }

    public override Statement PrepareUpdate(string table, string columns)
    {
        var update = new PostgresUpdate(this, table, columns);
        _updates.Add(update);
        return update;
    }

    public override Keyed<T> PrepareKeyed<T>(string sql, Func<Statement, T> row) => new PostgresKeyed<T>(this, sql, row);

    /// <summary>
    /// In nearly every batch nothing is refused, and a savepoint a mail would cost two statements and a round trip each. So the batch is tried without
    /// them; when anything is refused it is taken back whole and run again with them.
    /// </summary>
    public override T Savepoint<T>(Func<T> write, Func<string, T> whenRefused)
    {
        _hasSavepoint = true;
        if (!_isCareful)
        {
            return write();
        }

        Execute("SAVEPOINT one_mail");
        try
        {
            var written = write();
            Execute("SET CONSTRAINTS ALL IMMEDIATE");
            Execute("RELEASE SAVEPOINT one_mail");
            return written;
        }
        catch (NpgsqlException refused) when (PostgresProblems.IsRefusal(refused))
        {
            ForgetQueue();
            Execute("ROLLBACK TO SAVEPOINT one_mail");
            Execute("RELEASE SAVEPOINT one_mail");
            TakenBack();
            return whenRefused(((PostgresException)refused).MessageText);
        }
    }

    public void Queue(NpgsqlBatchCommand command) => _queue.Add(command);

    public void HasRows() => _hasRows = true;

    /// <summary>Sends what is queued and the question, and answers the question's rows.</summary>
    public NpgsqlDataReader Ask(NpgsqlBatchCommand question)
    {
        using var batch = Batch();
        batch.BatchCommands.Add(question);
        return batch.ExecuteReader();
    }

    /// <summary>A block of ids: a sequence is outside of transactions, so that no two workers get the same one.</summary>
    public List<long> NextIds(string table)
    {
        using var command = new NpgsqlCommand($"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {IdsAtOnce})", Open());
        using var reader = command.ExecuteReader();
        var ids = new List<long>(IdsAtOnce);
        while (reader.Read())
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    public override void ForgetEverywhere() => Queue(new NpgsqlBatchCommand("UPDATE setting SET value = (value::bigint + 1)::text WHERE name = 'cache_version'"));

    protected override T InTransaction<T>(Func<T> work, bool isAlone)
    {
        try
        {
            return Attempt(work, isAlone);
        }
        catch (NpgsqlException refused) when (_hasSavepoint && !_isCareful && PostgresProblems.IsRefusal(refused))
        {
            _isCareful = true;
        }
        catch (NpgsqlException failure)
        {
            throw _isCommitting && PostgresProblems.IsBroken(failure) ? PostgresProblems.Unknown(failure, Place) : PostgresProblems.Of(failure, Place);
        }

        try
        {
            return Attempt(work, isAlone);
        }
        catch (NpgsqlException failure)
        {
            throw _isCommitting && PostgresProblems.IsBroken(failure) ? PostgresProblems.Unknown(failure, Place) : PostgresProblems.Of(failure, Place);
        }
        finally
        {
            _isCareful = false;
        }
    }

    protected override T Reading<T>(Func<T> work)
    {
        try
        {
            return OnALiveConnection(work);
        }
        catch (NpgsqlException failure)
        {
            Drop();
            throw PostgresProblems.Of(failure, Place);
        }
    }

    protected override void Close() => Drop();

    private T Attempt<T>(Func<T> work, bool isAlone)
    {
        (_hasSavepoint, _isCommitting) = (false, false);
        OnALiveConnection(() => Begin(isAlone));
        _isInTransaction = true;
        try
        {
            var result = work();
            _isCommitting = true;
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
        finally
        {
            _isInTransaction = false;
        }
    }

    /// <summary>Begins, and drops what another worker has made untrue.</summary>
    private bool Begin(bool isAlone)
    {
        Queue(new NpgsqlBatchCommand("BEGIN"));
        Queue(new NpgsqlBatchCommand(string.Create(CultureInfo.InvariantCulture, $"SET LOCAL idle_in_transaction_session_timeout = {LongestPause.TotalMilliseconds:0}")));

        // Everything here is found by an index. The planner, which knows nothing of a young database, would read whole tables, and keep to that.
        Array.ForEach(s_byIndexOnly, setting => Queue(new NpgsqlBatchCommand(setting)));
        using (var reader = Ask(new NpgsqlBatchCommand($"SELECT {history.Sql}, value::bigint FROM setting WHERE name = 'cache_version' {(isAlone ? "FOR UPDATE" : "")}")))
        {
            reader.Read();
            var version = isAlone ? reader.GetInt64(1) : _cacheVersion;
            Saw(reader.GetString(0));
            if (version != _cacheVersion)
            {
                _cacheVersion = version;
                TakenBack();
            }
        }

        return true;
    }

    // Behind a pooler another server may answer on the same connection.
    private void Saw(string seen)
    {
        history.Saw(seen);
        if (seen != _history)
        {
            _history = seen;
            _inserts.ForEach(insert => insert.ForgetIds());
            TakenBack();
        }
    }

    // A connection that died while nothing was asked of it (the server was started anew) is no trouble: another one is taken.
    private T OnALiveConnection<T>(Func<T> first)
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

    private NpgsqlConnection Open()
    {
        if (_connection is { State: ConnectionState.Open } open)
        {
            return open;
        }

        if (_isInTransaction)
        {
            throw new NpgsqlException("The connection broke off");
        }

        _connection?.Dispose();
        _connection = null;
        _connection = source.OpenConnection();
        Saw(history.Of(_connection));
        return _connection;
    }

    private void Flush()
    {
        if (_queue.Count > 0 || _hasRows)
        {
            using var batch = Batch();
            batch.ExecuteNonQuery();
        }
    }

    // After everything that is queued.
    private void Execute(string sql)
    {
        using var batch = Batch(last: sql);
        batch.ExecuteNonQuery();
    }

    // Rows of inserts first, for whatever else is queued may name them, and none of them names what the others do. Then what is queued one by one; then the
    // changes of many rows, which are a row's last.
    private NpgsqlBatch Batch(string last = "")
    {
        var batch = new NpgsqlBatch(Open());
        Take(batch, _inserts);
        _queue.ForEach(batch.BatchCommands.Add);
        Take(batch, _updates);
        if (last.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(last));
        }

        _queue.Clear();
        _hasRows = false;
        return batch;
    }

    private void Take(NpgsqlBatch batch, IEnumerable<PostgresRows> all)
    {
        if (_hasRows)
        {
            foreach (var rows in all.Where(rows => rows.HasRows))
            {
                batch.BatchCommands.Add(rows.Take());
            }
        }
    }

    private void ForgetQueue()
    {
        _queue.Clear();
        _inserts.ForEach(insert => insert.Forget());
        _updates.ForEach(update => update.Forget());
        _statements.ForEach(statement => statement.Forget());
        _hasRows = false;
    }

    private void RollBack()
    {
        ForgetQueue();
        TakenBack();
        try
        {
            Execute("ROLLBACK");
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the transaction with it.
            Drop();
        }
    }

    private void Drop()
    {
        ForgetQueue();
        _connection?.Dispose();
        _connection = null;
    }
}
