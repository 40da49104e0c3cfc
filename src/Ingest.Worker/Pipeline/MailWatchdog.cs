using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Notices a mail that keeps a thread for ever; one mail at a time is in hand. A thread cannot be taken back, so the process must end.</summary>
internal sealed class MailWatchdog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Action<Delivery> _stuck;
    private readonly ITimer _timer;
    private Hand? _hand;

    /// <summary>Looks ten times within <paramref name="limit"/>; tells <paramref name="stuck"/> once for a mail.</summary>
    public MailWatchdog(TimeProvider time, TimeSpan limit, Action<Delivery> stuck)
    {
        (_time, _limit, _stuck) = (time, limit, stuck);
        _timer = time.CreateTimer(_ => Look(), null, limit / 10, limit / 10);
    }

    public void Begin(Delivery delivery) => Volatile.Write(ref _hand, new Hand(delivery, _time.GetTimestamp()));

    public void End() => Volatile.Write(ref _hand, null);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Volatile.Read(ref _hand) is { } hand && _time.GetElapsedTime(hand.Since) > _limit && Interlocked.CompareExchange(ref _hand, null, hand) == hand)
        {
            _stuck(hand.Delivery);
        }
    }

    private sealed record Hand(Delivery Delivery, long Since);
}
