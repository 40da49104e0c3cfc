using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>A mailbox in figures. The sum closes when <see cref="Seen"/> is the sum of all outcomes.</summary>
public sealed record MailboxSummary(MailboxReport Report, uint? UidValidity, long Seen, IReadOnlyDictionary<string, long> Outcomes)
{
    /// <summary>Age of the oldest delivery that is received and not settled; null when there is none.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>The worker that has it; null when none has.</summary>
    public LeaseRow? Lease { get; init; }

    /// <summary>Behaviour.md B0.11: where it does not, by UIDVALIDITY.</summary>
    public IReadOnlyList<OpenSum> OpenSums { get; init; } = [];

    /// <summary>Every delivery that was seen is accounted for.</summary>
    public bool SumCloses => OpenSums.Count == 0;
}

/// <summary>
/// Under this UIDVALIDITY not as many deliveries are accounted for as were seen. <see cref="WithoutRow"/>: all UIDs so far that have no row; those that are missing are among
/// them, beside those that the server never used. Empty for a folder of files, whose mails have no UIDs.
/// </summary>
public sealed record OpenSum(uint UidValidity, long Seen, long AccountedFor, UidRanges WithoutRow);

/// <summary>A delivery in the list. <see cref="Outcome"/> is "received", "recorded", "event", "duplicate", "held", "ignored", "vanished"; <see cref="Reason"/> the word of the law.</summary>
public sealed record LedgerRow(
    DeliveryId Id,
    MailId? Mail,
    string Mailbox,
    uint Uid,
    string SourceName,
    DateTimeOffset InternalDate,
    string Outcome,
    string Reason,
    string Kind,
    string From,
    string Subject,
    string Account,
    string DecidedBy,
    int Milliseconds);

/// <summary>One mail in full.</summary>
public sealed record MailDetail(
    MailId Id,
    string MessageId,
    string From,
    string Subject,
    DateTimeOffset ReceivedAt,
    string Outcome,
    string Reason,
    string Kind,
    ShownText Text,
    OctetsPlace Place,
    string Sha256,
    IReadOnlyList<string> Flags,
    DecisionTrace Trace,
    IReadOnlyList<LedgerRow> Deliveries,
    IReadOnlyList<AttachmentRow> Attachments,
    IReadOnlyList<ParticipantRow> Participants,
    IReadOnlyList<TimelinePlace> Places,
    IReadOnlyList<AuditRow> Audit)
{
    /// <summary>The version of the rules that decided it (<see cref="Decider.RulesVersion"/>); 0 for one from before they were numbered.</summary>
    public long Rules { get; init; }

    /// <summary>The accounts that a held mail may belong to; none for other mail.</summary>
    public IReadOnlyList<AccountId> Candidates { get; init; } = [];

    /// <summary>How it is asked for again, for a held mail that its server did not give; else null.</summary>
    public FetchAgain? Again { get; init; }
}

/// <summary>An attachment: a range of its mail's octets.</summary>
public sealed record AttachmentRow(long Id, string Name, string MediaType, long DecodedOctets, string Sha256, bool IsInline, long Start, long Length, string TransferEncoding, OctetsPlace Place)
{
    /// <summary>An image of the sender's signature (B9): not shown with the files, but kept, and in the mail's own list.</summary>
    public bool IsAsset { get; init; }

    /// <summary>A winmail.dat whose words and files stand in its place (B9): not shown with them, but kept, and in the mail's own list.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>A person on a mail, a touchpoint or a reply.</summary>
public sealed record ParticipantRow(string Name, string Address, string Role, ParticipantSide Side);

/// <summary>Where a mail was recorded.</summary>
public sealed record TimelinePlace(TouchpointId Touchpoint, AccountId Account, string AccountName, string As);

/// <summary>What a person did to a mail.</summary>
public sealed record AuditRow(DateTimeOffset At, string By, string Did, string Why);

/// <summary>A held mail with what would free it.</summary>
public sealed record HeldRow(MailId Mail, string Reason, string From, string Subject, DateTimeOffset ReceivedAt, string Evidence, IReadOnlyList<AccountId> Candidates)
{
    /// <summary>When it was taken in and began to wait.</summary>
    public DateTimeOffset HeldSince { get; init; }

    /// <summary>How it is asked for again, for a mail that its server did not give; else null.</summary>
    public FetchAgain? Again { get; init; }
}

/// <summary>
/// What became of a mail: "touchpoint" or "reply" with the state of the thread when it came, "event" with its kind, "held" with the reason, "freed" with the outcome that
/// followed, "moved" or "erased"; "deleted" or "restored" is said of a thread and of no mail, and so is whatever becomes of a touchpoint that no mail made. <see cref="Number"/> grows in the order of commits. <see cref="Thread"/> is null where none is meant.
/// </summary>
public sealed record Change(long Number, DateTimeOffset At, string What, MailId? Mail, TouchpointId? Thread, string Word)
{
    /// <summary>The key of the thread's account as it is now; empty without a thread, or when it is gone.</summary>
    public string AccountKey { get; init; } = "";

    /// <summary>The account was archived when the mail came.</summary>
    public bool IsArchived { get; init; }
}

/// <summary>An account in the list.</summary>
public sealed record AccountSummary(AccountId Id, string Key, string Name, int Touchpoints, int Replies, DateTimeOffset? LastTouch);

/// <summary>A thread that a held mail may belong to, with the newest mail of the same sender and subject in it.</summary>
public sealed record LikelyThread(TouchpointId Thread, string Subject, DateTimeOffset LastMail);

/// <summary>
/// A touchpoint that is deleted and can be brought back, with who deleted it, when and why; <see cref="At"/> is null where an import says that it is deleted.
/// <see cref="Waiting"/> mails are held that answer in it.
/// </summary>
public sealed record DeletedThread(TouchpointId Id, string Subject, string Author, DateTimeOffset? At, string By, string Why, int Waiting);

/// <summary>How often an account was in touch, a count for each window.</summary>
public sealed record AccountEngagement(AccountId Id, string Key, string Name, IReadOnlyList<EngagementCount> Counts, DateTimeOffset? LastTouch);

/// <summary>Touchpoints and replies that count as a touch, in a window of so many days.</summary>
public sealed record EngagementCount(int Days, long Touchpoints, long Replies);

/// <summary>A touchpoint on the timeline. Internal participants are not among <see cref="Participants"/> of one that mail made.</summary>
public sealed record TimelineItem(
    TouchpointId Id,
    MailId? Mail,
    string Subject,
    string Kind,
    string Direction,
    string Author,
    DateTimeOffset OccurredAt,
    string Text,
    IReadOnlyList<ParticipantRow> Participants,
    IReadOnlyList<AttachmentRow> Attachments,
    IReadOnlyList<TimelineReply> Replies,
    int WaitingReplies,
    IReadOnlyList<string> Flags)
{
    /// <summary>What the author wrote above a forwarded mail; empty for everything else.</summary>
    public string Note { get; init; } = "";

    /// <summary>The last touch of the thread, by which the timeline is ordered.</summary>
    public DateTimeOffset LastTouch { get; init; }

    /// <summary>Whether it counts as a touch (behaviour.md B8).</summary>
    public bool CountsAsTouch { get; init; }
}

/// <summary>A reply or an event under a touchpoint. <see cref="Kind"/> is "reply", "internal-reply", the event's kind, or "link" for a reply that stands in another thread.</summary>
public sealed record TimelineReply(MailId? Mail, string Kind, string Direction, string Author, DateTimeOffset OccurredAt, string Text, IReadOnlyList<AttachmentRow> Attachments, IReadOnlyList<string> Flags)
{
    /// <summary>Whether it counts as a touch (behaviour.md B8): events never do.</summary>
    public bool CountsAsTouch { get; init; }
}

/// <summary>The store in figures.</summary>
public sealed record StoreStatus(IReadOnlyDictionary<string, long> Outcomes, long Deliveries, long Mails, long Touchpoints, long Replies, long Held, DateTimeOffset? OldestWaiting, long? OctetsStored, long? FreeOctets, string EngineVersion)
{
    /// <summary>How long held mail has waited for a person.</summary>
    public HeldAges HeldAges { get; init; } = new(null, 0, 0);

    /// <summary>Held mails that are asked for again by themselves (B11).</summary>
    public long ToFetchAgain { get; init; }

    /// <summary>Recorded mails that were found to be decided differently now (<see cref="Reviews"/>).</summary>
    public long WouldDiffer { get; init; }
}

/// <summary>Since when the oldest held mail waits (null: none does), and how many wait for more than a day and for more than seven (behaviour.md B10).</summary>
public sealed record HeldAges(DateTimeOffset? Oldest, long OverADay, long OverAWeek);

/// <summary>A touchpoint as it is exported, with its thread.</summary>
public sealed record ExportedTouchpoint(TimelineItem Item, string AccountKey, string Flow);

/// <summary>The octets of one delivery as its row says they are, and the attachments that are ranges of them.</summary>
public sealed record KeptMail(DeliveryId Delivery, MailId? Mail, string Mailbox, uint Uid, string SourceName, OctetsPlace Place, ReadOnlyMemory<byte> Sha256, IReadOnlyList<AttachmentRow> Attachments);
