using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>
/// One worker's connection that writes. Of all workers one at a time is inside a <see cref="Writer.Write{T}"/>: it begins by locking one row. What nobody waits
/// for is queued and sent with the next question or with the COMMIT. Nothing of it needs a session of its own: PgBouncer may stand between.
/// </summary>
internal sealed class PostgresWriter : Writer
{
    private static readonly string[] s_settings =
    [
        // Everything here is found by an index. The planner, which knows nothing of a young database, would read whole tables, and keep to that. What it then thinks
        // of a table that has no index for a question is so dear that it would be compiled, which takes longer than to run it.
        "SET LOCAL enable_seqscan = off", "SET LOCAL enable_hashjoin = off", "SET LOCAL enable_mergejoin = off", "SET LOCAL jit = off",
    ];

    private readonly PostgresPending _pending = new();
    private readonly PostgresHistory _histories;
    private readonly PostgresLine _line;
    private readonly List<PostgresIds> _ids = [];
    private readonly List<PostgresStatement> _statements = [];
    private bool _isCareful;
    private bool _hasSavepoint;
    private bool _isCommitting;
    private long _cacheVersion = -1;
    private string? _history;

    public PostgresWriter(NpgsqlDataSource source, PostgresHistory history, string place, bool canWrite, TimeProvider time)
        : base(place, canWrite, time) => (_histories, _line) = (history, new PostgresLine(source, _pending, connection => Saw(history.Of(connection))));

    public override DbConnection Connection
    {
        get
        {
            _line.Flush();
            return _line.Open();
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
        var ids = new PostgresIds(_line, table);
        _ids.Add(ids);
        var insert = new PostgresInsert(this, ids, table, columns, onConflict);
        _pending.AddInsert(insert);
        return insert;
    }

    public override Statement PrepareUpdate(string table, string columns) => AfterInserts(new PostgresUpdate(this, table, columns));

    public override Statement PrepareCount(string table, string counter, string id = "?2") => AfterInserts(new PostgresCount(this, table, counter, id));

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

        _line.Execute("SAVEPOINT one_mail");
        try
        {
            var written = write();
            _line.Execute("SET CONSTRAINTS ALL IMMEDIATE");
            _line.Execute("RELEASE SAVEPOINT one_mail");
            return written;
        }
        catch (NpgsqlException refused) when (PostgresProblems.IsRefusal(refused))
        {
            ForgetPending();
            _line.Execute("ROLLBACK TO SAVEPOINT one_mail");
            _line.Execute("RELEASE SAVEPOINT one_mail");
            TakenBack();
            return whenRefused(((PostgresException)refused).MessageText);
        }
    }

    public void Queue(NpgsqlBatchCommand command) => _pending.Queue(command);

    public void AddedRow()
    {
        _pending.AddedRow();
        if (!_isCareful)
        {
            _line.SendAhead();
        }
    }

    /// <summary>Sends what is queued and the question, and answers the question's rows.</summary>
    public NpgsqlDataReader Ask(NpgsqlBatchCommand question) => _line.Ask(question);

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
            return _line.OnALiveConnection(work);
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
        _line.OnALiveConnection(() => Begin(isAlone));
        _line.IsInTransaction = true;
        try
        {
            var result = work();
            _isCommitting = true;
            var committed = Effects.About("commit", "database");
            _line.Execute("COMMIT");
            committed.Done();
            return result;
        }
        catch
        {
            ForgetPending();
            TakenBack();
            _line.RollBack();
            throw;
        }
        finally
        {
            _line.IsInTransaction = false;
        }
    }

    /// <summary>Begins, takes the ids that will be wanted, and drops what another worker has made untrue.</summary>
    private bool Begin(bool isAlone)
    {
        Queue(new NpgsqlBatchCommand("BEGIN"));
        Queue(new NpgsqlBatchCommand(string.Create(CultureInfo.InvariantCulture, $"SET LOCAL idle_in_transaction_session_timeout = {LongestPause.TotalMilliseconds:0}")));
        Array.ForEach(s_settings, setting => Queue(new NpgsqlBatchCommand(setting)));
        var wanted = isAlone ? _ids.Select(ids => (Ids: ids, Question: ids.Expect())).Where(one => one.Question is not null).ToList() : [];
        var first = new NpgsqlBatchCommand($"SELECT {_histories.Sql}, value::bigint FROM setting WHERE name = 'cache_version' {(isAlone ? "FOR UPDATE" : "")}");
        using var reader = _line.Ask([first, .. wanted.Select(one => one.Question!)]);
        reader.Read();
        var version = isAlone ? reader.GetInt64(1) : _cacheVersion;
        Saw(reader.GetString(0));
        if (version != _cacheVersion)
        {
            _cacheVersion = version;
            TakenBack();
        }

        foreach (var (ids, _) in wanted)
        {
            reader.NextResult();
            ids.Take(reader);
        }

        return true;
    }

    // Behind a pooler another server may answer on the same connection.
    private void Saw(string seen)
    {
        _histories.Saw(seen);
        if (seen != _history)
        {
            _history = seen;
            _ids.ForEach(ids => ids.Forget());
            TakenBack();
        }
    }

    private PostgresRows AfterInserts(PostgresRows rows)
    {
        _pending.AddUpdate(rows);
        return rows;
    }

    private void ForgetPending()
    {
        _pending.Forget();
        _statements.ForEach(statement => statement.Forget());
    }

    private void Drop()
    {
        ForgetPending();
        _line.Drop();
    }
}
