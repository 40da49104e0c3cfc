using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What a running worker shows to its ops page. <see cref="Policy"/> is the settings' with keys and installation id filled in.</summary>
internal sealed record WorkerState(WorkerSettings Settings, Policy Policy, Database Database, TimeProvider Time)
{
    /// <summary>When the process started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The token that POST {ops}/api/commands must carry (it stands in the lock note).</summary>
    public required string CommandToken { get; init; }

    /// <summary>Makes every mailbox's loop look at once.</summary>
    public Action LookNow { get; init; } = () => { };

    /// <summary>False until what an earlier process left has been settled; then the worker is ready.</summary>
    public Func<bool> IsReady { get; init; } = () => true;
}
