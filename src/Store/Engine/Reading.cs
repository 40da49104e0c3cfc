using System.Data.Common;

namespace Touchpoints.Store;

/// <summary>Connections that read: pooled, never writing, each use one consistent view.</summary>
internal abstract class Reading
{
    /// <summary>Runs <paramref name="work"/> in one view of the database.</summary>
    /// <exception cref="StoreException">The engine could not; the message says what to do.</exception>
    public abstract T Do<T>(Func<DbConnection, T> work);

    public abstract void Close();
}
