namespace Touchpoints.Threading;

/// <summary>What becomes of a mail. A closed set; there is no drop (behaviour.md B0).</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>One touchpoint for each account, all of this one mail.</summary>
    public sealed record NewTouchpoints(IReadOnlyList<TouchpointDraft> Items) : Decision;

    /// <summary>A reply in an existing thread.</summary>
    public sealed record ThreadReply(ReplyDraft Reply) : Decision;

    /// <summary>Machine mail that says something about a thread.</summary>
    public sealed record MailEvent(EventDraft Event) : Decision;

    /// <summary>The same mail as <see cref="Of"/>, delivered again; <see cref="Variant"/> when its content differs (a footer, a banner).</summary>
    public sealed record Duplicate(MailId Of, bool Variant) : Decision
    {
        /// <summary>Threads that this delivery names and the known mail is not in; they get a link (B2.3: roles are merged).</summary>
        public IReadOnlyList<TouchpointId> LinkedThreads { get; init; } = [];

        /// <summary>What the forwarder of an original that is recorded already wrote above it; it is added to the record (S085).</summary>
        public string Note { get; init; } = "";
    }

    /// <summary>Waits for a person. <see cref="Candidates"/> are the accounts that tied, or that of the thread that cannot take it; <see cref="Evidence"/> says what would free it.</summary>
    public sealed record Hold(HoldReason Reason, IReadOnlyList<AccountId> Candidates, string Evidence) : Decision
    {
        /// <summary>The thread in which "1 reply waiting for review" is shown, or null.</summary>
        public TouchpointId? Thread { get; init; }
    }

    /// <summary>Not recorded; the fact and the reason are.</summary>
    public sealed record Ignore(IgnoreReason Reason) : Decision
    {
        /// <summary>The touchpoint that it belongs to ("seen in mailbox"), or null.</summary>
        public TouchpointId? Thread { get; init; }
    }
}

/// <summary>Why a mail waits (behaviour.md B10, a closed list). The word of the law is the name in kebab-case.</summary>
public enum HoldReason
{
#pragma warning disable CS1591 // each is explained once, for operators, in HoldReasons
    NoMatch, NoAddress, InternalOnly, Ambiguous, SeveralAccounts, TooManyAccounts, BadOverride, UnknownAuthor, AuthorInactive, NoAuthor,
    AuthFailed, NewSender, OtherAccount, SubjectToken, UnknownToken, TokenRevoked, ThreadDeleted, ThreadConflict, InternalThread,
    Unaddressed, Oversize, ParseLimit, Unparseable, Spam, LoopSuspect, PersonalTag, PersonalTagMismatch, StoreRejected, Unfetchable,
#pragma warning restore CS1591
}

/// <summary>Why a mail is not recorded. The word of the law is the name in kebab-case.</summary>
public enum IgnoreReason
{
#pragma warning disable CS1591 // each is explained once, for operators, in IgnoreReasons
    OwnOutbound, OwnAddress, Machine, NeverLog, Tombstone, Dismissed,
#pragma warning restore CS1591
}

/// <summary>Which way a mail went.</summary>
public enum Direction
{
    /// <summary>From us to outside people.</summary>
    Outbound,

    /// <summary>From an outside person.</summary>
    Inbound,

    /// <summary>Among ourselves, or to oneself.</summary>
    Note,
}

/// <summary>What a person of a mail is to us.</summary>
public enum ParticipantSide
{
    /// <summary>An outside person; shown.</summary>
    Outside,

    /// <summary>One of ours; kept with the role, hidden on mail-made touchpoints.</summary>
    Internal,

    /// <summary>A stranger who wrote to a valid reply address: shown as "not a participant" until a person accepts them.</summary>
    NotParticipant,
}

/// <summary>A person of a recorded mail, with the field they stood in ("from", "to", "cc", "bcc", "forward").</summary>
public sealed record Participant(MailAddress Address, string Role, ParticipantSide Side)
{
    /// <summary>The contact that was matched, or null.</summary>
    public ContactId? Contact { get; init; }
}

/// <summary>Who wrote it (behaviour.md B8): a user, a contact, or just an address.</summary>
public sealed record Author(MailAddress Address, UserId? User, ContactId? Contact)
{
    /// <summary>The assistant who sent it on behalf of the author (S064), or null.</summary>
    public MailAddress? SentBy { get; init; }
}

/// <summary>What touchpoints and replies have in common.</summary>
public sealed record ItemDraft
{
    /// <summary>Who wrote it.</summary>
    public required Author Author { get; init; }

    /// <summary>Which way it went.</summary>
    public required Direction Direction { get; init; }

    /// <summary>The people to record. Never-log people, our own addresses and robots are not among them.</summary>
    public IReadOnlyList<Participant> Participants { get; init; } = [];

    /// <summary>When it happened, UTC (behaviour.md B8), never after the arrival.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Where <see cref="OccurredAt"/> is from: "date", "received", "internaldate", or "forward" (the date shown in a forwarded block).</summary>
    public required string OccurredAtSource { get; init; }

    /// <summary>The decoded subject; of the original for a forward.</summary>
    public required string Subject { get; init; }

    /// <summary>The new words, at most <see cref="Policy.ShownTextElements"/> text elements.</summary>
    public required ShownText Text { get; init; }

    /// <summary>What the author wrote above a forwarded mail (behaviour.md B6.2); empty for everything else.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether it counts as a touch (behaviour.md B8).</summary>
    public bool CountsAsTouch { get; init; }
}

/// <summary>A touchpoint to make.</summary>
public sealed record TouchpointDraft(AccountId Account, ItemDraft Item)
{
    /// <summary>"bcc", "forward" or "note".</summary>
    public string Kind { get; init; } = "bcc";

    /// <summary>An earlier touchpoint that it is linked to ("related", "started from"), or null.</summary>
    public TouchpointId? LinkedTo { get; init; }

    /// <summary>The flow's key.</summary>
    public string Flow { get; init; } = "default";
}

/// <summary>A reply to record in <see cref="Thread"/>.</summary>
public sealed record ReplyDraft(TouchpointId Thread, ItemDraft Item)
{
    /// <summary>Threads that a second valid token named; they get a link, not a copy (S008).</summary>
    public IReadOnlyList<TouchpointId> LinkedThreads { get; init; } = [];

    /// <summary>True when it stays among ourselves.</summary>
    public bool IsInternal { get; init; }
}

/// <summary>An event to record on <see cref="Thread"/>.</summary>
public sealed record EventDraft(TouchpointId Thread, string Kind)
{
    /// <summary>Recipients with their delivery state (RFC 3464 §2.3), for a bounce.</summary>
    public IReadOnlyList<RecipientStatus> Recipients { get; init; } = [];

    /// <summary>The return date of an automatic reply when it states one.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>A comment that a person wrote into it (invite answers), or the automatic text.</summary>
    public string Text { get; init; } = "";

    /// <summary>When it happened, UTC.</summary>
    public DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// What a delivery report says of one recipient (RFC 3464 §2.3): Action and Status in lower case, and the permanence that follows:
/// "hard", "soft", "delayed", "relayed" or "delivered".
/// </summary>
public sealed record RecipientStatus(string Address, string Action, string Status, string Diagnostic, string Permanence);

/// <summary>
/// The new words of a mail and the spans that were taken away. Every visible character is in exactly one of them; white space where they
/// meet is trimmed.
/// </summary>
public sealed record ShownText(string Reply, string Signature, string Quoted)
{
    /// <summary>True when <see cref="Reply"/> was cut at the display limit.</summary>
    public bool Shortened { get; init; }

    /// <summary>Which rule made the cut; empty when nothing was cut.</summary>
    public string CutBy { get; init; } = "";
}
