using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>A delivery that was committed, with what was read and how long reading, deciding and recording took; for log, metrics and the demo.</summary>
internal sealed record SettledMail(MailToDecide Read, Recorded Recorded, TimeSpan Took)
{
    /// <summary>The delivery.</summary>
    public Delivery Delivery => Read.Delivery;
}
