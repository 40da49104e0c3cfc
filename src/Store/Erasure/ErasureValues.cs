namespace Touchpoints.Store;

/// <summary>What an erasure is about to remove, and what it is about.</summary>
public sealed record ErasurePlan
{
    /// <summary>Their addresses, and "@domain" for all of a domain.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Mails that they wrote or got, or that are in the account's threads.</summary>
    public int Own { get; init; }

    /// <summary>Mails that only name one of the addresses, in their header or in their text.</summary>
    public int Naming { get; init; }

    /// <summary>Of all these, mails that wait for a person.</summary>
    public int Held { get; init; }

    /// <summary>Of all these, mails that stand on other accounts too; they are erased there as well.</summary>
    public int Elsewhere { get; init; }

    /// <summary>Octets that are stored of them.</summary>
    public long Octets { get; init; }

    /// <summary>All mails.</summary>
    public int Mails => MailIds.Count;

    /// <summary>Their contacts in the directory.</summary>
    public int Contacts => ContactIds.Count;

    internal long? Account { get; init; }

    internal IReadOnlyList<long> MailIds { get; init; } = [];

    internal IReadOnlyList<long> ContactIds { get; init; } = [];

    /// <summary>Nothing is known of them.</summary>
    public bool IsEmpty => MailIds.Count + ContactIds.Count == 0 && Account is null;
}

/// <summary>What was erased. <see cref="IsPurged"/> is false when somebody was reading the old state all the time, so that some of it may still be in the journal.</summary>
public sealed record Erased(int Mails, int Contacts, long Octets, bool IsPurged)
{
    /// <summary>Lines of changes that were forgotten by age.</summary>
    public int Changes { get; init; }
}
