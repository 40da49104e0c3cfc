namespace Touchpoints.Ingest;

/// <summary>How a mailbox's loop waits (reliability.md E.3, behaviour.md B11).</summary>
internal sealed record MailboxPace
{
    /// <summary>After the first failure; doubled for each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where a person must act.</summary>
    public TimeSpan Probe { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>While the store cannot take anything: looked at often, for nothing comes in meanwhile and a look costs little.</summary>
    public TimeSpan StoreRetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>IDLE is begun anew this often: whatever stands between forgets silent connections.</summary>
    public TimeSpan ReIdle { get; init; } = TimeSpan.FromMinutes(9);

    /// <summary>Looks at once when the server left something out.</summary>
    public int QuickLooks { get; init; } = 3;
}
