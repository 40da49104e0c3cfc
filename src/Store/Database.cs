using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchpoints.Store;

/// <summary>
/// One SQLite database with the folder of octets beside it. Opened for writing it holds an OS lock, for ever one process at a time, and
/// is the only connection that writes (SQLite's WAL-reset bug, docs/decisions/0004); all calls that write are serialised inside.
/// </summary>
public sealed class Database : IDisposable
{
    // Larger files are checked by their header and schema only: a full check reads every page.
    private const long FullCheckOctets = 64L * 1024 * 1024;

    private readonly WriterLock? _lock;
    private readonly Reading _reading;

    static Database() => SQLitePCL.Batteries_V2.Init();

    private Database(StoreSettings settings, WriterLock? held, Writer writer)
    {
        _lock = held;
        Writer = writer;
        _reading = new Reading(ReadOnly(settings.DatabaseFile, pooled: true), settings.DatabaseFile);
        EngineVersion = writer.Connection.ServerVersion;
        InstanceId = writer.Connection.ExecuteScalar<string>("SELECT value FROM setting WHERE name = 'instance_id'")!;
        Octets = new OctetsStore(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(settings.DatabaseFile))!, "octets"));
        Ledger = new Ledger(writer);
        Directory = new DirectoryStore(writer);
        Recorder = new Recorder(writer, Directory);
        Touchpoints = new TouchpointStore(writer);
        Reports = new Reports(_reading, Octets, EngineVersion, writer.Time);
    }

    /// <summary>The octets of mail.</summary>
    public OctetsStore Octets { get; }

    /// <summary>Deliveries and epochs.</summary>
    public Ledger Ledger { get; }

    /// <summary>Looks up, decides through a callback and records, in one transaction.</summary>
    public Recorder Recorder { get; }

    /// <summary>Accounts, contacts, users, domains.</summary>
    public DirectoryStore Directory { get; }

    /// <summary>Touchpoints that are made by hand, and reply addresses.</summary>
    public TouchpointStore Touchpoints { get; }

    /// <summary>Everything that pages and commands show.</summary>
    public Reports Reports { get; }

    /// <summary>The version of SQLite, for the log at start.</summary>
    public string EngineVersion { get; }

    /// <summary>This installation's id, made with the database; part of every reply address's check.</summary>
    public string InstanceId { get; }

    internal Writer Writer { get; }

    /// <summary>Takes the writer's lock, checks the file, applies migrations.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Database OpenForWriting(StoreSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var held = WriterLock.Take(settings);
        try
        {
            return Open(settings, held, time);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens without the lock; every call that would write throws <see cref="InvalidOperationException"/>. The database must exist and have the current schema.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Database OpenForReading(StoreSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!File.Exists(settings.DatabaseFile))
        {
            throw new StoreException(StoreProblem.Missing, $"There is no database {settings.DatabaseFile} yet. Start the worker once, or run \"touchpoints migrate\" to make it; Touchpoints:Store:Database says where it is.");
        }

        return Open(settings, held: null, time);
    }

    /// <summary>Gives the lock back and closes.</summary>
    public void Dispose()
    {
        _reading.Close();
        Writer.Dispose();
        Octets.Dispose();
        _lock?.Dispose();
    }

    private static Database Open(StoreSettings settings, WriterLock? held, TimeProvider time)
    {
        var file = settings.DatabaseFile;
        var connection = new SqliteConnection(held is null ? ReadOnly(file, pooled: false) : ReadWrite(file));
        try
        {
            connection.Open();
            var writer = new Writer(connection, file, held is not null, time);
            Prepare(writer, file, held is not null);
            return new Database(settings, held, writer);
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw StoreProblems.Of(failure, file);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Prepare(Writer writer, string file, bool canWrite)
    {
        writer.Execute("PRAGMA busy_timeout = 5000");
        if (!canWrite)
        {
            Migrations.Require(writer.Connection, file);
            return;
        }

        // temp_store: each mail's savepoint keeps copies of the pages it changes; a file for them would cost half of all writes.
        // FULL: the last commits survive a power cut (free from 50 mails a commit up). A checkpoint every 64 MB writes hot pages once, not often.
        writer.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
        if (new FileInfo(file).Length <= FullCheckOctets && writer.Connection.ExecuteScalar<string>("PRAGMA quick_check(1)") is { } found and not "ok")
        {
            throw StoreProblems.Damaged(file, found);
        }

        Migrations.Apply(writer, file);
    }

    private static string ReadWrite(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = 5 }.ToString();

    private static string ReadOnly(string file, bool pooled) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = pooled, DefaultTimeout = 5 }.ToString();
}
