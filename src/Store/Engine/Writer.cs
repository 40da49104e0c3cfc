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
    private long _transactions;

    /// <summary>For statements that run now and then. Only inside <see cref="Write{T}"/> or <see cref="Read{T}"/>, and asked for anew each time.</summary>
    public abstract DbConnection Connection { get; }

    public TimeProvider Time { get; } = time;

    /// <summary>The database, as messages name it.</summary>
    public string Place { get; } = place;

    /// <summary>A statement that lives as long as the writer. Run it only inside <see cref="Write{T}"/> or <see cref="Read{T}"/>.</summary>
    public abstract Statement Prepare(string sql);

    /// <summary>A statement that inserts one row; <paramref name="columns"/> as they stand in SQL, without the id.</summary>
    public abstract Statement PrepareInsert(string table, string columns, string onConflict = "");

    /// <summary>As <see cref="PrepareInsert"/>, for a statement that changes <paramref name="columns"/> of the row whose id is bound last. No row twice in a transaction.</summary>
    public abstract Statement PrepareUpdate(string table, string columns);

    /// <summary>
    /// A statement that counts one more in <paramref name="counter"/>. Bound are the time of a touch, which moves the row's "last_touch" when it is later (null: it was none),
    /// and a number by which <paramref name="id"/> names the row.
    /// </summary>
    public abstract Statement PrepareCount(string table, string counter, string id = "?2");

    /// <summary>A statement that finds rows by a number.</summary>
    public virtual Keyed<T> PrepareKeyed<T>(string sql, Func<Statement, T> row) => new(Prepare(sql), row);

    /// <summary>Whatever remembers rows beyond a transaction drops it here: it is called when a transaction or a savepoint was taken back.</summary>
    public void WhenTakenBack(Action forget) => _whenTakenBack.Add(forget);

    /// <summary>Whether every question waits for a network: then what a whole batch will ask is better asked at once.</summary>
    public virtual bool AsksDearly => false;

    /// <summary>The number of the <see cref="Write{T}"/> that runs, never the same twice; 0 when none does.</summary>
    public long Transaction { get; private set; }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction: all of it is durable when this returns, none of it when it throws. Of all workers one at a time
    /// is in here, so that what it reads still stands when it commits. It may be run a second time when the first was taken back whole.
    /// </summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public T Write<T>(Func<T> work)
    {
        return Gated(work, isAlone: true);
    }

    public void Write(Action work) => Write(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// As <see cref="Write{T}"/>, but beside other workers: for rows that are this worker's own, or that the schema alone keeps right.
    /// </summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public T WriteBeside<T>(Func<T> work) => Gated(work, isAlone: false);

    public void WriteBeside(Action work) => WriteBeside(() =>
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

    /// <summary>Runs one statement that is a transaction by itself.</summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public T One<T>(Func<T> statement) => Read(statement);

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

    /// <summary>Inside <see cref="Write{T}"/>: what any worker remembers of rows is to be dropped, for some that may be remembered are gone.</summary>
    public virtual void ForgetEverywhere() => TakenBack();

    protected abstract T InTransaction<T>(Func<T> work, bool isAlone);

    protected abstract T Reading<T>(Func<T> work);

    protected abstract void Close();

    protected void TakenBack() => _whenTakenBack.ForEach(forget => forget());

    private T Gated<T>(Func<T> work, bool isAlone)
    {
        if (!canWrite)
        {
            throw new InvalidOperationException($"The database {Place} was opened for reading only.");
        }

        lock (_gate)
        {
            Transaction = ++_transactions;
            try
            {
                return InTransaction(work, isAlone);
            }
            finally
            {
                Transaction = 0;
            }
        }
    }
}
