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
    private readonly CancellationTokenSource _askedBack = new();

    internal Lease(string mailbox, long fence) => (Mailbox, Fence) = (mailbox, fence);

    /// <summary>The mailbox, as the ledger names it.</summary>
    public string Mailbox { get; }

    /// <summary>The number of this holding.</summary>
    public long Fence { get; }

    /// <summary>Cancelled as soon as it is known that it is gone.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>It is gone with the database that it was taken from, another one took its place; the mailbox may be nobody's, and can be taken at once. Else another worker has it.</summary>
    public bool IsOfOtherDatabase { get; private set; }

    /// <summary>What is done under it makes no sense any more.</summary>
    /// <exception cref="LeaseLostException">It is gone.</exception>
    public void ThrowIfLost()
    {
        if (_lost.IsCancellationRequested)
        {
            throw new LeaseLostException(this);
        }
    }

    // Whoever waits for it goes on elsewhere: it is found in the midst of transactions.
    internal void Lose(bool isOfOtherDatabase)
    {
        IsOfOtherDatabase = isOfOtherDatabase;
        _ = _lost.CancelAsync();
    }

    /// <summary>Cancelled when another worker should have it; the holder releases it at the next quiet moment.</summary>
    public CancellationToken AskedBack => _askedBack.Token;

    internal void AskBack() => _ = _askedBack.CancelAsync();
}

/// <summary>The right to work on a mailbox is gone: nothing was written.</summary>
public sealed class LeaseLostException(Lease lease) : Exception(
    lease?.IsOfOtherDatabase == true
        ? $"The database is another one than before: a standby took over, or it was restored. Nothing was written; mailbox {lease.Mailbox} is compared with what is there now."
        : $"Another worker has taken mailbox {lease?.Mailbox} over; nothing was written. What was received of it is settled there.")
{
    /// <summary>What was lost.</summary>
    public Lease? Lease { get; } = lease;
}

/// <summary>Who works on a mailbox, as people are shown it; by the database's clock.</summary>
public sealed record LeaseRow(string Holder, long Fence, TimeSpan Age, bool IsLive);
