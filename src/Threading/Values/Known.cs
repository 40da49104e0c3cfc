namespace Touchpoints.Threading;

/// <summary>
/// The keys under which the store may know something about a mail. Made by <see cref="Known.KeysFor"/>; answered by the store with one
/// <see cref="Known"/>. At most 51 ids are asked for (behaviour.md S012).
/// </summary>
public sealed record MailKeys
{
    /// <summary>The mail's own id, or null.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>
    /// In-Reply-To first, then References from right to left, no id twice, at most 51; then ids of attached originals; last the conversation of
    /// Outlook's Thread-Index, as an ancestor that nobody saw (T8).
    /// </summary>
    public IReadOnlyList<MessageId> Ancestors { get; init; } = [];

    /// <summary>
    /// The ids of reply addresses whose keyed check is valid, no id twice: those in recipient fields in header order, then those inside keyed ids of
    /// ours (own Message-ID, In-Reply-To, References), then those that a machine's report names, then those of marks in body and subject (T7, T10).
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

    /// <summary>The one weak sign of a machine that a person's mail bears (M10), else empty: the store is asked whether its author said <see cref="AutomaticWords"/> automatically before.</summary>
    public string WeakSign { get; init; } = "";

    /// <summary>Hash (SHA-256) of the new words of an automatic reply, or of a mail with a <see cref="WeakSign"/>; empty for all other mail, and where they are too few.</summary>
    public ReadOnlyMemory<byte> AutomaticWords { get; init; }

    /// <summary>Everybody on it, and on the mails that it attaches or quotes, as they are compared; the evidence ladder asks about them.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>Hashes (SHA-256) of its small images, none twice: logos of signatures are among them (behaviour.md B9).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> SmallImages { get; init; } = [];

    /// <summary>Ids of the mails attached to it: those of a recorded forward are found by these.</summary>
    public IReadOnlyList<MessageId> Originals { get; init; } = [];

    /// <summary>The mail that the topmost quoted or forwarded block shows, where it shows From, Date and Subject (T9, S086); else null.</summary>
    public QuotedMail? Quoted { get; init; }

    /// <summary>Threads that keyed marks in the body name, in the order of the text (T7); among <see cref="Tokens"/> too.</summary>
    internal IReadOnlyList<ReplyAddressId> Marks { get; init; } = [];

    /// <summary>The thread that a mark in the subject names (T10), or null; among <see cref="Tokens"/> too.</summary>
    internal ReplyAddressId? SubjectMark { get; init; }

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

    /// <summary>Stored forwards that this very mail (its own id) was attached to as an original (behaviour.md B2.3).</summary>
    public IReadOnlyList<StoredMail> Forwarded { get; init; } = [];

    /// <summary>Stored mails that may be <see cref="MailKeys.Quoted"/>: of its author, since <see cref="QuotedMail.Since"/>.</summary>
    public IReadOnlyList<StoredMail> AroundQuoted { get; init; } = [];

    /// <summary>
    /// For each person of the mail who belongs to several accounts: with which of them there were touchpoints in the 90 days before the mail, the newest first
    /// (behaviour.md B7.3, the evidence ladder).
    /// </summary>
    public IReadOnlyList<EarlierTouch> Earlier { get; init; } = [];

    /// <summary>For each of <see cref="MailKeys.SmallImages"/> that came before: with how many mails of this author; more than three need not be counted.</summary>
    public IReadOnlyList<SeenImage> SeenImages { get; init; } = [];

    /// <summary>Whether an earlier automatic reply of <see cref="MailKeys.Author"/> had <see cref="MailKeys.AutomaticWords"/>; asked for mail with a <see cref="MailKeys.WeakSign"/> only.</summary>
    public bool SaidAutomatically { get; init; }

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

    /// <summary>When somebody last wrote in it; null when it is not asked for.</summary>
    public DateTimeOffset? LastTouch { get; init; }
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

/// <summary>
/// What an operator decided for a held mail (behaviour.md B10): its account, or its thread. With neither it was let through: whatever kept it back is overlooked this
/// once, and every other rule still decides.
/// </summary>
public sealed record OperatorChoice(AccountId? Account, string By)
{
    /// <summary>Accounts that it is recorded on beside <see cref="Account"/>.</summary>
    public IReadOnlyList<AccountId> Further { get; init; } = [];

    /// <summary>The thread that it answers in; null when none was chosen.</summary>
    public TouchpointId? Thread { get; init; }

    /// <summary>Nothing of it is read: the mail itself is the touchpoint's only file.</summary>
    public bool AsFile { get; init; }

    /// <summary>All accounts that were chosen, the first one first.</summary>
    public IReadOnlyList<AccountId> Accounts => Account is { } first ? [first, .. Further] : [];
}

/// <summary>An image that came with so many earlier mails of an author.</summary>
public sealed record SeenImage(ReadOnlyMemory<byte> Sha256, int Mails);

/// <summary>An earlier touchpoint on <see cref="Account"/> that the person at <see cref="Address"/> took part in.</summary>
public sealed record EarlierTouch(string Address, AccountId Account, string Subject);

/// <summary>A mail as a quotation shows it. Without a zone, <see cref="Date"/> is what a clock on a wall showed, taken as UTC.</summary>
public sealed record QuotedMail(string Author, string Subject, DateTimeOffset Date, bool WithoutZone)
{
    // From UTC-12 to UTC+14; and clocks are wrong.
    private static readonly TimeSpan MostZone = TimeSpan.FromHours(14);
    private static readonly TimeSpan WrongClock = TimeSpan.FromMinutes(15);

    /// <summary>The earliest arrival that it can have had. There is no latest one: a mailbox may be read long after its mail was sent.</summary>
    public DateTimeOffset Since => Date.AddTicks(-Math.Min((WithoutZone ? MostZone : WrongClock).Ticks, Date.UtcTicks));
}
