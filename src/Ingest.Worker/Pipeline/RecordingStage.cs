using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>RECORD: a batch in one transaction, one batch at a time, so that it is told of in order of the commits.</summary>
internal sealed class RecordingStage(Installation installation, MailReadingStage stage, MailWatchdog watchdog, StorePatience patience, TellingStage telling, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _recording = new(1);

    public void Dispose() => _recording.Dispose();

    /// <summary>Records the batch, however long the store cannot be used, and hands it on. What another worker has taken over, or what fails alone, is left in the ledger.</summary>
    public async ValueTask RecordAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await patience.ExecuteAsync(RecordNowAsync, batch, cancellationToken);
        }
        catch (LeaseLostException e)
        {
            log.LogInformation("{Problem}", e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // B11, code fault: the pipeline's one catch. A batch is tried mail by mail; a mail that fails alone waits in the ledger, counted.
            await RecordAloneAsync(batch, e, cancellationToken);
        }
    }

    private async ValueTask RecordAloneAsync(Batch batch, Exception fault, CancellationToken cancellationToken)
    {
        if (batch.Mails.Length == 1)
        {
            var mail = batch.Deliveries[0];
            log.LogError(fault, "Mail {Mailbox}/{Uid} {Name} could not be recorded; it stays received and is tried again at the next connection. Please report this", mail.Mailbox, mail.Uid, mail.SourceName);
            return;
        }

        for (var i = 0; i < batch.Mails.Length; i++)
        {
            await RecordAsync(batch.Alone(i), cancellationToken);
        }
    }

    private async ValueTask RecordNowAsync(Batch batch, CancellationToken cancellationToken)
    {
        await _recording.WaitAsync(cancellationToken);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var recorded = installation.Database.Recorder.Record(batch.Mails, Decide, batch.Lease);
            patience.Recorded();
            await telling.TellAsync(batch, recorded, Stopwatch.GetElapsedTime(started) / batch.Mails.Length);
            if (recorded.Any(mail => mail.JoinsHeld))
            {
                Join();
            }
        }
        finally
        {
            _recording.Release();
        }
    }

    /// <summary>Held mail of which a further delivery came is decided again with what that says (behaviour.md B2.3); what cannot be now is the next time.</summary>
    public void Join()
    {
        try
        {
            if (HeldMail.RedecideJoined(installation) is > 0 and var freed)
            {
                log.LogInformation("{Mails} held mails were settled by a further delivery of them", freed);
            }
        }
        catch (StoreException problem)
        {
            log.LogInformation("Held mail of which a further delivery came was not decided again: {Problem} It is tried again with the next one", problem.Message);
        }
    }

    private Decided Decide(MailToDecide mail, Known known)
    {
        watchdog.Begin(mail.Delivery);
        var decided = stage.Decide(mail, known);
        watchdog.End(mail.Delivery);
        return decided;
    }
}
