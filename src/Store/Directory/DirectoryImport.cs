using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Rows to import. Keys are what people use; addresses are separated already.</summary>
public sealed record DirectoryImport
{
    /// <summary>Accounts.</summary>
    public IReadOnlyList<AccountRow> Accounts { get; init; } = [];

    /// <summary>Contacts.</summary>
    public IReadOnlyList<ContactRow> Contacts { get; init; } = [];

    /// <summary>Users.</summary>
    public IReadOnlyList<UserRow> Users { get; init; } = [];

    /// <summary>Domains of ours.</summary>
    public IReadOnlyList<string> InternalDomains { get; init; } = [];

    /// <summary>Addresses or "@domain" that are never recorded.</summary>
    public IReadOnlyList<string> NeverLog { get; init; } = [];

    /// <summary>Entries of users' own never-log lists.</summary>
    public IReadOnlyList<UserNeverLogRow> NeverLogOfUsers { get; init; } = [];

    /// <summary>Flows; exactly one default in the end.</summary>
    public IReadOnlyList<Flow> Flows { get; init; } = [];

    /// <summary>Touchpoints with their reply addresses, brought along from another installation.</summary>
    public IReadOnlyList<TouchpointRow> Touchpoints { get; init; } = [];
}

/// <summary>
/// A touchpoint brought along. <see cref="ReplyAddress"/> is the id inside its tokens, <see cref="OutboundMessageId"/> the id it was mailed
/// under; each null when it was never mailed. <see cref="MergedInto"/> is another row's key, or empty.
/// </summary>
public sealed record TouchpointRow(string Key, string AccountKey, string Subject, IReadOnlyList<string> To, TouchpointState State)
{
    /// <summary>Key of the user who wrote it; empty when unknown.</summary>
    public string AuthorKey { get; init; } = "";

    /// <summary>Id of its reply address, or null.</summary>
    public ReplyAddressId? ReplyAddress { get; init; }

    /// <summary>True when that address is not to be taken any more.</summary>
    public bool Revoked { get; init; }

    /// <summary>The Message-ID it was mailed under, or null.</summary>
    public MessageId? OutboundMessageId { get; init; }

    /// <summary>True for a note among ourselves.</summary>
    public bool IsInternalNote { get; init; }

    /// <summary>Key of the touchpoint it was merged into; empty for none.</summary>
    public string MergedInto { get; init; } = "";
}

/// <summary>An account with its domains.</summary>
public sealed record AccountRow(string Key, string Name, IReadOnlyList<string> Domains, bool SubDomains = false)
{
    /// <summary>Key of the account above it; empty for none, null where the import does not say.</summary>
    public string? Parent { get; init; }

    /// <summary>Keys of the users who look after it; null where the import does not say.</summary>
    public IReadOnlyList<string>? Team { get; init; }

    /// <summary>Whether its people decide only where nobody else could be the customer; null where the import does not say.</summary>
    public bool? OnlyWhenAlone { get; init; }
}

/// <summary>A contact; <see cref="Addresses"/>[0] is the main one.</summary>
public sealed record ContactRow(string Key, string AccountKey, string Name, IReadOnlyList<string> Addresses, bool Active = true);

/// <summary>A user; <see cref="Addresses"/>[0] is the main one.</summary>
public sealed record UserRow(string Key, string Name, IReadOnlyList<string> Addresses, bool Active = true);

/// <summary>An address or "@domain" on a user's own never-log list.</summary>
public sealed record UserNeverLogRow(string UserKey, string Entry);

/// <summary>How many rows were added and changed.</summary>
public sealed record ImportResult(int Added, int Changed, int Unchanged);

/// <summary>
/// Something that mail shows and the directory lacks: "person-of-ours-unknown", "new-sender", "contact-missing" or "domain-without-account", with how often it was seen.
/// </summary>
public sealed record DirectorySuggestion(string Kind, string What, string Remedy, long Seen);

/// <summary>A mistake in the directory and its remedy.</summary>
public sealed record DirectoryMistake(string What, string Remedy);
