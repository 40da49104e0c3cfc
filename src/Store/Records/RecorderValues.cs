using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>A delivery that was read, ready to be decided. <see cref="Failure"/> is set when it could not be read; then the rest is empty.</summary>
public sealed record MailToDecide(Delivery Delivery, MailEnvelope Envelope, MailContent Content, MailKeys Keys)
{
    /// <summary>What it is found by.</summary>
    public MailKeys Keys
    {
        get;
        init
        {
            field = value;
            Hashes = new KeyHashes(value);
        }
    } = Keys;

    /// <summary>Why it could not be read: the mail is held with this reason, and nobody is asked; null for a mail that was read.</summary>
    public Decision.Hold? Failure { get; init; }

    internal KeyHashes Hashes { get; private init; } = new(Keys);
}

/// <summary>What was committed for one delivery.</summary>
public sealed record Recorded(DeliveryId Delivery, MailId Mail, RecordedAs As, Decided Decided)
{
    /// <summary>The touchpoints that were made, or the thread of the reply or event; for a duplicate those of the known mail.</summary>
    public IReadOnlyList<TouchpointId> Touchpoints { get; init; } = [];

    /// <summary>The accounts of <see cref="Touchpoints"/>, in the same order.</summary>
    public IReadOnlyList<AccountId> Accounts { get; init; } = [];

    /// <summary>A further delivery of a mail that is held: it is to be decided again with what this one says (<see cref="Recorder.Joined"/>).</summary>
    public bool JoinsHeld { get; init; }
}

/// <summary>A further delivery of a mail that is held.</summary>
public sealed record JoinedDelivery(MailId Mail, DeliveryId Delivery);

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
