namespace Touchpoints.Threading;

/// <summary>Delivery reports that say what became of each recipient in fields (RFC 3464).</summary>
internal static class DeliveryReports
{
    /// <summary>M1: a bounce or a notice of delivery, or null when the mail holds no report part.</summary>
    public static MachineReading? Read(MailEnvelope envelope, MailContent content)
    {
        var parts = content.Parts.Where(p => p.MediaType is "message/delivery-status" or "message/global-delivery-status").ToList();
        var isReport = content.MediaType == "multipart/report" && content.ReportType == "delivery-status";
        if ((parts.Count == 0 && !isReport) || IsPassedOn(envelope, content))
        {
            return null;
        }

        var recipients = parts.SelectMany(p => Recipients(p.Text ?? "")).ToList();
        if (recipients.Exists(r => r.Diagnostic.Length == 0 && r.Status.EndsWith(".0.0", StringComparison.Ordinal)))
        {
            // "5.0.0" and no more: the cause stands in the words for people.
            var lines = BounceText.Lines(content);
            recipients = [.. recipients.Select(r => BounceText.InWords(lines, r))];
        }
        if (recipients.Count == 0)
        {
            // A report whose part is missing or empty still says it in words.
            recipients = BounceText.Recipients(envelope, content);
        }

        return new MachineReading(Kind(recipients), "M1", parts.Count > 0 ? "message/delivery-status" : "report-type=delivery-status")
        {
            Recipients = recipients,
            OriginalMessageId = Originals.MessageIdOf(content),
            OriginalAddresses = Originals.Addresses(envelope, content),
        };
    }

    /// <summary>
    /// Whether a person forwards a report whose parts the client took apart, as Apple Mail does: the report is no longer the mail's own form, and the subject says so.
    /// </summary>
    public static bool IsPassedOn(MailEnvelope envelope, MailContent content)
        => content.MediaType != "multipart/report" && SubjectPrefixes.IsForward(envelope.Subject) && !envelope.HasNullReversePath && BounceSigns.Sender(envelope) != SenderSign.Program;

    /// <summary>"delivered" when all of them were reached, else "bounce".</summary>
    public static string Kind(List<RecipientStatus> recipients)
        => recipients.Count > 0 && recipients.TrueForAll(r => r.Permanence is "delivered" or "relayed") ? "delivered" : "bounce";

    /// <summary>The recipients of a text of report fields; empty when it has none.</summary>
    public static IEnumerable<RecipientStatus> Recipients(string text) => ReportFields.Groups(text).Select(Recipient).OfType<RecipientStatus>();

    private static RecipientStatus? Recipient(ReportFields fields)
    {
        var address = Address(fields);
        var action = Word(fields["Action"]);
        if (address.Length == 0 && action.Length == 0 && fields["Status"].Length == 0)
        {
            return null; // the first group, about the whole message
        }

        var diagnostic = fields.Untyped("Diagnostic-Code");
        var status = StatusCodes.Sharper(StatusCodes.First(fields["Status"]) ?? "", StatusCodes.Said(diagnostic));
        return address.Length == 0 && status.Length == 0 ? null : new RecipientStatus(address, action, status, diagnostic, Permanence(action, status));
    }

    // RFC 3464 §2.3.2: Final-Recipient is always there; one that is no address (a local name) gives way to the one the sender used.
    private static string Address(ReportFields fields)
    {
        foreach (var name in (ReadOnlySpan<string>)["Final-Recipient", "Original-Recipient", "X-Actual-Recipient", "X-Failed-Recipient"])
        {
            var value = fields.Untyped(name);
            if (BounceText.FirstAddress(value) is { } address)
            {
                return address;
            }
        }

        return "";
    }

    private static string Word(string value)
    {
        var end = value.AsSpan().IndexOfAny(" \t(;");
        return (end < 0 ? value : value[..end]).Trim().ToLowerInvariant();
    }

    private static string Permanence(string action, string status) => action switch
    {
        "delayed" => "delayed",
        "relayed" or "expanded" => "relayed",
        "delivered" => "delivered",
        _ => status.StartsWith('4') ? "soft" : status.StartsWith('2') ? "delivered" : "hard",
    };
}
