namespace Touchpoints.Ingest;

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
