using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>The store for a command: a running worker's own when the command runs inside it, else one that is opened and closed.</summary>
internal static class StoreAccess
{
    /// <summary>Runs <paramref name="read"/> on a store that is open for reading.</summary>
    public static int Read(ParseResult parsed, Shell shell, Func<Installation, int> read)
    {
        if (shell.Worker is { } worker)
        {
            return read(new Installation(worker.Database, worker.Policy));
        }

        using var installation = Installation.OpenForReading(CommandSettings.Read(parsed), shell.Time);
        return read(installation);
    }

    /// <summary>
    /// Runs <paramref name="write"/> on a store that is open for writing. While a worker runs, <paramref name="forwarded"/> is the command line
    /// that it is sent to run in this command's place.
    /// </summary>
    public static async Task<int> WriteAsync(ParseResult parsed, Shell shell, string[] forwarded, Func<Installation, int> write)
    {
        if (shell.Worker is { } worker)
        {
            return write(new Installation(worker.Database, worker.Policy));
        }

        try
        {
            using var installation = Installation.OpenForWriting(CommandSettings.Read(parsed), shell.Time);
            return write(installation);
        }
        catch (StoreException locked) when (locked.Problem == StoreProblem.Locked && LockNote.Parse(locked.Holder) is { Ops: not null } note)
        {
            return await WorkerClient.RunAsync(note, forwarded, shell);
        }
    }
}
