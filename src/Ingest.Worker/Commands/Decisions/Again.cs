using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Decides a stored mail once more, as if it came now, without its own traces in what is known; writes nothing.</summary>
internal static class Again
{
    public static (MailToDecide Mail, Decided Decided) Decide(Installation installation, Delivery delivery, MailId self)
    {
        using var octets = installation.Database.Octets.Read(delivery.Place);
        var mail = DeliveryReader.Read(delivery, octets.Memory, installation.Policy);
        var known = installation.Database.Recorder.LookUpAgain(self, mail.Keys);
        return (mail, HeldMail.Decide(mail, Before(known, self), installation.Policy));
    }

    /// <summary>
    /// Only mail that came before it: else it would be its own duplicate, or an answer to its answers. What the loop guard counted then is
    /// gone and counts as nothing.
    /// </summary>
    private static Known Before(Known known, MailId self) => known with
    {
        Mails = [.. known.Mails.Where(m => m.Id.Value < self.Value)],
        Recent = new RecentCounts(0, 0, 0),
    };
}
