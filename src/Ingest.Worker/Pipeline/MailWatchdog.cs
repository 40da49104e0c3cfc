using System.Collections.Concurrent;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Notices a mail that keeps a thread for ever. A thread cannot be taken back, so the process must end.</summary>
internal sealed class MailWatchdog : IDisposable
{
    private readonly ConcurrentDictionary<DeliveryId, (Delivery Delivery, long Since)> _inHand = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Action<Delivery> _stuck;
    private readonly ITimer _timer;

    /// <summary>Looks ten times within <paramref name="limit"/>; tells <paramref name="stuck"/> once for a mail.</summary>
    public MailWatchdog(TimeProvider time, TimeSpan limit, Action<Delivery> stuck)
    {
        (_time, _limit, _stuck) = (time, limit, stuck);
        _timer = time.CreateTimer(_ => Look(), null, limit / 10, limit / 10);
    }

    public void Begin(Delivery delivery) => _inHand[delivery.Id] = (delivery, _time.GetTimestamp());

    public void End(Delivery delivery) => _inHand.TryRemove(delivery.Id, out _);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        foreach (var (id, hand) in _inHand)
        {
            if (_time.GetElapsedTime(hand.Since) > _limit && _inHand.TryRemove(id, out _))
            {
                _stuck(hand.Delivery);
            }
        }
    }
}
