using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Deliveries that go through READ, RECORD and TELL together, and the lease that gives the right to them.</summary>
internal sealed class Batch(Lease lease, IReadOnlyList<Delivery> deliveries)
{
    public Lease Lease { get; } = lease;

    public IReadOnlyList<Delivery> Deliveries { get; } = deliveries;

    /// <summary>What READ made of each; null while it is not read.</summary>
    public MailToDecide[] Mails { get; } = new MailToDecide[deliveries.Count];

    public TimeSpan[] ReadTook { get; } = new TimeSpan[deliveries.Count];

    /// <summary>Ends when everything of it is told of, or left in the ledger.</summary>
    public TaskCompletionSource Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One of its mails, read already, as a batch of its own.</summary>
    public Batch Alone(int index)
    {
        var alone = new Batch(Lease, [Deliveries[index]]);
        (alone.Mails[0], alone.ReadTook[0]) = (Mails[index], ReadTook[index]);
        return alone;
    }
}
