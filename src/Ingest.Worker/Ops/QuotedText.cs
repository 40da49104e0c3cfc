using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What a mail quotes is kept in its octets alone: it is read from them when somebody looks at the mail.</summary>
internal static class QuotedText
{
    /// <summary>The stored text with what the mail quotes below it; without, where the octets do not say the same or cannot be had.</summary>
    public static ShownText Below(MailDetail mail, OpsContext ops)
    {
        try
        {
            using var octets = ops.Database.Octets.Read(mail.Place);
            var read = DeliveryReader.Read(HeldMail.DeliveryOf(mail), octets.Memory, ops.Policy);

            // Of a forward the forwarded text is stored; what its octets quote is that very text.
            return read.Content.Shown is { } shown && shown.Reply.StartsWith(mail.Text.Reply, StringComparison.Ordinal)
                ? mail.Text with { Quoted = shown.Quoted }
                : mail.Text;
        }
        catch (StoreException)
        {
            // The status page says that octets are missing; what the database has is shown all the same.
            return mail.Text;
        }
    }
}
