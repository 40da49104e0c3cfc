using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Renews this worker's leases while it works, takes its share of the mailboxes that its loops wait for, and gives all back at the end.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly Leases _leases;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Channel<bool> _turns = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource<Lease>> _waiting = new(StringComparer.Ordinal);
    private readonly Task _work;
    private bool _shares;
    private int _told;
    private bool _isInTrouble;

    public LeaseKeeper(Leases leases, TimeProvider time, ILogger log)
    {
        (_leases, _log) = (leases, log);
        _timer = time.CreateTimer(_ => _turns.Writer.TryWrite(true), null, leases.Pace, leases.Pace);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Waits until the mailbox is this worker's to watch, by its share.</summary>
    public async Task<Lease> WaitAsync(string mailbox, CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<Lease>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _shares = true;
            _waiting[mailbox] = waiting;
        }

        _turns.Writer.TryWrite(true);
        await using (cancellationToken.Register(() => waiting.TrySetCanceled(cancellationToken)))
        {
            return await waiting.Task;
        }
    }

    /// <summary>Not before what was received has been settled, or given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _turns.Writer.Complete();
        await _work;
        Try(_leases.ReleaseAll);
    }

    private async Task WorkAsync()
    {
        await foreach (var _ in _turns.Reader.ReadAllAsync())
        {
            // Told once, until all of it goes well again.
            if (Try(_leases.Renew) & Try(Share))
            {
                _isInTrouble = false;
            }
        }
    }

    private void Share()
    {
        if (!_shares)
        {
            return;
        }

        foreach (var lease in _leases.TakeShare(Wanted()))
        {
            if (!Hand(lease))
            {
                _leases.Release(lease);
            }
        }

        Tell(Wanted().Count);
    }

    private List<string> Wanted()
    {
        lock (_gate)
        {
            return [.. _waiting.Where(one => !one.Value.Task.IsCompleted).Select(one => one.Key)];
        }
    }

    private bool Hand(Lease lease)
    {
        lock (_gate)
        {
            return _waiting.Remove(lease.Mailbox, out var waiting) && waiting.TrySetResult(lease);
        }
    }

    private void Tell(int standsByFor)
    {
        if (standsByFor != _told && standsByFor > 0)
        {
            _log.LogInformation("This worker stands by for {Count} mailboxes that other workers have", standsByFor);
        }

        _told = standsByFor;
    }

    private bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (StoreException e)
        {
            // Whether a lease is lost is the database's to say; meanwhile nothing can be written anyway.
            _log.Log(_isInTrouble ? LogLevel.Debug : LogLevel.Warning, "The leases of the mailboxes were not renewed, taken or given back: {Problem}", e.Message);
            _isInTrouble = true;
            return false;
        }
    }
}
