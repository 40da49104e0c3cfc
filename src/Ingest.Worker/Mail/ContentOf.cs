using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The parts of a mail as decisions see them.</summary>
internal static class ContentOf
{
    // B6.1 W1: at most 50 attached originals are looked at; three levels down nobody forwards on purpose any more.
    private const int MaxNestedMails = 50;
    private const int MaxNestedDepth = 3;
    private const int MaxReportCharacters = 256 * 1024;

    // B9: what stands in the place of words that nobody here can read.
    private const string EncryptedNote = "(This mail is encrypted. Its words can be read only in the recipient's mail program; the encrypted part is kept.)";

    public static MailContent Mail(ReadMail mail) => Mail(mail, depth: 0);

    private static MailContent Mail(ReadMail mail, int depth)
    {
        var isEncrypted = mail.Protection.HasFlag(MailProtection.Encryption);
        var root = mail.Parts.Count > 0 ? mail.Parts[0] : null;
        return new MailContent
        {
            Text = isEncrypted && string.IsNullOrWhiteSpace(mail.Text) && string.IsNullOrWhiteSpace(mail.Html) ? EncryptedNote : mail.Text,
            Html = mail.Html,
            Calendar = CalendarOf.Mail(mail),
            IsSigned = mail.Protection.HasFlag(MailProtection.Signature),
            IsEncrypted = isEncrypted,
            MediaType = root?.MediaType ?? "text/plain",
            ReportType = root is { MediaType: "multipart/report" } && root.Parameters.TryGetValue("report-type", out var type) ? type.ToLowerInvariant() : "",
            Parts = Parts(mail, depth),
            Defects = mail.Defects,
        };
    }

    private static List<MailPart> Parts(ReadMail mail, int depth)
    {
        var parts = new List<MailPart>(mail.Parts.Count);
        var names = new SafeNames();
        var nested = 0;
        foreach (var part in mail.Parts)
        {
            if (part.IsContainer)
            {
                continue;
            }

            var looksInside = IsMail(part.MediaType) && depth < MaxNestedDepth && ++nested <= MaxNestedMails;
            var name = SafeNames.Of(part.FileName);
            parts.Add(Part(part, looksInside ? Nested(part, depth + 1) : null) with { Name = names.Next(name), SentName = name });
        }

        return parts;
    }

    private static MailPart Part(MimePart part, NestedMail? nested)
    {
        var digest = part.Digest();
        return new MailPart
        {
            MediaType = part.MediaType,
            IsBody = part.IsBody,
            IsHidden = part.IsHidden,
            IsReplaced = part.IsReplaced,
            IsInline = part.IsInline,
            ContentId = part.ContentId,
            Start = part.Start,
            Length = part.Length,
            TransferEncoding = part.Coding,
            DecodedOctets = digest.Octets,
            Sha256 = digest.Sha256,
            Text = RulesRead(part.MediaType) ? part.DecodeText(MaxReportCharacters) : null,
            Nested = nested,
        };
    }

    private static NestedMail? Nested(MimePart part, int depth)
        => part.Nested is { } mail ? new NestedMail(EnvelopeOf.Mail(mail, mail.Date ?? default), Mail(mail, depth)) : null;

    private static bool IsMail(string mediaType) => mediaType is "message/rfc822" or "message/global";

    private static bool RulesRead(string mediaType) => mediaType
        is "message/delivery-status" or "message/global-delivery-status" or "message/disposition-notification" or "message/feedback-report"
        or "text/rfc822-headers" or "message/global-headers";
}
