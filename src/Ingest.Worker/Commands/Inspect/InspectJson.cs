using System.Text.Json;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>An inspected mail as one JSON object; the fields and their order are those of docs/inspect.md.</summary>
internal static class InspectJson
{
    public static void Write(Utf8JsonWriter json, InspectedMail mail)
    {
        json.WriteString("file", mail.File);
        if (mail.Error.Length > 0)
        {
            json.WriteString("error", mail.Error);
            return;
        }

        json.WriteString("sha256", mail.Sha256);
        json.WriteNumber("octets", mail.Octets);
        json.WriteNumber("milliseconds", Math.Round(mail.Took.TotalMilliseconds, 2));
        WriteHeader(json, mail.Envelope);
        json.WriteString("text", mail.Content.Text);
        json.WriteString("html", mail.Content.Html);
        json.WriteString("reply", mail.Text.Reply);
        json.WriteString("signature", mail.Text.Signature);
        json.WriteString("quoted", mail.Text.Quoted);
        WriteMachine(json, mail.Machine);
        WriteForward(json, mail.Forward);
        WriteCalendar(json, mail.Machine.Calendar);
        WriteAttachments(json, mail.Content);

        WriteSignatures(json, mail);
        json.WriteStrings("defects", mail.Defects);
    }

    private static void WriteHeader(Utf8JsonWriter json, MailEnvelope envelope)
    {
        json.WriteString("messageId", envelope.MessageId?.Value);
        json.WriteStrings("inReplyTo", envelope.InReplyTo.Select(i => i.Value));
        json.WriteStrings("references", envelope.References.Select(i => i.Value));
        json.WriteString("subject", envelope.Subject);
        WriteAddresses(json, "from", envelope.From);
        WriteAddresses(json, "sender", envelope.Sender is { } sender ? [sender] : []);
        WriteAddresses(json, "replyTo", envelope.ReplyTo);
        WriteAddresses(json, "to", envelope.To);
        WriteAddresses(json, "cc", envelope.Cc);
        WriteAddresses(json, "bcc", envelope.Bcc);
        json.WriteStrings("deliveredTo", envelope.OwnAddressEvidence.Select(e => e.Address));
        json.WriteTime("date", envelope.Date);
    }

    private static void WriteAddresses(Utf8JsonWriter json, string name, IEnumerable<MailAddress> addresses) => json.WriteObjects(name, addresses, a =>
    {
        json.WriteString("name", a.DisplayName);
        json.WriteString("address", a.Address);
    });

    private static void WriteMachine(Utf8JsonWriter json, MachineReading machine)
    {
        json.WriteString("kind", machine.Kind);
        if (machine.Kind is "bounce" or "delivered")
        {
            json.WriteStartObject("bounce");
            json.WriteObjects("recipients", machine.Recipients, r =>
            {
                json.WriteString("address", r.Address);
                json.WriteString("action", r.Action);
                json.WriteString("status", r.Status);
                json.WriteString("diagnostic", r.Diagnostic);
                json.WriteString("permanence", r.Permanence);
            });
            json.WriteString("originalMessageId", machine.OriginalMessageId?.Value);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("bounce");
        }

        if (machine.Kind == "auto-reply")
        {
            json.WriteStartObject("autoReply");
            json.WriteString("until", machine.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("autoReply");
        }
    }

    private static void WriteForward(Utf8JsonWriter json, ForwardReading? forward)
    {
        if (forward is null)
        {
            json.WriteNull("forward");
            return;
        }

        json.WriteStartObject("forward");
        json.WriteString("form", forward.Form);
        json.WriteString("note", forward.Note);
        WriteAddresses(json, "from", forward.From);
        WriteAddresses(json, "to", forward.To);
        WriteAddresses(json, "cc", forward.Cc);
        json.WriteString("subject", forward.Subject);
        json.WriteTime("date", forward.Date);
        json.WriteString("dateRaw", forward.DateRaw);
        json.WriteString("body", forward.Body);
        json.WriteEndObject();
    }

    private static void WriteCalendar(Utf8JsonWriter json, CalendarReading? calendar)
    {
        if (calendar is null)
        {
            json.WriteNull("calendar");
            return;
        }

        json.WriteStartObject("calendar");
        json.WriteString("method", calendar.Method);
        json.WriteString("uid", calendar.Uid);
        json.WriteNumber("sequence", calendar.Sequence);
        if (calendar.IsAllDay)
        {
            json.WriteString("start", Day(calendar.Start));
            json.WriteString("end", Day(calendar.End));
        }
        else
        {
            json.WriteTime("start", calendar.Start);
            json.WriteTime("end", calendar.End);
        }

        json.WriteString("summary", calendar.Summary);
        json.WriteString("organizer", calendar.Organizer);
        json.WriteObjects("attendees", calendar.Attendees, a =>
        {
            json.WriteString("address", a.Address);
            json.WriteString("status", a.Status);
        });
        json.WriteEndObject();
    }

    private static string? Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static void WriteSignatures(Utf8JsonWriter json, InspectedMail mail)
    {
        json.WriteObjects("dkim", mail.Dkim, d =>
        {
            json.WriteString("domain", d.Domain);
            json.WriteString("selector", d.Selector);
            json.WriteString("result", d.Result);
            json.WriteString("reason", d.Reason);
        });
        if (mail.Arc is not { } arc)
        {
            json.WriteNull("arc");
            return;
        }

        json.WriteStartObject("arc");
        json.WriteString("result", arc.Result);
        json.WriteString("reason", arc.Reason);
        json.WriteEndObject();
    }

    private static void WriteAttachments(Utf8JsonWriter json, MailContent content) => json.WriteObjects("attachments", content.Parts.Where(p => p.IsAttachment), p =>
    {
        json.WriteString("name", p.SentName);
        json.WriteString("contentType", p.MediaType);
        json.WriteNumber("octets", p.DecodedOctets);
        json.WriteString("sha256", Convert.ToHexStringLower(p.Sha256.Span));
        json.WriteBoolean("inline", p.IsInline);
        json.WriteString("contentId", p.ContentId);
    });
}
