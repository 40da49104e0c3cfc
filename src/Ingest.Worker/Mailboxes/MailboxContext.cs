using Microsoft.Extensions.Logging;
using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What a mailbox's loop works with.</summary>
internal sealed record MailboxContext(MailboxSettings Mailbox, Database Database, IngestPipeline Pipeline, ILogger Log)
{
    public required long MaxMailOctets { get; init; }

    /// <summary>Below this much free disk nothing is fetched.</summary>
    public required long ReserveOctets { get; init; }

    public MailboxPace Pace { get; init; } = new();

    /// <summary>Of UIDs without a row, those that are to be fetched; null: all of them.</summary>
    public ChooseUids? Choose { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Chooses which UIDs of the selected folder are fetched.</summary>
internal delegate Task<IReadOnlyList<uint>> ChooseUids(ImapClient client, IReadOnlyList<uint> unknown, CancellationToken cancellationToken);
