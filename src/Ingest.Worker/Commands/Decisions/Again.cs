using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Decides stored mail once more, as if it came now and nothing that came after it had come; the account that a person chose for it stays chosen. Writes nothing.</summary>
internal static class Again
{
    // Deliveries that say something new are few.
    private const int MostDeliveries = 8;

    /// <summary>A stored mail, read and decided.</summary>
    public static (MailToDecide Mail, Decided Decided) Decide(Installation installation, StoredDecision was)
    {
        var mail = Read(installation, was);
        return (mail, HeldMail.Decide(mail, installation.Database.Replayer.LookUp(was, mail.Keys), installation.Policy));
    }

    /// <summary>What is different now, with the mail; null when nothing is.</summary>
    public static (MailToDecide Mail, Difference Difference)? Differs(Installation installation, StoredDecision was)
    {
        var (mail, decided) = Decide(installation, was);
        return Differences.Of(was, decided) is { } difference ? (mail, difference) : null;
    }

    /// <summary>The sentence for the list of recorded mail that would be decided differently; null for a mail that does not belong there.</summary>
    public static string? Because(Installation installation, StoredDecision was)
        => Differs(installation, was) is (_, { Kind: DifferenceKind.Moves or DifferenceKind.OnlyTold } difference) ? DecisionSentence.Of(difference.Now, installation.Database) : null;

    /// <summary>A stored mail as it is decided: with what its further deliveries say of its way, and unread where a person chose so.</summary>
    public static MailToDecide Read(Installation installation, StoredDecision was)
    {
        var mail = was.Choice is { AsFile: true } ? AsFile(installation, was.Delivery) : Read(installation, was.Delivery);
        var envelope = mail.Envelope;
        foreach (var place in mail.Failure is null && was.Choice is not { AsFile: true } ? was.Joining.Take(MostDeliveries) : [])
        {
            if (Read(installation, was.Delivery with { Place = place }) is { Failure: null } further)
            {
                envelope = envelope.JoinedWith(further.Envelope);
            }
        }

        return ReferenceEquals(envelope, mail.Envelope) ? mail : mail with { Envelope = envelope, Keys = Known.KeysFor(envelope, mail.Content, installation.Policy) };
    }

    private static MailToDecide AsFile(Installation installation, Delivery delivery)
    {
        var beginning = new byte[Math.Min(delivery.Place.Length, MailLimits.Default.PartHeaderOctets)];
        using var octets = installation.Database.Octets.Open(delivery.Place, 0, beginning.Length);
        octets.ReadExactly(beginning);
        return DeliveryReader.AsFile(delivery, beginning);
    }

    private static MailToDecide Read(Installation installation, Delivery delivery)
    {
        using var octets = installation.Database.Octets.Read(delivery.Place);
        return DeliveryReader.Read(delivery, octets.Memory, installation.Policy);
    }
}
