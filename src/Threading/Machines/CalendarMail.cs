namespace Touchpoints.Threading;

/// <summary>Answers to invitations (RFC 5546 §3.2).</summary>
internal static class CalendarMail
{
    /// <summary>M6 and M7: an answer, a new proposal or a cancellation; null for an invitation and for mail without a calendar.</summary>
    public static MachineReading? Answer(MailEnvelope envelope, MailContent content)
    {
        var (kind, rule) = content.Calendar?.Method switch
        {
            "REPLY" or "COUNTER" or "DECLINECOUNTER" => ("invite-reply", "M6"),
            "CANCEL" => ("invite-cancel", "M7"),
            _ => ("", ""),
        };
        return content.Calendar is { } calendar && kind.Length > 0 && !IsPassedOn(envelope, calendar)
            ? new MachineReading(kind, rule, $"text/calendar METHOD:{calendar.Method}") { Calendar = calendar, Comment = calendar.Comment }
            : null;
    }

    // Some clients forward a calendar as it came: then another's answer or cancellation stands below a person's words.
    private static bool IsPassedOn(MailEnvelope envelope, CalendarReading calendar)
    {
        var writers = calendar.Method == "CANCEL" ? [calendar.Organizer] : calendar.Attendees.Select(a => a.Address).ToArray();
        return SubjectPrefixes.IsForward(envelope.Subject) && Array.Exists(writers, w => w.Length > 0)
            && !envelope.From.Any(f => writers.Contains(f.Address, StringComparer.OrdinalIgnoreCase));
    }
}
