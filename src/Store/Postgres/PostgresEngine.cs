using Dapper;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>A PostgreSQL database, 14 or later, for any number of workers; directly or through a pooler.</summary>
internal sealed class PostgresEngine : Engine
{
    private const int OldestMajor = 14;

    // pg_advisory_xact_lock: two workers that start at once migrate in turn.
    private const long MigrationLock = 0x54505453;

    // Of a lease of a second or two: a busy machine stands still for that long, and take-over has five seconds beside the lease.
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(5);

    private static readonly Migrations s_migrations = new("Postgres");

    private static readonly string[] s_personal =
    [
        "mail", "mail_text", "attachment", "held", "audit", "delivery", "message_key", "touchpoint", "reply", "event", "participant", "thread_person", "recipient_state",
        "address", "contact", "contact_address", "account", "account_domain", "remembered", "octets",
    ];

    private readonly NpgsqlDataSource _source;
    private readonly PostgresHistory _history;
    private readonly string _place;

    private PostgresEngine(NpgsqlDataSource source, PostgresHistory history, Func<Writer> newWriter, string place, string version)
        : base(newWriter(), new PostgresReading(source, place))
    {
        (_source, _history, Beside, _place) = (source, history, newWriter(), place);
        Version = version;
    }

    public override string Version { get; }

    /// <summary>For <see cref="StoreMove"/>.</summary>
    public NpgsqlDataSource Source => _source;

    public override Writer Beside { get; }

    public override bool IsAlone => false;

    public override void WhenReplaced(Action forget) => _history.WhenReplaced(forget);

    public static new PostgresEngine Open(StoreSettings settings, bool canWrite, TimeProvider time)
    {
        var engine = OpenAny(settings, canWrite, time);
        if (engine.Writer.Read(() => engine.Writer.Connection.ExecuteScalar<string?>("SELECT value FROM setting WHERE name = @Moving", new { MoveTarget.Moving })) is null)
        {
            return engine;
        }

        engine.Dispose();
        throw new StoreException(StoreProblem.NotWritable, $"A move into {settings.Place} was begun and is not finished. Run the same \"touchpoints migrate --from … --to …\" again: it goes on where it stopped.");
    }

    /// <summary>Also when a move into it is under way.</summary>
    public static PostgresEngine OpenForMove(StoreSettings settings, TimeProvider time) => OpenAny(settings, canWrite: true, time);

    private static PostgresEngine OpenAny(StoreSettings settings, bool canWrite, TimeProvider time)
    {
        var place = settings.Place;
        NpgsqlDataSource? source = null;
        try
        {
            source = NpgsqlDataSource.Create(PostgresAddress.Tuned(settings.Database, place));
            var version = canWrite ? Migrate(source, place, time) : Require(source, place);
            var history = HistoryOf(source);
            return new PostgresEngine(source, history, () => new PostgresWriter(source, history, place, canWrite, time) { LongestPause = settings.Lease < s_shortestPause ? s_shortestPause : settings.Lease }, place, version);
        }
        catch (NpgsqlException failure)
        {
            source?.Dispose();
            throw PostgresProblems.Of(failure, place);
        }
        catch
        {
            source?.Dispose();
            throw;
        }
    }

    private static PostgresHistory HistoryOf(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        return new PostgresHistory(connection);
    }

    public override void CopyTo(string file) => throw new NotSupportedException("PostgreSQL is copied by pg_dump or pg_basebackup.");

    /// <summary>Writes the tables that mail and people are in anew. Each is locked meanwhile; workers wait.</summary>
    public override bool Purge()
    {
        try
        {
            using var connection = _source.OpenConnection();
            foreach (var table in s_personal)
            {
                connection.Execute($"VACUUM FULL {table}", commandTimeout: 0);
            }

            return true;
        }
        catch (NpgsqlException failure)
        {
            throw PostgresProblems.Of(failure, _place);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        Beside.Dispose();
        _source.Dispose();
    }

    private static string Migrate(NpgsqlDataSource source, string place, TimeProvider time)
    {
        using var connection = source.OpenConnection();
        var version = Suitable(connection, place);
        using var transaction = connection.BeginTransaction();
        connection.Execute("SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock });
        var applied = Applied(connection, place);
        if (applied is null)
        {
            connection.Execute(
                """
                CREATE TABLE migration (number bigint NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL);
                COMMENT ON TABLE migration IS 'touchpoints'
                """);
        }

        s_migrations.Apply(connection, applied ?? [], place, time.GetUtcNow());
        var committed = Effects.About("commit", "database");
        transaction.Commit();
        committed.Done();
        return version;
    }

    private static string Require(NpgsqlDataSource source, string place)
    {
        using var connection = source.OpenConnection();
        var version = Suitable(connection, place);
        s_migrations.Require(
            Applied(connection, place) ?? throw new StoreException(StoreProblem.Missing, $"{place} is there, but empty. Start the worker once, or run \"touchpoints migrate\" to make the tables; Touchpoints:Store:Database says where they are."),
            place);
        return version;
    }

    /// <summary>What the table says; null when there is none.</summary>
    private static List<(long Number, string Checksum)>? Applied(NpgsqlConnection connection, string place)
    {
        var owner = connection.QuerySingle<(bool IsThere, string? Comment)>("SELECT to_regclass('migration') IS NOT NULL, obj_description(to_regclass('migration'), 'pg_class')");
        return !owner.IsThere ? null
            : owner.Comment == "touchpoints" ? Migrations.Applied(connection)
            : throw StoreProblems.Damaged(place, "it has a table \"migration\" that is not this program's");
    }

    private static string Suitable(NpgsqlConnection connection, string place)
    {
        if (connection.PostgreSqlVersion.Major < OldestMajor)
        {
            throw new StoreException(StoreProblem.TooOld, $"{place} is PostgreSQL {connection.PostgreSqlVersion}; this program needs {OldestMajor} or later. Name a newer server in Touchpoints:Store:Database.");
        }

        var encoding = connection.ExecuteScalar<string>("SHOW server_encoding");
        return encoding == "UTF8"
            ? $"PostgreSQL {connection.PostgreSqlVersion}"
            : throw new StoreException(StoreProblem.NotWritable, $"{place} has the encoding {encoding}, in which most mail cannot be kept. Make it anew (createdb --encoding UTF8 --template template0).");
    }
}
