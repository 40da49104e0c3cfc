using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>Reads text/calendar (RFC 5545, RFC 5546, RFC 6047) in one pass; never throws on any text.</summary>
public static class CalendarReader
{
    private const int MostAttendees = 500;

    /// <summary>
    /// The first event (task, journal or free/busy time) of a calendar, or null where there is none with a method. <paramref name="method"/> is that of
    /// Content-Type, for calendars that do not say it themselves.
    /// </summary>
    public static CalendarEvent? Read(string text, string method = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(method);
        var zones = new CalendarZones();
        var calendar = new List<CalendarLine>();
        var item = new List<CalendarLine>();
        var inside = new Stack<string>();
        var isOver = false;
        foreach (var line in CalendarLine.Read(text))
        {
            switch (line.Name)
            {
                case "BEGIN":
                    inside.Push(line.Value.ToUpperInvariant());
                    zones.Begin(inside.Peek());
                    break;
                case "END":
                    isOver |= inside.TryPop(out var ended) && IsItem(ended); // only the first item counts
                    break;
                case "":
                    break;
                default:
                    var holder = inside.Count == 0 ? "VCALENDAR" : inside.Peek();
                    zones.Read(holder, line);
                    (holder == "VCALENDAR" ? calendar : IsItem(holder) && !isOver ? item : null)?.Add(line);
                    break;
            }
        }

        var said = First(calendar, "METHOD").Text();
        method = (said.Length > 0 ? said : method).Trim().ToUpperInvariant();
        return method.Length == 0 ? null : Event(method, item, zones);
    }

    private static bool IsItem(string component) => component is "VEVENT" or "VTODO" or "VJOURNAL" or "VFREEBUSY";

    private static CalendarEvent Event(string method, List<CalendarLine> item, CalendarZones zones)
    {
        var start = zones.Time(First(item, "DTSTART"));
        return new CalendarEvent
        {
            Method = method,
            Uid = First(item, "UID").Text(),
            Sequence = int.TryParse(First(item, "SEQUENCE").Value, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0,
            RecurrenceId = zones.Time(First(item, "RECURRENCE-ID")),
            Start = start,
            End = zones.Time(First(item, "DTEND")) ?? zones.Time(First(item, "DUE")) ?? CalendarDuration.After(start, First(item, "DURATION").Value ?? ""),
            RecurrenceRule = First(item, "RRULE").Value ?? "",
            Status = First(item, "STATUS").Text().ToUpperInvariant(),
            Summary = First(item, "SUMMARY").Text(),
            Location = First(item, "LOCATION").Text(),
            Description = First(item, "DESCRIPTION").Text(),
            Comment = string.Join('\n', item.Where(line => line.Name == "COMMENT").Select(line => line.Text())),
            Organizer = item.Exists(line => line.Name == "ORGANIZER") ? Person(First(item, "ORGANIZER"), "") : null,
            Attendees = [.. item.Where(line => line.Name == "ATTENDEE").Take(MostAttendees).Select(line => Person(line, "NEEDS-ACTION"))],
        };
    }

    private static CalendarLine First(List<CalendarLine> lines, string name)
    {
        var at = lines.FindIndex(line => line.Name == name);
        return at < 0 ? new CalendarLine(name, "", "") : lines[at];
    }

    private static CalendarPerson Person(CalendarLine line, string answer)
    {
        var address = line.Value.Trim();
        address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..].Trim()
            : line.Parameter("EMAIL") is { Length: > 0 } mail ? mail // calendars that name people by a path
            : address;
        var said = line.Parameter("PARTSTAT");
        return new CalendarPerson(line.Parameter("CN"), address, (said.Length > 0 ? said : answer).ToUpperInvariant(), line.Parameter("ROLE").ToUpperInvariant());
    }
}
