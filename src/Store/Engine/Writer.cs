using System.Data.Common;

namespace Touchpoints.Store;

/// <summary>
/// The connection that writes, and the gate that lets one caller at a time use it. A database opened for reading has one too, which the engine
/// itself keeps from writing.
/// </summary>
internal abstract class Writer(string place, bool canWrite, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Action> _whenTakenBack = [];

    /// <summary>For statements that run now and then. Only inside <see cref="Write{T}"/> or <see cref="Read{T}"/>, and asked for anew each time.</summary>
    public abstract DbConnection Connection { get; }

    public TimeProvider Time { get; } = time;

    /// <summary>The database, as messages name it.</summary>
    protected string Place { get; } = place;

    /// <summary>A statement that lives as long as the writer. Run it only inside <see cref="Write{T}"/> or <see cref="Read{T}"/>.</summary>
    public abstract Statement Prepare(string sql);

    /// <summary>A statement that inserts one row; <paramref name="columns"/> as they stand in SQL, without the id.</summary>
    public abstract Statement PrepareInsert(string table, string columns, string onConflict = "");

    /// <summary>Whatever remembers rows beyond a transaction drops it here: it is called when a transaction or a savepoint was taken back.</summary>
    public void WhenTakenBack(Action forget) => _whenTakenBack.Add(forget);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction: all of it is durable when this returns, none of it when it throws. Of all workers one at a time
    /// is in here, so that what it reads still stands when it commits. It may be run a second time when the first was taken back whole.
    /// </summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public T Write<T>(Func<T> work)
    {
        if (!canWrite)
        {
            throw new InvalidOperationException($"The database {Place} was opened for reading only.");
        }

        lock (_gate)
        {
            return InTransaction(work);
        }
    }

    public void Write(Action work) => Write(() =>
    {
        work();
        return true;
    });

    /// <summary>Reads on the writer's connection, which sees what was just committed.</summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public T Read<T>(Func<T> work)
    {
        lock (_gate)
        {
            return Reading(work);
        }
    }

    /// <summary>
    /// Inside <see cref="Write{T}"/>: runs <paramref name="write"/>; when the schema refuses its rows, they are taken back and <paramref name="whenRefused"/>
    /// runs in their place, with what the engine said.
    /// </summary>
    public abstract T Savepoint<T>(Func<T> write, Func<string, T> whenRefused);

    public void Dispose()
    {
        lock (_gate)
        {
            Close();
        }
    }

    protected abstract T InTransaction<T>(Func<T> work);

    protected abstract T Reading<T>(Func<T> work);

    protected abstract void Close();

    protected void TakenBack() => _whenTakenBack.ForEach(forget => forget());
}
