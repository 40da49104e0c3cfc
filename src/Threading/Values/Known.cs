namespace Touchpoints.Threading;

/// <summary>
/// The keys under which the store may know something about a mail. Made by <see cref="Known.KeysFor"/>; answered by the store with one
/// <see cref="Known"/>. At most 51 ids are asked for (behaviour.md S012).
/// </summary>
public sealed record MailKeys
{
    /// <summary>The mail's own id, or null.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>In-Reply-To first, then References from right to left, no id twice, at most 51; then ids of attached originals.</summary>
    public IReadOnlyList<MessageId> Ancestors { get; init; } = [];

    /// <summary>
    /// The ids of reply addresses whose keyed check is valid, no id twice: those in recipient fields in header order, then those inside keyed ids of
    /// ours (own Message-ID, In-Reply-To, References), then those that a machine's report names.
    /// </summary>
    public IReadOnlyList<ReplyAddressId> Tokens { get; init; } = [];

    /// <summary>Behaviour.md B2.3: hash over From, Date, Subject and the ordered (type, hash) of the decoded parts; 32 octets, the first two the day of the Date.</summary>
    public required ReadOnlyMemory<byte> ContentHash { get; init; }

    /// <summary>First From address as it is compared; empty when there is none. The loop guard counts by it.</summary>
    public string Author { get; init; } = "";

    /// <summary>
    /// Hash of author, subject and the hashes of text and attachments, for the loop guard; 32 octets. Attachments are in it so that equal
    /// covering letters with different invoices do not count as one text (S110); Date is not.
    /// </summary>
    public required ReadOnlyMemory<byte> TextHash { get; init; }

    /// <summary>When the mail came; the loop guard looks back ten minutes from here.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What the machine rules made of the mail; read once here because the ids it names are keys too. No key itself.</summary>
    public MachineReading Machine { get; init; } = new("normal", "", "");

    /// <summary>Which of our addresses the mail names, with checked tokens; null when the keys were not made by <see cref="Known.KeysFor"/>.</summary>
    internal OwnAddressReading? Own { get; init; }
}

/// <summary>Everything the store knows about a mail's keys, and the directory, as one value. The only thing a decision may know.</summary>
public sealed record Known
{
    /// <summary>Accounts, people and domains.</summary>
    public DirectorySnapshot Directory { get; init; } = DirectorySnapshot.Empty;

    /// <summary>
    /// Stored mails that carry one of the asked ids as their own Message-ID, or the same content hash. Never the mail itself when it is decided again.
    /// </summary>
    public IReadOnlyList<StoredMail> Mails { get; init; } = [];

    /// <summary>Which touchpoints an earlier mail hangs on that named one of the asked ids in In-Reply-To or References (T6).</summary>
    public IReadOnlyList<AncestorHit> AncestorHits { get; init; } = [];

    /// <summary>The reply addresses asked for that exist.</summary>
    public IReadOnlyList<StoredReplyAddress> ReplyAddresses { get; init; } = [];

    /// <summary>Ids of mails that we sent and that were asked for, the mail's own id included (T2, T4, B2.4).</summary>
    public IReadOnlyList<OutboundId> Outbound { get; init; } = [];

    /// <summary>Every thread that something above points to, and those that they were merged into.</summary>
    public IReadOnlyList<StoredThread> Threads { get; init; } = [];

    /// <summary>What the loop guard counted in the last ten minutes.</summary>
    public RecentCounts Recent { get; init; } = new(0, 0, 0);

    /// <summary>What an operator chose for this mail, or null. Outranks everything (behaviour.md B7.2 rank 0).</summary>
    public OperatorChoice? Choice { get; init; }

    /// <summary>The keys to ask the store for; pure.</summary>
    public static MailKeys KeysFor(MailEnvelope envelope, MailContent content, Policy policy) => MailKeysOf.Mail(envelope, content, policy);
}

/// <summary>A mail that the store has. <see cref="Touchpoints"/> is empty for a mail that was held, ignored or made an event.</summary>
public sealed record StoredMail(
    MailId Id,
    MessageId? MessageId,
    ReadOnlyMemory<byte> ContentHash,
    string From,
    string Subject,
    string DateRaw,
    DateTimeOffset ReceivedAt,
    MailState State,
    IReadOnlyList<TouchpointId> Touchpoints);

/// <summary>What became of a stored mail.</summary>
public enum MailState
{
    /// <summary>It is a touchpoint or a thread reply.</summary>
    Recorded,

    /// <summary>It is an event on a thread.</summary>
    Event,

    /// <summary>It waits for a person.</summary>
    Held,

    /// <summary>It was ignored; the fact is kept.</summary>
    Ignored,

    /// <summary>It was deleted or erased; only its keys are kept.</summary>
    Tombstone,
}

/// <summary>An earlier mail of <see cref="Touchpoint"/> named <see cref="Id"/> among its ancestors.</summary>
public sealed record AncestorHit(MessageId Id, TouchpointId Touchpoint);

/// <summary>A reply address that exists.</summary>
public sealed record StoredReplyAddress(ReplyAddressId Id, TouchpointId Touchpoint, bool Revoked);

/// <summary>A mail of ours, and the thread that it was sent in.</summary>
public sealed record OutboundId(MessageId Id, TouchpointId Touchpoint);

/// <summary>A thread as the store has it.</summary>
public sealed record StoredThread(
    TouchpointId Id,
    AccountId Account,
    TouchpointState State,
    bool IsInternalNote,
    string Subject,
    IReadOnlyList<string> Participants)
{
    /// <summary>The thread that this one was merged into, or null.</summary>
    public TouchpointId? MergedInto { get; init; }
}

/// <summary>The states of a thread (behaviour.md B5.3).</summary>
public enum TouchpointState
{
    /// <summary>Open.</summary>
    Open,

    /// <summary>Closed or cancelled.</summary>
    Closed,

    /// <summary>Deleted, within retention.</summary>
    Deleted,

    /// <summary>Erased for privacy.</summary>
    Erased,
}

/// <summary>
/// Counts of the ten minutes before the mail: from the same author in the placed thread's family, from the same author at all, and
/// from the same author with the same subject, text and attachments (behaviour.md B2.4).
/// </summary>
public sealed record RecentCounts(int InThread, int FromAuthor, int SameText);

/// <summary>What an operator decided for a held mail.</summary>
public sealed record OperatorChoice(AccountId Account, string By);
