using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Touchpoints.Store;

/// <summary>
/// One SQLite file. Opened for writing it holds an OS lock, for ever one process at a time, and has the only connection that writes (SQLite's
/// WAL-reset bug, docs/decisions/0004).
/// </summary>
internal sealed class SqliteEngine : Engine
{
    // "TPTS": tells this program's databases from other people's.
    private const int ApplicationId = 0x54505453;

    // Larger files are checked by their header and schema only: a full check reads every page.
    private const long FullCheckOctets = 64L * 1024 * 1024;

    // The upper pages of an index of 60 million keys take 12 MB, and are asked for with every mail: in the cache of a small file they drive each other out,
    // and what the batch has just written.
    private const long OutgrownOctets = 1L << 30;
    private const int CacheKilobytes = 16 * 1024;
    private const int OutgrownCacheKilobytes = 64 * 1024;

    private static readonly Migrations s_migrations = new("Sqlite");

    private readonly WriterLock? _lock;
    private readonly string _file;

    static SqliteEngine()
    {
        SQLitePCL.Batteries_V2.Init();

        // A connection is never used by two threads at once, so the engine's own locks guard nothing; nor is anybody told its memory statistics.
        // Both are refused, without harm, once the engine is in use.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteEngine(SqliteWriter writer, string file, WriterLock? held)
        : base(writer, new SqliteReading(ReadOnly(file, pooled: true), file))
    {
        _lock = held;
        _file = file;
        Version = "SQLite " + writer.Connection.ServerVersion;
    }

    public override string Version { get; }

    public static SqliteEngine OpenForWriting(StoreSettings settings, TimeProvider time)
    {
        var held = WriterLock.Take(settings);
        try
        {
            return Open(settings.Database, held, time);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public static SqliteEngine OpenForReading(StoreSettings settings, TimeProvider time)
    {
        if (!File.Exists(settings.Database))
        {
            throw new StoreException(StoreProblem.Missing, $"There is no database {settings.Database} yet. Start the worker once, or run \"touchpoints migrate\" to make it; Touchpoints:Store:Database says where it is.");
        }

        return Open(settings.Database, held: null, time);
    }

    /// <summary>VACUUM INTO reads one snapshot, writes nothing to the original and keeps nobody from writing to it.</summary>
    public override void CopyTo(string file)
    {
        try
        {
            using var connection = new SqliteConnection(ReadOnly(_file, pooled: false));
            connection.Open();
            connection.Execute("VACUUM INTO @file", new { file });
        }
        catch (SqliteException failure)
        {
            throw SqliteProblems.Of(failure, file);
        }
    }

    /// <summary>
    /// VACUUM writes every page anew, with nothing but what is there; the checkpoint takes the pages to the file and cuts the journal to nothing. The copy that
    /// VACUUM makes goes to a file, or a large database would be in memory twice.
    /// </summary>
    public override bool Purge() => Writer.Read(() =>
    {
        var connection = Writer.Connection;
        connection.Execute("PRAGMA temp_store = FILE");
        try
        {
            connection.Execute("VACUUM");
        }
        finally
        {
            connection.Execute("PRAGMA temp_store = MEMORY");
        }

        return connection.QuerySingle<(long Busy, long Log, long Done)>("PRAGMA wal_checkpoint(TRUNCATE)").Busy == 0;
    });

    public override void Dispose()
    {
        base.Dispose();
        _lock?.Dispose();
    }

    private static SqliteEngine Open(string file, WriterLock? held, TimeProvider time)
    {
        var connection = new SqliteConnection(held is null ? ReadOnly(file, pooled: false) : ReadWrite(file));
        try
        {
            connection.Open();
            var writer = new SqliteWriter(connection, file, held is not null, time);
            Prepare(writer, file, held is not null);
            return new SqliteEngine(writer, file, held);
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw SqliteProblems.Of(failure, file);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Prepare(SqliteWriter writer, string file, bool canWrite)
    {
        writer.Execute("PRAGMA busy_timeout = 5000");
        if (!canWrite)
        {
            s_migrations.Require(Applied(writer, file), file);
            return;
        }

        var octets = new FileInfo(file).Length;

        // temp_store: a savepoint keeps copies of the pages that change; a file for them would cost half of all writes.
        // FULL: the last commits survive a power cut (free from 50 mails a commit up). A checkpoint every 64 MB writes hot pages once, not often.
        writer.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY");
        writer.Execute($"PRAGMA cache_size = -{(octets >= OutgrownOctets ? OutgrownCacheKilobytes : CacheKilobytes)}");
        if (octets <= FullCheckOctets && writer.Connection.ExecuteScalar<string>("PRAGMA quick_check(1)") is { } found and not "ok")
        {
            throw StoreProblems.Damaged(file, found);
        }

        // A table that others name can only be made anew while nobody looks at the names.
        Migrate(writer, file);
        writer.Execute("PRAGMA foreign_keys = ON");
    }

    private static void Migrate(SqliteWriter writer, string file) => writer.Write(() =>
    {
        var applied = Applied(writer, file);
        if (applied.Count == 0)
        {
            writer.Execute($"PRAGMA application_id = {ApplicationId}; CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
        }

        s_migrations.Apply(writer.Connection, applied, file, writer.Time.GetUtcNow());
    });

    private static List<(long Number, string Checksum)> Applied(SqliteWriter writer, string file)
    {
        var id = writer.Connection.ExecuteScalar<long>("PRAGMA application_id");
        var tables = writer.Connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master");
        if (tables == 0)
        {
            return [];
        }

        return id == ApplicationId ? Migrations.Applied(writer.Connection) : throw StoreProblems.Damaged(file, "it is a database, but not one of this program");
    }

    private static string ReadWrite(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = 5 }.ToString();

    private static string ReadOnly(string file, bool pooled) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = pooled, DefaultTimeout = 5 }.ToString();
}
