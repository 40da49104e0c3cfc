using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>TELL: metrics, log and whoever wants to know of what was committed, in that order, beside the transaction of the next batch.</summary>
internal sealed class TellingStage(Action<SettledMail> settled, Action<Batch> finish, TimeProvider time, ILogger log)
{
    private readonly Channel<Told> _recorded = Channel.CreateBounded<Told>(new BoundedChannelOptions(1) { SingleReader = true });

    /// <summary>Tells of each mail of a batch; <paramref name="took"/> is what recording it took, a mail.</summary>
    public ValueTask TellAsync(Batch batch, IReadOnlyList<Recorded> recorded, TimeSpan took) => _recorded.Writer.WriteAsync(new Told(batch, recorded, took));

    /// <summary>Nothing more will be told of the batch: it is finished when what was handed over before is told.</summary>
    public ValueTask FinishAsync(Batch batch) => _recorded.Writer.WriteAsync(new Told(batch, Recorded: null, TimeSpan.Zero));

    public void Complete() => _recorded.Writer.TryComplete();

    public async Task RunAsync()
    {
        await foreach (var (batch, recorded, took) in _recorded.Reader.ReadAllAsync())
        {
            if (recorded is null)
            {
                finish(batch);
                continue;
            }

            try
            {
                TellAll(batch, recorded, took);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // It is recorded: that somebody could not be told of it must stop nothing.
                log.LogError(e, "{Count} mails are recorded, but not all could be told of. Please report this", recorded.Count);
            }
        }
    }

    private void TellAll(Batch batch, IReadOnlyList<Recorded> recorded, TimeSpan took)
    {
        var now = time.GetUtcNow();
        for (var i = 0; i < recorded.Count; i++)
        {
            Tell(new SettledMail(batch.Mails[i], recorded[i], batch.ReadTook[i] + took), now);
        }
    }

    private void Tell(SettledMail mail, DateTimeOffset now)
    {
        IngestMetrics.Settled(mail, now);
        settled(mail);
        if (log.IsEnabled(LogLevel.Information))
        {
            // Never a subject, a body, an address or a file name of the mail (reliability.md E.5).
            log.LogInformation(
                "Mail {Mailbox}/{Mail} {Id}: {Decision} {Reason} in {Milliseconds:0.0} ms",
                mail.Delivery.Mailbox,
                mail.Delivery.SourceName.Length > 0 ? LogText.Of(mail.Delivery.SourceName) : mail.Delivery.Uid,
                LogText.Of(mail.Read.Envelope.MessageId?.Value ?? "-"),
                OutcomeWords.Outcome(mail.Recorded),
                OutcomeWords.Reason(mail.Recorded),
                mail.Took.TotalMilliseconds);
        }
    }

    private sealed record Told(Batch Batch, IReadOnlyList<Recorded>? Recorded, TimeSpan Took);
}
