using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Settles what dead workers had received, of mailboxes too that this worker does not watch.</summary>
internal sealed class TakeOverLoop(Leases leases, IngestPipeline pipeline, TimeProvider time, ILogger log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(leases.Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await TakeOverAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SettleLeftoversAsync(cancellationToken);
        }
        catch (StoreException e)
        {
            log.LogDebug("What other workers may have left was not looked for: {Problem}", e.Message);
        }
    }
}
