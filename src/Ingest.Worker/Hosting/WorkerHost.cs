namespace Touchpoints.Ingest;

/// <summary>The worker: store, pipeline, one loop a mailbox, ops page; stops within ten seconds.</summary>
internal static class WorkerHost
{
    /// <summary>Runs until <paramref name="cancellationToken"/>, SIGTERM or Ctrl-C; answers the exit code.</summary>
    public static Task<int> RunAsync(WorkerSettings settings, WorkerHooks hooks, CancellationToken cancellationToken)
        => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Where others listen in: commands, the demo, tests. Called on the worker's threads; must be quick and must not throw.</summary>
internal sealed record WorkerHooks
{
    /// <summary>Once, when the ops page answers and every loop has been started.</summary>
    public Action<WorkerState> Started { get; init; } = _ => { };

    /// <summary>Once a mail, after its commit, in order of the commits.</summary>
    public Action<SettledMail> Settled { get; init; } = _ => { };

    /// <summary>Runs a write command that another process sent to this worker.</summary>
    public Func<WorkerState, CommandRunner>? Commands { get; init; }
}
