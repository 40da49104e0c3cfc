namespace Touchpoints.Mail;

/// <summary>What a calendar part says of its event (RFC 5545 §3.6.1), task or the like: an invitation, an answer, a cancellation (RFC 5546).</summary>
public sealed record CalendarEvent
{
    /// <summary>METHOD, upper case: REQUEST, REPLY, CANCEL, COUNTER, PUBLISH and others.</summary>
    public required string Method { get; init; }

    /// <summary>UID: the same for an event, its changes and its answers.</summary>
    public string Uid { get; init; } = "";

    /// <summary>SEQUENCE: which change of the event it is; 0 when absent.</summary>
    public int Sequence { get; init; }

    /// <summary>RECURRENCE-ID: the one occurrence that is spoken of; null for the whole.</summary>
    public CalendarTime? RecurrenceId { get; init; }

    /// <summary>DTSTART.</summary>
    public CalendarTime? Start { get; init; }

    /// <summary>DTEND (DUE of a task), or DTSTART and DURATION together. The end of an event of whole days is the day after the last.</summary>
    public CalendarTime? End { get; init; }

    /// <summary>RRULE as written; empty for an event that does not recur.</summary>
    public string RecurrenceRule { get; init; } = "";

    /// <summary>STATUS, upper case; empty when absent.</summary>
    public string Status { get; init; } = "";

    /// <summary>SUMMARY.</summary>
    public string Summary { get; init; } = "";

    /// <summary>LOCATION.</summary>
    public string Location { get; init; } = "";

    /// <summary>DESCRIPTION.</summary>
    public string Description { get; init; } = "";

    /// <summary>COMMENT: what who answers says to it; several are lines.</summary>
    public string Comment { get; init; } = "";

    /// <summary>ORGANIZER, or null.</summary>
    public CalendarPerson? Organizer { get; init; }

    /// <summary>ATTENDEEs in order, at most 500.</summary>
    public IReadOnlyList<CalendarPerson> Attendees { get; init; } = [];
}

/// <summary>A point of time of a calendar (RFC 5545 §3.3.4, §3.3.5).</summary>
/// <param name="Local">As written.</param>
/// <param name="At">The same in the zone that was written, or null where the zone is none that is known, and for whole days.</param>
/// <param name="IsDate">True for a whole day, which has no time and no zone.</param>
/// <param name="Zone">TZID as written, "UTC", or empty for the time of whoever looks.</param>
public readonly record struct CalendarTime(DateTime Local, DateTimeOffset? At, bool IsDate, string Zone);

/// <summary>Somebody at an event.</summary>
/// <param name="Name">CN; may be empty.</param>
/// <param name="Address">The address, without mailto; whatever stands there when it is none.</param>
/// <param name="Answer">PARTSTAT, upper case: NEEDS-ACTION (the default), ACCEPTED, DECLINED, TENTATIVE, DELEGATED; empty for an organizer.</param>
/// <param name="Role">ROLE, upper case; empty when absent.</param>
public sealed record CalendarPerson(string Name, string Address, string Answer, string Role);
