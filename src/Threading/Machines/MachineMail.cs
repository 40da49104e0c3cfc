namespace Touchpoints.Threading;

/// <summary>Tells machine mail from people's mail by evidence, first hit wins (behaviour.md B2.1).</summary>
public static class MachineMail
{
    private static readonly string[] ListFields = ["List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List", "X-Mailing-List", "X-BeenThere", "X-Mailman-Version"];

    private static readonly Func<MailEnvelope, MailContent, MachineReading?>[] Rules =
    [
        DeliveryReports.Read, // M1
        AmazonNotices.Read, // M2, M4 in JSON
        FreeTextBounces.Read, // M1 without a report part, M2
        ReadReceipt, // M3
        Complaints.Read, // M4
        Recalls.Read, // M5
        CalendarMail.Answer, // M6, M7
    ];

    /// <summary>Total: every mail gets a reading; a person's is "normal", or "list" when it came through a list.</summary>
    public static MachineReading Read(MailEnvelope envelope, MailContent content)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        foreach (var rule in Rules)
        {
            if (rule(envelope, content) is { } reading)
            {
                return reading;
            }
        }

        if (AutomaticReplies.Read(envelope, content, out var weakSign) is { } automatic) // M8 to M11
        {
            return automatic;
        }

        // M12: a list's mail is people's mail.
        return ListEvidence(envelope) is { } evidence
            ? new MachineReading("list", "M12", evidence) { Calendar = content.Calendar }
            : new MachineReading("normal", envelope.Field("Auto-Submitted") is null ? "" : "M13", "") { Calendar = content.Calendar, WeakSign = weakSign };
    }

    private static MachineReading? ReadReceipt(MailEnvelope envelope, MailContent content)
    {
        // RFC 8098 §3: the report's own part, whatever the outer type became on the way.
        var part = content.Parts.FirstOrDefault(p => p.MediaType == "message/disposition-notification");
        if ((part is null && !(content.MediaType == "multipart/report" && content.ReportType == "disposition-notification")) || DeliveryReports.IsPassedOn(envelope, content))
        {
            return null;
        }

        var fields = ReportFields.Groups(part?.Text ?? "").FirstOrDefault() ?? ReportFields.None;
        return new MachineReading("read-receipt", "M3", "message/disposition-notification")
        {
            OriginalMessageId = Originals.Id(fields["Original-Message-ID"]) ?? Originals.MessageIdOf(content),
            OriginalAddresses = Originals.Addresses(envelope, content),
            Comment = fields["Disposition"],
        };
    }

    private static string? ListEvidence(MailEnvelope envelope)
    {
        var name = Array.Find(ListFields, f => envelope.Field(f) is not null);
        if (name is not null)
        {
            return $"{name}: {envelope.Field(name)}";
        }

        var precedence = envelope.Field("Precedence")?.Trim();
        return precedence is not null && (Is(precedence, "list") || Is(precedence, "bulk") || Is(precedence, "junk")) ? $"Precedence: {precedence}" : null;

        static bool Is(string value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);
    }
}
