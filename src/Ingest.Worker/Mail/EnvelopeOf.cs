using System.Globalization;
using Touchpoints.Mail;
using Touchpoints.Threading;
using MailAddress = Touchpoints.Threading.MailAddress;

namespace Touchpoints.Ingest;

/// <summary>The header of a mail as decisions see it.</summary>
internal static class EnvelopeOf
{
    // B2.2: the order in which the way of delivery is asked for our own addresses.
    private static readonly string[] s_evidenceFields =
    [
        "X-Gm-Original-To", "X-Original-To", "Delivered-To", "X-Envelope-To", "Envelope-To", "X-Forwarded-To", "Resent-To", "Resent-Cc", "To", "Cc", "Bcc",
    ];

    private static readonly IdnMapping s_idn = new();

    public static MailEnvelope Mail(ReadMail mail, DateTimeOffset receivedAt) => new()
    {
        MessageId = mail.MessageId is { } id ? new MessageId(id) : null,
        InReplyTo = Ids(mail.InReplyTo),
        References = Ids(mail.References),
        Subject = mail.Subject ?? "",
        From = Addresses(mail.From),
        Sender = mail.Sender.Count > 0 ? Address(mail.Sender[0]) : null,
        ReplyTo = Addresses(mail.ReplyTo),
        To = Addresses(mail.To),
        Cc = Addresses(mail.Cc),
        Bcc = Addresses(mail.Bcc),
        ResentFrom = Addresses(mail.Addresses("Resent-From")),
        ResentTo = Addresses(mail.Addresses("Resent-To")),
        ResentCc = Addresses(mail.Addresses("Resent-Cc")),
        Date = mail.Date,
        DateRaw = mail.DateRaw,
        ReceivedAt = receivedAt.ToUniversalTime(),
        OwnAddressEvidence = Evidence(mail),
        Fields = mail.Fields.Select(f => new Threading.HeaderField(f.Name, f.Value)).ToArray(),
    };

    private static List<AddressEvidence> Evidence(ReadMail mail)
    {
        var evidence = new List<AddressEvidence>();
        foreach (var field in s_evidenceFields)
        {
            foreach (var address in mail.Addresses(field))
            {
                if (address.Address.Length > 0)
                {
                    evidence.Add(new AddressEvidence(field, Address(address).Address));
                }
            }
        }

        // Only the topmost Received is our own server's; the others are what anybody wrote.
        if (mail.Fields.FirstOrDefault(f => f.Name.Equals("Received", StringComparison.OrdinalIgnoreCase)) is { } received && For(received.Value) is { } recipient)
        {
            evidence.Add(new AddressEvidence("Received", recipient));
        }

        return evidence;
    }

    /// <summary>The address of the "for" clause (RFC 5321 §4.4), or null.</summary>
    private static string? For(string received)
    {
        var clauses = received.AsSpan();
        var end = clauses.IndexOf(';');
        clauses = end < 0 ? clauses : clauses[..end];
        var at = clauses.LastIndexOf(" for ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var word = clauses[(at + 5)..].TrimStart();
        var blank = word.IndexOf(' ');
        var address = (blank < 0 ? word : word[..blank]).Trim("<>()");
        return address.Contains('@') ? address.ToString() : null;
    }

    private static MessageId[] Ids(IReadOnlyList<string> ids) => ids.Count == 0 ? [] : [.. ids.Select(i => new MessageId(i))];

    private static MailAddress[] Addresses(IReadOnlyList<Touchpoints.Mail.MailAddress> addresses) => addresses.Count == 0 ? [] : [.. addresses.Select(Address)];

    private static MailAddress Address(Touchpoints.Mail.MailAddress address) => new(address.Name, WithALabels(address.Address));

    /// <summary>The domain in A-label form (RFC 5890 §2.3.2.1); one that has none stays as it came.</summary>
    private static string WithALabels(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0 || System.Text.Ascii.IsValid(address.AsSpan(at)))
        {
            return address;
        }

        try
        {
            return string.Concat(address.AsSpan(0, at + 1), s_idn.GetAscii(address, at + 1));
        }
        catch (ArgumentException)
        {
            return address;
        }
    }
}
