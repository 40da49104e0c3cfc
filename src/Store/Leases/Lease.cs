namespace Touchpoints.Store;

/// <summary>
/// The right to work on a mailbox: to receive its mail and to settle what was received. <see cref="Fence"/> grows by one whenever it changes hands, and
/// every write is refused under an older one, however late the holder wakes up.
/// </summary>
#pragma warning disable CA1001 // A source without timer or wait handle has nothing to give back.
public sealed class Lease
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _lost = new();

    internal Lease(string mailbox, long fence) => (Mailbox, Fence) = (mailbox, fence);

    /// <summary>The mailbox, as the ledger names it.</summary>
    public string Mailbox { get; }

    /// <summary>The number of this holding.</summary>
    public long Fence { get; }

    /// <summary>Cancelled as soon as it is known that another worker has it.</summary>
    public CancellationToken Lost => _lost.Token;

    // Whoever waits for it goes on elsewhere: it is found in the midst of transactions.
    internal void Lose() => _ = _lost.CancelAsync();
}

/// <summary>Another worker has taken the mailbox over: nothing was written.</summary>
public sealed class LeaseLostException(Lease lease) : Exception($"Another worker has taken mailbox {lease?.Mailbox} over; nothing was written.");

/// <summary>Who works on a mailbox, as people are shown it; by the database's clock.</summary>
public sealed record LeaseRow(string Holder, long Fence, TimeSpan Age, bool IsLive);
