using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Touchpoints.Store;

namespace Touchpoints.Bench;

/// <summary>Workers that come, work and are killed, and who took what when.</summary>
internal sealed class Fleet(string database, int mailboxes, TimeSpan lease) : IDisposable
{
    private readonly string[] _mailboxes = [.. Enumerable.Range(1, mailboxes).Select(i => string.Create(CultureInfo.InvariantCulture, $"mailbox{i:00000}"))];
    private readonly ConcurrentDictionary<string, long> _fences = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<long> _taken = new();
    private readonly ConcurrentBag<double> _turns = [];
    private readonly List<FleetWorker> _workers = [];
    private int _wrongFences;

    public int WrongFences => _wrongFences;

    /// <summary>The least and the most that a worker has.</summary>
    public string Spread => $"{_workers.Min(worker => worker.Held)} to {_workers.Max(worker => worker.Held)} each";

    public void Come(int count)
    {
        var came = Enumerable.Range(0, count).Select(_ => new FleetWorker(new StoreSettings(database) { Lease = lease }, _mailboxes)).ToList();
        foreach (var worker in came)
        {
            worker.Begin(TimeSpan.FromTicks(Random.Shared.NextInt64(lease.Ticks / 3)), Taken, _turns.Add);
        }

        _workers.AddRange(came);
    }

    /// <summary>Seconds until every mailbox has a worker and the worker that has most has at most a twentieth, or one, more than the one that has least.</summary>
    public async Task<double> UntilFairAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (_workers.Sum(worker => worker.Held) != _mailboxes.Length || _workers.Max(worker => worker.Held) > Math.Max(_workers.Min(worker => worker.Held) + 1, _workers.Min(worker => worker.Held) * 1.05))
        {
            await Task.Delay(50);
            if (Stopwatch.GetElapsedTime(since) > 20 * lease)
            {
                Console.WriteLine($"not fair after {20 * lease.TotalSeconds:0} s: {Spread}, {_workers.Sum(worker => worker.Held)} have a worker");
                break;
            }
        }

        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>The first of them give no sign of life from now on; answers when.</summary>
    public long Kill(int count)
    {
        var now = Stopwatch.GetTimestamp();
        _taken.Clear();
        _workers.Take(count).ToList().ForEach(worker => worker.Dispose());
        _workers.RemoveRange(0, count);
        return now;
    }

    public string TakenAfter(long since) => Percentiles(_taken.Select(at => Stopwatch.GetElapsedTime(since, at).TotalSeconds), "s");

    public string TurnTimes()
    {
        var times = _turns.ToList();
        _turns.Clear();
        return Percentiles(times, "ms");
    }

    public void Dispose() => _workers.ForEach(worker => worker.Dispose());

    private static string Percentiles(IEnumerable<double> values, string unit)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Count / 2]:0.0} {unit} (median), {sorted[sorted.Count * 99 / 100]:0.0} {unit} (99 %), {sorted[^1]:0.0} {unit} (longest)");
    }

    private void Taken(Lease taken)
    {
        _taken.Enqueue(Stopwatch.GetTimestamp());
        _fences.AddOrUpdate(taken.Mailbox, taken.Fence, (_, before) =>
        {
            if (taken.Fence != before + 1)
            {
                Interlocked.Increment(ref _wrongFences);
            }

            return taken.Fence;
        });
    }
}
