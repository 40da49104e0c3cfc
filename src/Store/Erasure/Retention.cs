namespace Touchpoints.Store;

/// <summary>How long mail is kept, by what became of it, and what is told of that; null: for ever.</summary>
public sealed record Retention
{
    /// <summary>Touchpoints, replies and events: after the last mail of their thread.</summary>
    public TimeSpan? Recorded { get; init; }

    /// <summary>Held mail: after it came, or a person last did something with it.</summary>
    public TimeSpan? Held { get; init; }

    /// <summary>Ignored mail, dismissed mail included: after it came, or was dismissed.</summary>
    public TimeSpan? Ignored { get; init; }

    /// <summary>Lines of what became of mail, for programs that follow it.</summary>
    public TimeSpan? Changes { get; init; }

    /// <summary>Nothing goes by age.</summary>
    public bool IsForEver => Recorded is null && Held is null && Ignored is null && Changes is null;
}

/// <summary>Mails that are older than they are kept.</summary>
public sealed record AgedCounts(long Recorded, long Held, long Ignored)
{
    /// <summary>All of them.</summary>
    public long Mails => Recorded + Held + Ignored;
}
