using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>An opened database together with the policy that belongs to it: reply keys and installation id filled in.</summary>
internal sealed record Installation(Database Database, Policy Policy) : IDisposable
{
    /// <summary>Opens for writing; makes the reply key file (0600) when there is none.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Installation OpenForWriting(WorkerSettings settings, TimeProvider time, string lockNote = "")
    {
        var database = Database.OpenForWriting(settings.Store with { LockNote = lockNote }, time);
        return Complete(settings, database, makeKeys: true);
    }

    /// <summary>Opens for reading; without a key file no reply address is valid.</summary>
    /// <exception cref="StoreException">Says what, where and what to do.</exception>
    public static Installation OpenForReading(WorkerSettings settings, TimeProvider time)
        => Complete(settings, Database.OpenForReading(settings.Store, time), makeKeys: false);

    public void Dispose() => Database.Dispose();

    private static Installation Complete(WorkerSettings settings, Database database, bool makeKeys)
    {
        try
        {
            return new Installation(database, settings.Policy with
            {
                ReplyKeys = ReplyKeyFile.Read(settings.ReplyKeyFileOrDefault, makeKeys),
                InstanceId = settings.Policy.InstanceId.Length > 0 ? settings.Policy.InstanceId : database.InstanceId,
            });
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
