using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// What was decided for a mail, where its octets are, and where it stands. <see cref="Choice"/> is what a person chose for it, or null: whoever decides
/// it again keeps to that.
/// </summary>
public sealed record StoredDecision(MailId Mail, Delivery Delivery, string Outcome, string Reason, string DecidedBy)
{
    /// <summary>The version of the rules that decided; 0 for one from before they were numbered.</summary>
    public long Rules { get; init; }

    /// <summary>What an operator chose, or null.</summary>
    public OperatorChoice? Choice { get; init; }

    /// <summary>
    /// Octets of further deliveries of the mail that came while it was held, the newest first: the addresses that they were delivered to count as well (B2.3: roles are
    /// merged).
    /// </summary>
    public IReadOnlyList<OctetsPlace> Joining { get; init; } = [];

    /// <summary>The touchpoints that it made, or the thread of the reply or event, survivors of merges in the place of what was merged.</summary>
    public IReadOnlyList<TimelinePlace> Places { get; init; } = [];

    /// <summary>The words that are shown of it.</summary>
    public string Text { get; init; } = "";
}

/// <summary>A stored mail that would be decided differently now.</summary>
public sealed record Difference(StoredDecision Was, Decided Now, DifferenceKind Kind);

/// <summary>What can be done about a difference (docs/decisions/0009).</summary>
public enum DifferenceKind
{
    /// <summary>It was held or ignored: nothing hangs on it, and it takes its new outcome.</summary>
    Settles,

    /// <summary>It is recorded, and belongs elsewhere: it is moved there, and what hangs on it goes along.</summary>
    Moves,

    /// <summary>Other words of it are shown.</summary>
    Text,

    /// <summary>It is recorded, and would now be held, ignored or a duplicate: what people may have read is taken away by no program. A person looks.</summary>
    OnlyTold,
}

/// <summary>What applying a difference did.</summary>
public enum Replayed
{
    /// <summary>The mail has its new outcome.</summary>
    Applied,

    /// <summary>There is no difference any more; nothing was written.</summary>
    Unchanged,

    /// <summary>It is one that is only told; nothing was written.</summary>
    OnlyTold,

    /// <summary>The database refused the new rows; nothing was written.</summary>
    Refused,
}

/// <summary>A recorded mail that was found to be decided differently now, and the sentence that says why.</summary>
public sealed record ReviewRow(MailId Mail, DateTimeOffset FoundAt, string Because, string From, string Subject, DateTimeOffset ReceivedAt, string Account);

/// <summary>How far mail that older rules decided was looked at again: <see cref="Reviewed"/> of <see cref="LastMail"/> (ids of mails).</summary>
public sealed record RulesChange(long Version, DateTimeOffset BeganAt, long LastMail, long Reviewed)
{
    /// <summary>All of it was.</summary>
    public bool IsDone => Reviewed >= LastMail;
}
