using System.Buffers;
using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>
/// The time zones that a calendar names (RFC 5545 §3.2.19, §3.6.5). A name that the system knows, of IANA or of Windows, is the system's zone; any
/// other is the VTIMEZONE of the calendar, and failing that, the offset in names such as "(UTC+01:00) Berlin".
/// </summary>
internal sealed class CalendarZones
{
    private const int LongestName = 100;
    private const int MostObservances = 200;
    private static readonly SearchValues<char> OfNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/ .");

    private readonly List<(string Zone, CalendarObservance Rule)> _observances = [];
    private readonly Dictionary<string, TimeZoneInfo?> _known = [];
    private string _zone = "";
    private string _usual = "";

    public void Begin(string component)
    {
        _zone = component == "VTIMEZONE" ? "" : _zone;
        if (component is "STANDARD" or "DAYLIGHT" && _observances.Count < MostObservances)
        {
            _observances.Add((_zone, new CalendarObservance()));
        }
    }

    public void Read(string component, CalendarLine line)
    {
        if (component == "VTIMEZONE" && line.Name == "TZID")
        {
            _zone = line.Text();
        }
        else if (component == "VCALENDAR" && line.Name == "X-WR-TIMEZONE")
        {
            _usual = line.Text();
        }
        else if (component is "STANDARD" or "DAYLIGHT" && _observances.Count > 0)
        {
            _observances[^1].Rule.Read(line);
        }
    }

    /// <summary>The time of a line, or null where it has none.</summary>
    public CalendarTime? Time(CalendarLine line)
    {
        var value = line.Value ?? "";
        if (DateTime.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new CalendarTime(day, null, IsDate: true, "");
        }

        if (!DateTime.TryParseExact(value.TrimEnd('Z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year is < 2 or > 9998)
        {
            return null;
        }

        if (value.EndsWith('Z'))
        {
            return new CalendarTime(local, new DateTimeOffset(local, TimeSpan.Zero), IsDate: false, "UTC");
        }

        var zone = line.Parameter("TZID");
        return new CalendarTime(local, Offset(zone.Length > 0 ? zone : _usual, local) is { } offset ? new DateTimeOffset(local, offset) : null, IsDate: false, zone);
    }

    private TimeSpan? Offset(string zone, DateTime local)
    {
        if (zone.Length == 0)
        {
            return null;
        }

        return Known(zone)?.GetUtcOffset(local)
            ?? CalendarObservance.Offset(_observances.Where(o => o.Zone == zone).Select(o => o.Rule), local)
            ?? Written(zone);
    }

    private TimeZoneInfo? Known(string zone)
    {
        if (!_known.TryGetValue(zone, out var known))
        {
            known = _known[zone] = Find(zone);
        }

        return known;
    }

    // "/mozilla.org/20070129_1/Europe/Berlin" ends in a name of IANA. A name becomes the path of a file in the system's library: only what
    // names consist of may get there.
    private static TimeZoneInfo? Find(string zone)
    {
        if (zone.Equals("tzone://Microsoft/Utc", StringComparison.OrdinalIgnoreCase))
        {
            return TimeZoneInfo.Utc;
        }

        if (zone.Length > LongestName || zone.AsSpan().ContainsAnyExcept(OfNames) || zone.Contains("..", StringComparison.Ordinal))
        {
            return null;
        }

        for (var name = zone.Trim('/', ' ', '.'); name.Length > 0;)
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
            {
                return found;
            }

            var slash = name.IndexOf('/', StringComparison.Ordinal);
            name = slash < 0 ? "" : name[(slash + 1)..].Trim('/', '.');
        }

        return null;
    }

    private static TimeSpan? Written(string zone)
    {
        var sign = zone.AsSpan().IndexOfAny('+', '-');
        var start = zone.StartsWith("(UTC", StringComparison.OrdinalIgnoreCase) || zone.StartsWith("(GMT", StringComparison.OrdinalIgnoreCase)
            || zone.StartsWith("UTC", StringComparison.OrdinalIgnoreCase) || zone.StartsWith("GMT", StringComparison.OrdinalIgnoreCase);
        if (!start || sign is < 3 or > 5)
        {
            return start && zone.StartsWith("(UTC)", StringComparison.OrdinalIgnoreCase) ? TimeSpan.Zero : null;
        }

        var digits = string.Concat(zone.Skip(sign + 1).TakeWhile(c => char.IsAsciiDigit(c) || c is ':' or '.').Where(char.IsAsciiDigit));
        return CalendarObservance.Offset(zone[sign] + digits.PadLeft(2, '0').PadRight(4, '0'));
    }
}
