using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>A running worker, for the demo and for commands that run inside it. <see cref="Policy"/> has keys and installation id filled in.</summary>
internal sealed record WorkerState(WorkerSettings Settings, Policy Policy, Database Database, TimeProvider Time)
{
    /// <summary>Where the ops page listens; null when there is none.</summary>
    public Uri? Ops { get; init; }

    /// <summary>Makes every mailbox's loop look at once.</summary>
    public Action LookNow { get; init; } = () => { };
}
