using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Waits for a mailbox that another worker has, for as long as it takes a dead worker's lease to run out.</summary>
internal static class LeaseWait
{
    private const int Looks = 5;

    /// <summary>Takes it as soon as nobody has it.</summary>
    /// <exception cref="StoreException">Somebody still had it at the last look.</exception>
    public static async Task<Lease> TakeAsync(Leases leases, string mailbox, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (leases.Take(mailbox) is { } lease)
            {
                return lease;
            }

            var holder = leases.HolderOf(mailbox) ?? "another worker";
            if (look == Looks)
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
