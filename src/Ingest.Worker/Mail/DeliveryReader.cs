using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The one place where Touchpoints.Mail's types become Touchpoints.Threading's.</summary>
internal static class DeliveryReader
{
    private static readonly MailEnvelope s_noEnvelope = new();
    private static readonly MailContent s_noContent = new();

    /// <summary>Reads a delivery's octets; never throws because of them. A mail that cannot be read has its <see cref="MailToDecide.Failure"/> set.</summary>
    public static MailToDecide Read(Delivery delivery, ReadOnlyMemory<byte> octets, Policy policy)
    {
        if (MailReader.Read(octets, MailLimits.Default) is not MailReading.Readable(var mail))
        {
            return Failed(delivery, HoldReason.Unparseable, "No mail can be seen in its octets. They are kept: look at the raw source.");
        }

        var (envelope, content) = Convert(mail, delivery.InternalDate);

        // Here, on the reading thread, and not within the transaction that asks for it.
        content = content with { Shown = ReplyText.Of(content) };
        return new MailToDecide(delivery, envelope, content, Known.KeysFor(envelope, content, policy));
    }

    /// <summary>A delivery that is held without being read; its octets are kept.</summary>
    public static MailToDecide Failed(Delivery delivery, HoldReason reason, string evidence)
    {
        // Without a reading the mail is known by its octets alone; two unreadable mails are the same mail when their octets are.
        var envelope = s_noEnvelope with { ReceivedAt = delivery.InternalDate };
        var keys = new MailKeys { ContentHash = delivery.Sha256, TextHash = delivery.Sha256, ReceivedAt = delivery.InternalDate };
        return new MailToDecide(delivery, envelope, s_noContent, keys) { Failure = new Decision.Hold(reason, [], evidence) };
    }

    /// <summary>
    /// A delivery that is not read: the mail itself is its only file (behaviour.md B10). Of <paramref name="beginning"/> only the Message-ID is taken, by which answers find
    /// it (T3, T5).
    /// </summary>
    public static MailToDecide AsFile(Delivery delivery, ReadOnlyMemory<byte> beginning)
    {
        var file = new MailPart
        {
            MediaType = "message/rfc822",
            Name = "mail.eml",
            Start = 0,
            Length = delivery.Place.Length,
            DecodedOctets = delivery.Place.Length,
            Sha256 = delivery.Sha256,
        };
        var unread = Failed(delivery, HoldReason.Unparseable, "");
        var id = IdOf(beginning);
        return unread with
        {
            Failure = null,
            Envelope = unread.Envelope with { Subject = "A mail that was kept unread", MessageId = id },
            Content = new MailContent { Parts = [file] },
            Keys = unread.Keys with { MessageId = id },
        };
    }

    // A header that does not end within the limit of headers is none.
    private static MessageId? IdOf(ReadOnlyMemory<byte> beginning)
    {
        var (ends, bare) = (beginning.Span.IndexOf("\r\n\r\n"u8), beginning.Span.IndexOf("\n\n"u8));
        var end = ends < 0 || (bare >= 0 && bare < ends) ? bare : ends;
        return end > 0 && MailReader.Read(beginning[..end], MailLimits.Default) is MailReading.Readable({ MessageId: { } id }) ? new MessageId(id) : null;
    }

    /// <summary>The same without a delivery, for inspect.</summary>
    public static (MailEnvelope Envelope, MailContent Content) Convert(ReadMail mail, DateTimeOffset receivedAt)
        => (EnvelopeOf.Mail(mail, receivedAt), ContentOf.Mail(mail));
}
