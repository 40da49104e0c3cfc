using Dapper;

namespace Touchpoints.Store;

/// <summary>One installation's database with its octets. All calls that write are serialised inside.</summary>
public sealed class Database : IDisposable
{
    private readonly Engine _engine;

    private Database(Engine engine, StoreSettings settings)
    {
        var writer = engine.Writer;
        _engine = engine;
        EngineVersion = engine.Version;
        InstanceId = writer.Read(() => writer.Connection.ExecuteScalar<string>("SELECT value FROM setting WHERE name = 'instance_id'")!);
        Octets = OctetsStore.Open(settings, writer.Time);
        var segments = new SegmentRows(writer);
        Sweeper = new OctetsSweeper(Octets, segments, engine.Reading, writer.Time);
        Eraser = new Eraser(engine, Octets, Sweeper, settings.Retention);
        Leases = new Leases(engine, settings.Lease);
        Ledger = new Ledger(writer, segments, Leases);
        var made = new MadeByHand(writer);
        Directory = new DirectoryStore(writer, made);
        Recorder = new Recorder(writer, Directory, Leases, segments);
        Unfetched = new UnfetchedMail(writer, Leases);
        Reviews = new Reviews(writer, engine.Reading);
        Touchpoints = new TouchpointStore(writer, made);
        Reports = new Reports(engine.Reading, Octets, EngineVersion, writer.Time);
    }

    /// <summary>The octets of mail.</summary>
    public OctetsStore Octets { get; }

    /// <summary>Clears away octets that no row names.</summary>
    public OctetsSweeper Sweeper { get; }

    /// <summary>Erases people and accounts for good.</summary>
    public Eraser Eraser { get; }

    /// <summary>Deliveries and epochs.</summary>
    public Ledger Ledger { get; }

    /// <summary>Held mail that is asked for again by itself.</summary>
    public UnfetchedMail Unfetched { get; }

    /// <summary>Which worker works on which mailbox.</summary>
    public Leases Leases { get; }

    /// <summary>Looks up, decides through a callback and records, in one transaction.</summary>
    public Recorder Recorder { get; }

    /// <summary>Decides stored mail again, and gives it its new outcome.</summary>
    public Replayer Replayer => Recorder.Replayer;

    /// <summary>Recorded mail that was found to be decided differently now.</summary>
    public Reviews Reviews { get; }

    /// <summary>Accounts, contacts, users, domains.</summary>
    public DirectoryStore Directory { get; }

    /// <summary>Touchpoints that are made by hand, and reply addresses.</summary>
    public TouchpointStore Touchpoints { get; }

    /// <summary>Everything that pages and commands show.</summary>
    public Reports Reports { get; }

    /// <summary>The engine with its version, for the log at start: "SQLite 3.50.4".</summary>
    public string EngineVersion { get; }

    /// <summary>This installation's id, made with the database; part of every reply address's check.</summary>
    public string InstanceId { get; }

    internal Writer Writer => _engine.Writer;

    internal Reading Reading => _engine.Reading;

    /// <summary>
    /// Opens for writing, the schema made or brought up to date. A SQLite file has one writer, which holds an OS lock; PostgreSQL has any number.
    /// </summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Database OpenForWriting(StoreSettings settings, TimeProvider time) => Open(settings, canWrite: true, time);

    /// <summary>Opens for reading; every call that would write throws <see cref="InvalidOperationException"/>. The database must exist and have the current schema.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Database OpenForReading(StoreSettings settings, TimeProvider time) => Open(settings, canWrite: false, time);

    internal void CopyTo(string file) => _engine.CopyTo(file);

    /// <summary>Closes everything, and gives the lock back.</summary>
    public void Dispose()
    {
        Octets.Dispose();
        _engine.Dispose();
    }

    private static Database Open(StoreSettings settings, bool canWrite, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var engine = Engine.Open(settings, canWrite, time);
        try
        {
            return new Database(engine, settings);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }
}
