using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What a mailbox's loop works with.</summary>
internal sealed record MailboxContext(MailboxSettings Mailbox, Database Database, IngestPipeline Pipeline, ILogger Log)
{
    public required long MaxMailOctets { get; init; }

    /// <summary>Below this much free disk nothing is fetched.</summary>
    public required long ReserveOctets { get; init; }

    public MailboxPace Pace { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
