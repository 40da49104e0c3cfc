using System.Diagnostics;
using Touchpoints.Store;

namespace Touchpoints.Bench;

/// <summary>One worker: renews, takes its share, lets go of what it is asked for at once, for its mailboxes are always quiet.</summary>
internal sealed class FleetWorker(StoreSettings settings, string[] mailboxes) : IDisposable
{
    private readonly Database _database = Database.OpenForWriting(settings, TimeProvider.System);
    private readonly CancellationTokenSource _killed = new();
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private Task _work = Task.CompletedTask;
    private Task _releasing = Task.CompletedTask;

    public int Held { get; private set; }

    public void Begin(TimeSpan after, Action<Lease> taken, Action<double> turn) => _work = Task.Run(async () =>
    {
        try
        {
            await Task.Delay(after, _killed.Token);
            using var pace = new PeriodicTimer(_database.Leases.Pace);
            do
            {
                var began = Stopwatch.GetTimestamp();
                TryTurn(taken);
                turn(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            while (await pace.WaitForNextTickAsync(_killed.Token));
        }
        catch (OperationCanceledException)
        {
            // It is dead: its leases run out.
        }
    });

    /// <summary>Gives no sign of life any more, and gives nothing back.</summary>
    public void Dispose()
    {
        _killed.Cancel();
        Task.WaitAll(_work, _releasing);
        _database.Dispose();
        _killed.Dispose();
    }

    // As the worker does it: what did not go is tried again at the next turn.
    private void TryTurn(Action<Lease> taken)
    {
        try
        {
            Turn(taken);
        }
        catch (StoreException e)
        {
            Console.Error.WriteLine(e.Message);
        }
    }

    private void Turn(Action<Lease> taken)
    {
        _database.Leases.Renew();
        foreach (var lost in _leases.Values.Where(lease => lease.Lost.IsCancellationRequested).ToList())
        {
            _leases.Remove(lost.Mailbox);
        }

        foreach (var lease in _database.Leases.TakeShare([.. mailboxes.Where(mailbox => !_leases.ContainsKey(mailbox))]))
        {
            _leases[lease.Mailbox] = lease;
            taken(lease);
        }

        var asked = _leases.Values.Where(lease => lease.AskedBack.IsCancellationRequested).ToList();
        asked.ForEach(lease => _leases.Remove(lease.Mailbox));
        _releasing = Task.WhenAll(_releasing, Task.Run(() => asked.ForEach(Release)));
        Held = _leases.Count;
    }

    private void Release(Lease lease)
    {
        for (; ; )
        {
            try
            {
                _database.Leases.Release(lease);
                return;
            }
            catch (StoreException e)
            {
                Console.Error.WriteLine(e.Message);
            }
        }
    }
}
