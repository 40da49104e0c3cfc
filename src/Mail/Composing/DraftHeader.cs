using System.Collections.Frozen;
using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>The header of a draft, but for the fields of MIME.</summary>
internal static class DraftHeader
{
    // Each would stand twice, be at odds with what is written, or name those whom Bcc hides.
    private static readonly FrozenSet<string> s_own = FrozenSet.ToFrozenSet(
        ["From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Resent-Bcc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version"],
        StringComparer.OrdinalIgnoreCase);

    public static string Write(MailDraft draft)
    {
        var fields = new FieldWriter(draft.Utf8Headers);
        if (draft.From.Count == 0 || (draft.From.Count > 1 && draft.Sender is null))
        {
            throw new MailDraftException("From", "it needs one address, or several and a Sender (RFC 5322 §3.6.2).");
        }

        fields.Addresses("From", [.. draft.From.Select(a => (Recipient)a)]);
        fields.Addresses("Sender", draft.Sender is { } sender ? [sender] : []);
        fields.Addresses("Reply-To", draft.ReplyTo);
        fields.Addresses("To", draft.To);
        fields.Addresses("Cc", draft.Cc);
        if (draft.Subject is { } subject)
        {
            fields.Unstructured("Subject", subject, FieldWriter.LongestShownWord);
        }

        fields.Begin("Date");
        fields.Token(Date(draft.Date));
        fields.End();
        fields.Ids("Message-ID", [draft.MessageId]);
        fields.Ids("In-Reply-To", draft.InReplyTo);
        fields.Ids("References", draft.References);
        foreach (var field in draft.Fields)
        {
            fields.Unstructured(Name(field.Name), field.Value, FieldWriter.LongestWord);
        }

        return fields.ToString() + "MIME-Version: 1.0\r\n";
    }

    // RFC 5322 §3.3: "+0100", where .NET writes "+01:00".
    private static string Date(DateTimeOffset date) =>
        date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static string Name(string name)
    {
        if (name.Length is 0 or > 64 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
        {
            throw new MailDraftException("Fields", $"\"{FieldCheck.Shown(name)}\" is no name of a header field: 1 to 64 printable ASCII characters without a colon (RFC 5322 §2.2).");
        }

        return s_own.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            ? throw new MailDraftException("Fields", $"{name} cannot be a further field: it is written from the draft's own properties, or never.")
            : name;
    }
}
