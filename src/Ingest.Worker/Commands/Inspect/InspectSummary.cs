using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>An inspected mail as a person reads it.</summary>
internal static class InspectSummary
{
    public static void Write(TextWriter output, InspectedMail mail)
    {
        output.WriteLine($"{mail.File}");
        if (mail.Error.Length > 0)
        {
            output.WriteLine($"  error        {mail.Error}");
            return;
        }

        var (envelope, machine) = (mail.Envelope, mail.Machine);
        Line(output, "from", People(envelope.From));
        Line(output, "to", People(envelope.To));
        Line(output, "cc", People(envelope.Cc));
        Line(output, "delivered to", string.Join(", ", envelope.OwnAddressEvidence.Select(e => $"{e.Address} ({e.Field})").Distinct()));
        Line(output, "subject", envelope.Subject);
        Line(output, "date", envelope.Date is { } date ? JsonLine.Rfc3339(date) : envelope.DateRaw.Length > 0 ? $"cannot be read: {envelope.DateRaw}" : "none");
        Line(output, "id", envelope.MessageId?.Value ?? "none");
        Line(output, "kind", machine.Evidence.Length > 0 ? $"{machine.Kind} ({machine.Rule}: {machine.Evidence})" : machine.Kind);
        Line(output, "forward", mail.Forward is { } forward ? $"{forward.Form}, of {People(forward.From)}, \"{forward.Subject}\"" : "");
        Line(output, "new words", mail.Text.Reply.Length > 0 ? mail.Text.Reply : "(no text)");
        foreach (var part in mail.Content.Parts.Where(p => p.IsAttachment))
        {
            Line(output, part.IsInline ? "inline" : "attachment", $"{(part.Name.Length > 0 ? part.Name : "(no name)")}, {part.MediaType}, {part.DecodedOctets} octets");
        }

        foreach (var signature in mail.Dkim)
        {
            Line(output, "dkim", $"{signature.Result}, {signature.Domain} ({signature.Selector}){Because(signature.Reason)}");
        }

        Line(output, "arc", mail.Arc is { } arc ? arc.Result + Because(arc.Reason) : "");
        Line(output, "defects", string.Join(", ", mail.Defects));
        output.WriteLine();
    }

    private static string Because(string reason) => reason.Length > 0 ? $": {reason}" : "";

    private static void Line(TextWriter output, string name, string value)
    {
        if (value.Length > 0)
        {
            output.WriteLine($"  {name,-13}{Plain.Text(value).Replace("\n", "\n" + new string(' ', 15), StringComparison.Ordinal)}");
        }
    }

    private static string People(IEnumerable<MailAddress> people)
        => string.Join(", ", people.Select(p => p.DisplayName.Length > 0 ? $"{p.DisplayName} <{p.Address}>" : p.Address));
}
