namespace Touchpoints.Threading;

/// <summary>Tells machine mail from people's mail by evidence, first hit wins (behaviour.md B2.1).</summary>
public static class MachineMail
{
    /// <summary>Total: every mail gets a reading; a person's is "normal", or "list" when it came through a list.</summary>
    public static MachineReading Read(MailEnvelope envelope, MailContent content)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        if (content.MediaType == "multipart/report" && content.ReportType == "delivery-status")
        {
            return new MachineReading("bounce", "M1", "multipart/report; report-type=delivery-status");
        }

        // RFC 3834 §5.1: the keyword ends at a parameter or a comment.
        if (envelope.Field("Auto-Submitted")?.Split(';', '(')[0].Trim() is { Length: > 0 } auto
            && !auto.Equals("no", StringComparison.OrdinalIgnoreCase))
        {
            return new MachineReading("auto-reply", "M8", $"Auto-Submitted: {auto}");
        }

        return envelope.Field("List-Id") is { } list
            ? new MachineReading("list", "M12", $"List-Id: {list}")
            : new MachineReading("normal", "", "");
    }
}
