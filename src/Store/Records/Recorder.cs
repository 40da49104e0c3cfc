using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Turns decisions into rows: looks up, asks for the decision and records, all of a batch in one transaction, each mail in a savepoint.</summary>
public sealed class Recorder
{
    /// <summary>
    /// For each mail in order: what is known of its keys (the mails before it in the batch included), <paramref name="decide"/>, and the rows that
    /// follow. A mail whose rows the schema refuses is held as store-rejected and stops nobody. When this returns, it is committed.
    /// </summary>
    /// <returns>One answer a mail, in order.</returns>
    public IReadOnlyList<Recorded> Record(IReadOnlyList<MailToDecide> mails, Func<MailToDecide, Known, Decided> decide) => throw new System.Diagnostics.UnreachableException();

    /// <summary>What is known of a mail's keys, now; writes nothing. For explain and dry runs.</summary>
    public Known LookUp(MailKeys keys) => throw new System.Diagnostics.UnreachableException();

    /// <summary>
    /// Decides a held mail again (an operator's choice, or a changed directory) and records the new outcome in place of the hold, once: a mail that is no
    /// longer held is left alone and answered <see cref="RecordedAs.Unchanged"/>. Who did it is kept.
    /// </summary>
    public Recorded Redecide(MailId mail, MailToDecide read, Func<MailToDecide, Known, Decided> decide, string by) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Settles a held mail as ignored.dismissed; who and why are kept, and so are the octets.</summary>
    public bool Dismiss(MailId mail, string by, string why) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>A delivery that was read, ready to be decided. <see cref="Failure"/> is set when it could not be read; then the rest is empty.</summary>
public sealed record MailToDecide(Delivery Delivery, MailEnvelope Envelope, MailContent Content, MailKeys Keys)
{
    /// <summary>Why it could not be read: the mail is held with this reason; null for a mail that was read.</summary>
    public Decision.Hold? Failure { get; init; }
}

/// <summary>What was committed for one delivery.</summary>
public sealed record Recorded(DeliveryId Delivery, MailId Mail, RecordedAs As, Decided Decided)
{
    /// <summary>The touchpoints that were made, or the thread of the reply or event.</summary>
    public IReadOnlyList<TouchpointId> Touchpoints { get; init; } = [];

    /// <summary>The accounts of <see cref="Touchpoints"/>, in the same order.</summary>
    public IReadOnlyList<AccountId> Accounts { get; init; } = [];
}

/// <summary>How it was committed.</summary>
public enum RecordedAs
{
    /// <summary>Rows of its own.</summary>
    New,

    /// <summary>A further delivery of a known mail.</summary>
    Duplicate,

    /// <summary>Was settled before; nothing was written.</summary>
    Unchanged,
}
