using Npgsql;

namespace Touchpoints.Store;

/// <summary>
/// Which server the database is on, and which of its histories. A standby that is promoted may lack the last commits, and hands out anew the ids that they used: what a
/// worker remembers of rows is then of rows that never were, or of other ones. The same after a database was restored under a worker.
/// </summary>
internal sealed class PostgresHistory
{
    // Every promotion begins a timeline; a restore makes the tables anew. A standby is not written to, so that its timeline does not matter.
    private const string Timeline = "concat_ws(' ', inet_server_addr(), inet_server_port(), 'setting'::regclass::oid, CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END)";
    private const string Server = "concat_ws(' ', inet_server_addr(), inet_server_port(), 'setting'::regclass::oid, pg_postmaster_start_time())";

    private readonly Lock _gate = new();
    private Action _whenReplaced = () => { };
    private string? _last;

    /// <summary>A history that begins with what that connection is on.</summary>
    public PostgresHistory(NpgsqlConnection connection)
    {
        try
        {
            Saw(Ask(connection, Sql = Timeline));
        }
        catch (PostgresException)
        {
            // A service that has no timelines to show: then every start of the server counts.
            Saw(Ask(connection, Sql = Server));
        }
    }

    /// <summary>The expression that answers it.</summary>
    public string Sql { get; }

    /// <summary>Called once for every time that the database turns out to be another one, from whichever connection is first to see it.</summary>
    public void WhenReplaced(Action forget) => _whenReplaced += forget;

    /// <summary>What a new connection is on.</summary>
    public string Of(NpgsqlConnection connection)
    {
        var seen = Ask(connection, Sql);
        Saw(seen);
        return seen;
    }

    /// <summary>A connection answered this.</summary>
    public void Saw(string history)
    {
        lock (_gate)
        {
            var before = _last;
            _last = history;
            if (before is null || before == history)
            {
                return;
            }
        }

        _whenReplaced();
    }

    private static string Ask(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand($"SELECT {sql}", connection);
        return (string)command.ExecuteScalar()!;
    }
}
