using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Touchpoints.Threading;

/// <summary>Notices of Amazon's mail service, one JSON object in a plain text mail: a bounce, a complaint or a delivery.</summary>
internal static class AmazonNotices
{
    private const int MostHead = 2000;
    private static readonly SearchValues<string> Types = SearchValues.Create(["notificationType", "eventType"], StringComparison.Ordinal);

    /// <summary>The reading of a notice, or null for every other mail.</summary>
    public static MachineReading? Read(MailEnvelope envelope, MailContent content)
    {
        var text = content.Text?.TrimStart() ?? "";
        var end = text.LastIndexOf('}');
        if (!text.StartsWith('{') || end < 0 || !text.AsSpan(0, Math.Min(text.Length, MostHead)).ContainsAny(Types))
        {
            return null;
        }

        try
        {
            using var notice = Parse(text[..(end + 1)]);

            // Sent through its notification service, the notice is a string in a wrapper.
            using var inner = Text(notice.RootElement, "Message") is { Length: > 0 } message ? Parse(message) : null;
            return Read(envelope, (inner ?? notice).RootElement);
        }
        catch (JsonException)
        {
            return null; // no notice after all
        }
    }

    private static JsonDocument Parse(string text) => JsonDocument.Parse(Encoding.UTF8.GetBytes(Unwrapped(text)), new JsonDocumentOptions { MaxDepth = 32 });

    private static MachineReading? Read(MailEnvelope envelope, JsonElement notice)
    {
        var type = Text(notice, "notificationType") is { Length: > 0 } named ? named : Text(notice, "eventType");
        var (kind, rule, name, list) = type switch
        {
            "Bounce" => ("bounce", "M2", "bounce", "bouncedRecipients"),
            "Complaint" => ("complaint", "M4", "complaint", "complainedRecipients"),
            "Delivery" => ("delivered", "M2", "delivery", "recipients"),
            _ => ("", "", "", ""),
        };
        if (kind.Length == 0 || !notice.TryGetProperty(name, out var body) || body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var permanence = kind == "delivered" ? "delivered" : Text(body, "bounceType") == "Transient" ? "soft" : kind == "bounce" ? "hard" : "";
        var recipients = body.TryGetProperty(list, out var people) && people.ValueKind == JsonValueKind.Array ? people.EnumerateArray().ToList() : [];
        var id = notice.TryGetProperty("mail", out var mail) && mail.TryGetProperty("commonHeaders", out var headers) ? Text(headers, "messageId") : "";
        return new MachineReading(kind, rule, $"notificationType: {type}")
        {
            OriginalMessageId = Originals.Id(id),
            OriginalAddresses = [.. envelope.To.Select(a => a.Address)],
            Recipients = [.. recipients.Select(r => Recipient(r, body, permanence))],
        };
    }

    private static RecipientStatus Recipient(JsonElement recipient, JsonElement body, string permanence)
    {
        var isText = recipient.ValueKind == JsonValueKind.String;
        var diagnostic = isText ? Text(body, "smtpResponse") : Text(recipient, "diagnosticCode");
        var status = isText ? "" : Text(recipient, "status");
        return new RecipientStatus(
            isText ? recipient.GetString() ?? "" : Text(recipient, "emailAddress"),
            isText ? "delivered" : Text(recipient, "action"),
            status.Length > 0 ? status : StatusCodes.First(diagnostic) ?? "",
            diagnostic,
            permanence);
    }

    private static string Text(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    // A line break inside the object was put there on the way; JSON allows none inside a string.
    private static string Unwrapped(string text) => text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
