namespace Touchpoints.Store;

/// <summary>
/// One SQLite database with the folder of octets beside it. Opened for writing it holds an OS lock, for ever one process at a time, and
/// is the only connection that writes (SQLite's WAL-reset bug, docs/decisions); all calls that write are serialised inside.
/// </summary>
public sealed class Database : IDisposable
{
    private Database()
    {
    }

    /// <summary>Takes the writer's lock, checks the file, applies migrations.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Database OpenForWriting(StoreSettings settings, TimeProvider time) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Opens without the lock; every call that would write throws. The database must exist and have the current schema.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Database OpenForReading(StoreSettings settings, TimeProvider time) => throw new System.Diagnostics.UnreachableException();

    /// <summary>The octets of mail.</summary>
    public OctetsStore Octets => throw new System.Diagnostics.UnreachableException();

    /// <summary>Deliveries and epochs.</summary>
    public Ledger Ledger => throw new System.Diagnostics.UnreachableException();

    /// <summary>Looks up, decides through a callback and records, in one transaction.</summary>
    public Recorder Recorder => throw new System.Diagnostics.UnreachableException();

    /// <summary>Accounts, contacts, users, domains.</summary>
    public DirectoryStore Directory => throw new System.Diagnostics.UnreachableException();

    /// <summary>Touchpoints that are made by hand, and reply addresses.</summary>
    public TouchpointStore Touchpoints => throw new System.Diagnostics.UnreachableException();

    /// <summary>Everything that pages and commands show.</summary>
    public Reports Reports => throw new System.Diagnostics.UnreachableException();

    /// <summary>The version of SQLite, for the log at start.</summary>
    public string EngineVersion => throw new System.Diagnostics.UnreachableException();

    /// <summary>This installation's id, made with the database; part of every reply address's check.</summary>
    public string InstanceId => throw new System.Diagnostics.UnreachableException();

    /// <summary>Gives the lock back and closes.</summary>
    public void Dispose() => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Where the store is: the database file; octets lie in the folder "octets" beside it, the lock in "FILE.lock".</summary>
public sealed record StoreSettings(string DatabaseFile)
{
    /// <summary>Below this many free octets on the disk intake pauses.</summary>
    public long ReserveOctets { get; init; } = 256L * 1024 * 1024;

    /// <summary>What a running worker writes into the lock file for others to read: its process id and the address of its ops page.</summary>
    public string LockNote { get; init; } = "";
}

/// <summary>What is wrong with the store.</summary>
public enum StoreProblem
{
    /// <summary>Another process has it; its note is in the message.</summary>
    Locked,

    /// <summary>There is no database yet.</summary>
    Missing,

    /// <summary>The folder or file cannot be written.</summary>
    NotWritable,

    /// <summary>The disk is full, or nearly.</summary>
    DiskFull,

    /// <summary>The file is no database or is damaged.</summary>
    Damaged,

    /// <summary>A newer program made it.</summary>
    TooNew,

    /// <summary>It needs `touchpoints migrate` first.</summary>
    TooOld,
}

/// <summary>The store cannot be used; the message says what, where and what to do.</summary>
public sealed class StoreException(StoreProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Which problem it is.</summary>
    public StoreProblem Problem { get; } = problem;

    /// <summary>The note of the process that holds the lock (<see cref="StoreSettings.LockNote"/>); empty for other problems.</summary>
    public string Holder { get; init; } = "";
}
