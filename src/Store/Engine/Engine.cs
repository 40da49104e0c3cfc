namespace Touchpoints.Store;

/// <summary>
/// A database that is open: the connection that writes, and those that read. SQLite and PostgreSQL are the two there are; what stands above it is one
/// code and, but for what <see cref="Dialect"/> says, one SQL.
/// </summary>
internal abstract class Engine(Writer writer, Reading reading) : IDisposable
{
    /// <summary>The engine with its version, as the log and the pages show it.</summary>
    public abstract string Version { get; }

    public Writer Writer { get; } = writer;

    public Reading Reading { get; } = reading;

    /// <summary>For statements that must not wait behind what <see cref="Writer"/> does: a connection of their own where there can be one.</summary>
    public virtual Writer Beside => Writer;

    /// <summary>Whether this process is the only one that writes.</summary>
    public virtual bool IsAlone => true;

    /// <summary>Runs <paramref name="forget"/>, from whatever thread, when the database turns out to be another one than the rows known so far were of: a standby took over.</summary>
    public virtual void WhenReplaced(Action forget)
    {
        // A file stays what it is as long as this process holds its lock.
    }

    /// <summary>Opens the database, for writing with its schema made or brought up to date.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Engine Open(StoreSettings settings, bool canWrite, TimeProvider time) =>
        settings.IsPostgres ? PostgresEngine.Open(settings, canWrite, time)
        : canWrite ? SqliteEngine.OpenForWriting(settings, time)
        : SqliteEngine.OpenForReading(settings, time);

    /// <summary>Copies the database as of now to a new file, while others write.</summary>
    /// <exception cref="StoreException">It could not be; or the engine has tools of its own for it.</exception>
    public abstract void CopyTo(string file);

    /// <summary>Makes the database's own files forget what was erased. False when somebody read the old state all the time.</summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public abstract bool Purge();

    public virtual void Dispose()
    {
        Reading.Close();
        Writer.Dispose();
    }
}
