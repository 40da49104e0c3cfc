using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Waits for a mailbox that another worker has.</summary>
internal static class LeaseWait
{
    /// <summary>For what ends by itself: a dead worker's lease runs out meanwhile, a living one's does not.</summary>
    public const int UntilRunOut = 5;

    /// <summary>Takes it as soon as nobody has it.</summary>
    /// <exception cref="StoreException">Somebody still had it at the last of <paramref name="looks"/>.</exception>
    public static async Task<Lease> TakeAsync(Leases leases, string mailbox, int looks, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (leases.Take(mailbox) is { } lease)
            {
                return lease;
            }

            var holder = leases.HolderOf(mailbox) ?? "another worker";
            if (look == looks)
            {
                throw new StoreException(StoreProblem.Locked, $"Worker {holder} works on {mailbox}. Let it, or stop it and run this again.");
            }

            if (look == 1)
            {
                log.LogInformation("Mailbox {Mailbox}: worker {Holder} works on it; this one stands by", mailbox, holder);
            }

            await Task.Delay(leases.Pace, time, cancellationToken);
        }
    }
}
