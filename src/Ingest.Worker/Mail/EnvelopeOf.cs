using Touchpoints.Mail;
using Touchpoints.Threading;
using MailAddress = Touchpoints.Threading.MailAddress;

namespace Touchpoints.Ingest;

/// <summary>The header of a mail as decisions see it.</summary>
internal static class EnvelopeOf
{
    // B2.2: the order in which the way of delivery is asked for our own addresses; the fields of people follow.
    private static readonly string[] s_deliveryFields =
    [
        "X-Gm-Original-To", "X-Original-To", "Delivered-To", "X-Envelope-To", "Envelope-To", "X-Forwarded-To",
    ];

    public static MailEnvelope Mail(ReadMail mail, DateTimeOffset receivedAt)
    {
        var envelope = WithPeople(mail, receivedAt);
        envelope = envelope with
        {
            ResentFrom = Addresses(mail, envelope, "Resent-From"),
            ResentTo = Addresses(mail, envelope, "Resent-To"),
            ResentCc = Addresses(mail, envelope, "Resent-Cc"),
        };
        return envelope with { OwnAddressEvidence = Evidence(mail, envelope) };
    }

    /// <summary>For people to read: domains in the letters in which the mail has them.</summary>
    public static MailEnvelope AsWritten(MailEnvelope envelope, ReadMail mail) => envelope with
    {
        From = Written(mail.From),
        Sender = Written(mail.Sender).FirstOrDefault(),
        ReplyTo = Written(mail.ReplyTo),
        To = Written(mail.To),
        Cc = Written(mail.Cc),
        Bcc = Written(mail.Bcc),
    };

    private static MailAddress[] Written(IReadOnlyList<Touchpoints.Mail.MailAddress> addresses) => [.. addresses.Select(a => new MailAddress(a.Name, a.Address))];

    private static MailEnvelope WithPeople(ReadMail mail, DateTimeOffset receivedAt) => new()
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
        Date = mail.Date,
        DateRaw = mail.DateRaw,
        ReceivedAt = receivedAt.ToUniversalTime(),
        Fields = Fields(mail.Fields),
    };

    private static Threading.HeaderField[] Fields(IReadOnlyList<Touchpoints.Mail.HeaderField> read)
    {
        var fields = new Threading.HeaderField[read.Count];
        for (var at = 0; at < fields.Length; at++)
        {
            var field = read[at];
            fields[at] = new Threading.HeaderField(field.Name, field.Value);
        }

        return fields;
    }

    private static List<AddressEvidence> Evidence(ReadMail mail, MailEnvelope envelope)
    {
        var evidence = new List<AddressEvidence>();
        foreach (var field in s_deliveryFields)
        {
            Add(evidence, field, Addresses(mail, envelope, field));
        }

        Add(evidence, "Resent-To", envelope.ResentTo);
        Add(evidence, "Resent-Cc", envelope.ResentCc);
        Add(evidence, "To", envelope.To);
        Add(evidence, "Cc", envelope.Cc);
        Add(evidence, "Bcc", envelope.Bcc);

        // Only the topmost Received is our own server's; the others are what anybody wrote.
        if (envelope.Field("Received") is { } received && For(received) is { } recipient)
        {
            evidence.Add(new AddressEvidence("Received", recipient));
        }

        return evidence;
    }

    private static void Add(List<AddressEvidence> evidence, string field, IReadOnlyList<MailAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (address.Address.Length > 0)
            {
                evidence.Add(new AddressEvidence(field, address.Address));
            }
        }
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

    // Most mail has none of the fields that are asked for so; that is known without going through all of them again.
    private static MailAddress[] Addresses(ReadMail mail, MailEnvelope envelope, string field) => envelope.Field(field) is null ? [] : Addresses(mail.Addresses(field));

    private static MailAddress Address(Touchpoints.Mail.MailAddress address) => new(address.Name, WithALabels(address.Address));

    /// <summary>The domain in A-label form (RFC 5890 §2.3.2.1); one that has none stays as it came.</summary>
    private static string WithALabels(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 0 || System.Text.Ascii.IsValid(address.AsSpan(at)) ? address : AddressKey.WithALabels(address);
    }
}
