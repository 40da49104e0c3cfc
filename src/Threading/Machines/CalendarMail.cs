using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>Calendar parts (RFC 5545) and answers to invitations (RFC 5546 §3.2).</summary>
internal static class CalendarMail
{
    private const int MostAttendees = 500;

    /// <summary>M6 and M7: an answer, a new proposal or a cancellation; null for an invitation and for mail without a calendar.</summary>
    public static MachineReading? Answer(MailEnvelope envelope, MailContent content)
    {
        var lines = Unfolded(content);
        if (lines.Count == 0 || Reading(lines) is not { } calendar)
        {
            return null;
        }

        var (kind, rule) = calendar.Method switch
        {
            "REPLY" or "COUNTER" or "DECLINECOUNTER" => ("invite-reply", "M6"),
            "CANCEL" => ("invite-cancel", "M7"),
            _ => ("", ""),
        };
        return kind.Length == 0 ? null : new MachineReading(kind, rule, $"text/calendar METHOD:{calendar.Method}") { Calendar = calendar, Comment = Text(lines, "COMMENT") };
    }

    /// <summary>The calendar of a mail, or null.</summary>
    public static CalendarReading? Read(MailContent content) => Reading(Unfolded(content));

    private static CalendarReading? Reading(List<CalendarLine> lines)
    {
        var method = Text(lines, "METHOD").ToUpperInvariant();
        if (method.Length == 0)
        {
            return null;
        }

        var start = Time(lines, "DTSTART");
        return new CalendarReading(method, Text(lines, "UID"), int.TryParse(Text(lines, "SEQUENCE"), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0)
        {
            Start = start,
            End = Time(lines, "DTEND") ?? (start is { } from && Duration(Text(lines, "DURATION")) is { } length ? from + length : null),
            Summary = Text(lines, "SUMMARY"),
            Organizer = Address(lines.Find(l => l.Name == "ORGANIZER").Value),
            Attendees = [.. lines.Where(l => l.Name == "ATTENDEE").Take(MostAttendees).Select(l => (Address(l.Value), l.Parameter("PARTSTAT").ToLowerInvariant()))],
        };
    }

    // RFC 5545 §3.1: a line that begins with a blank goes on from the line above. Only the event counts: a time zone has a DTSTART too.
    private static List<CalendarLine> Unfolded(MailContent content)
    {
        var text = content.Parts.FirstOrDefault(p => p.MediaType == "text/calendar" && p.Text is not null)?.Text;
        var lines = new List<CalendarLine>();
        var inside = "";
        foreach (var line in Unfold(text ?? ""))
        {
            var parsed = CalendarLine.Of(line);
            inside = parsed.Name switch
            {
                "BEGIN" when parsed.Value is "VTIMEZONE" or "VALARM" => parsed.Value,
                "END" when parsed.Value == inside => "",
                _ => inside,
            };
            if (inside.Length == 0)
            {
                lines.Add(parsed);
            }
        }

        return lines;
    }

    private static IEnumerable<string> Unfold(string text)
    {
        var current = new System.Text.StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0 && line[0] is ' ' or '\t')
            {
                current.Append(line.TrimEnd('\r').AsSpan(1));
                continue;
            }

            if (current.Length > 0)
            {
                yield return current.ToString();
            }

            current.Clear().Append(line.TrimEnd('\r'));
        }

        if (current.Length > 0)
        {
            yield return current.ToString();
        }
    }

    // RFC 5545 §3.3.11
    private static string Text(List<CalendarLine> lines, string name)
        => (lines.Find(l => l.Name == name).Value ?? "").Replace("\\n", "\n", StringComparison.OrdinalIgnoreCase).Replace("\\,", ",", StringComparison.Ordinal)
            .Replace("\\;", ";", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal).Trim();

    private static string Address(string? value)
    {
        var text = (value ?? "").Trim();
        return text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? text[7..].Trim() : text;
    }

    // RFC 5545 §3.3.5: UTC ends with Z; a local time needs its zone; a date alone is a whole day and has no time.
    private static DateTimeOffset? Time(List<CalendarLine> lines, string name)
    {
        var line = lines.Find(l => l.Name == name);
        var value = line.Value ?? "";
        if (!DateTime.TryParseExact(value.TrimEnd('Z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        if (value.EndsWith('Z'))
        {
            return new DateTimeOffset(time, TimeSpan.Zero);
        }

        var zone = line.Parameter("TZID").Trim('"');
        return zone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? new DateTimeOffset(time, found.GetUtcOffset(time)) : null;
    }

    // RFC 5545 §3.3.6: P1DT2H30M, P2W.
    private static TimeSpan? Duration(string value)
    {
        var total = TimeSpan.Zero;
        var number = 0;
        foreach (var c in value.AsSpan().TrimStart("+"))
        {
            if (char.IsAsciiDigit(c))
            {
                number = Math.Min((number * 10) + (c - '0'), 100_000);
                continue;
            }

            total += c switch
            {
                'W' => TimeSpan.FromDays(7 * number),
                'D' => TimeSpan.FromDays(number),
                'H' => TimeSpan.FromHours(number),
                'M' => TimeSpan.FromMinutes(number),
                'S' => TimeSpan.FromSeconds(number),
                _ => TimeSpan.Zero,
            };
            number = 0;
        }

        return total > TimeSpan.Zero ? total : null;
    }
}
