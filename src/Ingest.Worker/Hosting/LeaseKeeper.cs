using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Renews this worker's leases while it works, and gives them back at the end.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly Leases _leases;
    private readonly ILogger _log;
    private readonly PeriodicTimer _timer;
    private readonly Task _renewing;

    public LeaseKeeper(Leases leases, TimeProvider time, ILogger log)
    {
        (_leases, _log) = (leases, log);
        _timer = new PeriodicTimer(leases.Pace, time);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>Not before what was received has been settled, or given up.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _renewing;
        Try(_leases.ReleaseAll);
    }

    private async Task RenewAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            Try(_leases.Renew);
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (StoreException e)
        {
            // Whether a lease is lost is the database's to say; meanwhile nothing can be written anyway.
            _log.LogDebug("The leases were not renewed or given back: {Problem}", e.Message);
        }
    }
}
