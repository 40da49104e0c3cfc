namespace Touchpoints.Ingest;

/// <summary>Takes in everything that waits in the mailboxes, or in a folder, and stops.</summary>
internal static class IngestOnce
{
    /// <summary>
    /// Drains the mailboxes, or <paramref name="from"/> (a folder of .eml, an .mbox, a Maildir) when it is not null; writes what became of how
    /// many to <paramref name="output"/>, as one JSON object when <paramref name="json"/>. Answers the exit code.
    /// </summary>
    public static Task<int> RunAsync(WorkerSettings settings, string? from, WorkerHooks hooks, TextWriter output, bool json, CancellationToken cancellationToken)
        => throw new System.Diagnostics.UnreachableException();
}
