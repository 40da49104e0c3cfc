using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Decides stored mail once more, as if it came now and nothing that came after it had come; the account that a person chose for it stays chosen. Writes nothing.</summary>
internal static class Again
{
    /// <summary>A stored mail, read and decided.</summary>
    public static (MailToDecide Mail, Decided Decided) Decide(Installation installation, StoredDecision was)
    {
        var mail = Read(installation, was.Delivery);
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

    public static MailToDecide Read(Installation installation, Delivery delivery)
    {
        using var octets = installation.Database.Octets.Read(delivery.Place);
        return DeliveryReader.Read(delivery, octets.Memory, installation.Policy);
    }
}
