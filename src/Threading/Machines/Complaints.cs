namespace Touchpoints.Threading;

/// <summary>Feedback reports (RFC 5965): a recipient marked our mail as spam.</summary>
internal static class Complaints
{
    /// <summary>M4: a complaint, or null.</summary>
    public static MachineReading? Read(MailEnvelope envelope, MailContent content)
    {
        var part = content.Parts.FirstOrDefault(p => p.MediaType == "message/feedback-report");
        var isReport = part is not null || (content.MediaType == "multipart/report" && content.ReportType == "feedback-report");

        // Microsoft's junk mail reports have no report part: the returned mail alone, with the complaining recipient in a field of its own.
        var recipient = content.Parts.Select(p => p.Nested?.Envelope.Field("X-HmXmrOriginalRecipient")).FirstOrDefault(x => x is not null);
        if (!isReport && recipient is null)
        {
            return null;
        }

        var fields = ReportFields.Groups(part?.Text ?? "").FirstOrDefault() ?? ReportFields.None;
        var type = fields["Feedback-Type"];
        return new MachineReading("complaint", "M4", isReport ? $"feedback report{(type.Length > 0 ? ": " + type : "")}" : "X-HmXmrOriginalRecipient in the returned mail")
        {
            OriginalMessageId = Originals.MessageIdOf(content),
            OriginalAddresses = Originals.Addresses(envelope, content),
            Recipients = [.. People.Read(recipient ?? fields["Original-Rcpt-To"]).Where(a => a.Address.Length > 0).Select(a => new RecipientStatus(a.Address, "", "", type, ""))],
        };
    }
}
