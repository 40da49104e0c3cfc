using System.Text.Json;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>A touchpoint with its thread as one JSON object.</summary>
internal static class ExportText
{
    public static void Write(Utf8JsonWriter json, ExportedTouchpoint exported, ReportedNumber show)
    {
        var item = exported.Item;
        json.WriteNumber("touchpoint", item.Id.Value);
        json.WriteString("account", exported.AccountKey);
        json.WriteString("flow", exported.Flow);
        json.WriteString("kind", item.Kind);
        json.WriteString("direction", item.Direction);
        json.WriteString("author", item.Author);
        json.WriteString("subject", item.Subject);
        json.WriteTime("occurredAt", item.OccurredAt);
        json.WriteString("text", item.Text);
        WriteMail(json, item.Mail?.Value);
        json.WriteStrings("flags", item.Flags);
        json.WriteStartObject("counted");
        json.WriteNumbers(show, item.CountsAsTouch ? 1 : 0, item.Replies.Count(reply => reply.CountsAsTouch));
        json.WriteEndObject();
        json.WriteObjects("participants", item.Participants, p =>
        {
            json.WriteString("name", p.Name);
            json.WriteString("address", p.Address);
            json.WriteString("role", p.Role);
            json.WriteString("side", DecisionText.Kebab(p.Side.ToString()));
        });
        json.WriteObjects("attachments", item.Attachments, a => WriteAttachment(json, a));
        json.WriteObjects("replies", item.Replies, r =>
        {
            json.WriteString("kind", r.Kind);
            json.WriteString("direction", r.Direction);
            json.WriteString("author", r.Author);
            json.WriteTime("occurredAt", r.OccurredAt);
            json.WriteString("text", r.Text);
            WriteMail(json, r.Mail?.Value);
            json.WriteStrings("flags", r.Flags);
            json.WriteObjects("attachments", r.Attachments, a => WriteAttachment(json, a));
        });
    }

    public static void WriteAttachment(Utf8JsonWriter json, AttachmentRow attachment)
    {
        json.WriteNumber("attachment", attachment.Id);
        json.WriteString("name", attachment.Name);
        json.WriteString("mediaType", attachment.MediaType);
        json.WriteNumber("octets", attachment.DecodedOctets);
        json.WriteString("sha256", attachment.Sha256);
        json.WriteBoolean("inline", attachment.IsInline);
        json.WriteBoolean("hidden", attachment.IsAsset || attachment.IsHidden);
    }

    private static void WriteMail(Utf8JsonWriter json, long? mail)
    {
        if (mail is { } id)
        {
            json.WriteNumber("mail", id);
        }
        else
        {
            json.WriteNull("mail");
        }
    }
}
