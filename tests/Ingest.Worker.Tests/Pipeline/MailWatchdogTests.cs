using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

public sealed class MailWatchdogTests
{
    private static readonly Delivery s_delivery = new(new(7), "m", 1, 1, "", default, new byte[32], DateTimeOffset.UnixEpoch, 1);

    [Test, CancelAfter(20_000)]
    public async Task A_mail_that_stays_in_hand_is_told_once(CancellationToken cancellationToken)
    {
        var stuck = new TaskCompletionSource<Delivery>();
        using var watchdog = new MailWatchdog(TimeProvider.System, TimeSpan.FromMilliseconds(50), d => stuck.SetResult(d));
        watchdog.Begin(s_delivery);
        Assert.That(await stuck.Task.WaitAsync(cancellationToken), Is.EqualTo(s_delivery));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_mail_that_was_settled_is_not_told(CancellationToken cancellationToken)
    {
        var told = new List<Delivery>();
        var second = new TaskCompletionSource();
        using var watchdog = new MailWatchdog(TimeProvider.System, TimeSpan.FromMilliseconds(50), d =>
        {
            told.Add(d);
            second.SetResult();
        });
        watchdog.Begin(s_delivery);
        watchdog.End(s_delivery);
        watchdog.Begin(s_delivery with { Id = new(8) });
        await second.Task.WaitAsync(cancellationToken);
        Assert.That(told.Single().Id, Is.EqualTo(new DeliveryId(8)));
    }
}
