using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>When one offset of a VTIMEZONE begins (RFC 5545 §3.6.5): at one time, or every year on a day such as the last Sunday of March.</summary>
internal sealed class CalendarObservance
{
    private static readonly string[] Days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private DateTime _start;
    private TimeSpan? _from;
    private TimeSpan? _to;
    private int _month;
    private int _ordinal;
    private int _monthDay;
    private int _weekDay = -1;

    public void Read(CalendarLine line)
    {
        switch (line.Name)
        {
            case "DTSTART":
                _ = DateTime.TryParseExact(line.Value.TrimEnd('Z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _start);
                break;
            case "TZOFFSETFROM":
                _from = Offset(line.Value);
                break;
            case "TZOFFSETTO":
                _to = Offset(line.Value);
                break;
            case "RRULE":
                ReadRule(line.Value);
                break;
        }
    }

    /// <summary>The offset at a local time: that of the observance that began last before it; before all of them, what the first came from.</summary>
    public static TimeSpan? Offset(IEnumerable<CalendarObservance> observances, DateTime local)
    {
        CalendarObservance? last = null;
        CalendarObservance? first = null;
        var lastOnset = DateTime.MinValue;
        foreach (var observance in observances)
        {
            first = first is null || observance._start < first._start ? observance : first;
            if (observance.Onset(local) is { } onset && (last is null || onset > lastOnset))
            {
                (last, lastOnset) = (observance, onset);
            }
        }

        return last is not null ? last._to : first?._from ?? first?._to;
    }

    /// <summary>"+0100", "-0530": within what a time can have.</summary>
    public static TimeSpan? Offset(string value)
    {
        var digits = value.AsSpan().TrimStart("+-");
        if (digits.Length < 4 || !int.TryParse(digits[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(digits[2..4], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || hours > 13 || minutes > 59)
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return value.StartsWith('-') ? -offset : offset;
    }

    private DateTime? Onset(DateTime local)
    {
        if (_start > local)
        {
            return null;
        }

        if (_month is < 1 or > 12 || _weekDay < 0)
        {
            return _start;
        }

        var onset = InYear(local.Year);
        onset = onset > local && local.Year > 1 ? InYear(local.Year - 1) : onset;
        return onset < _start ? _start : onset;
    }

    private DateTime InYear(int year)
    {
        var days = DateTime.DaysInMonth(year, _month);
        DateTime day;
        if (_ordinal < 0)
        {
            day = new DateTime(year, _month, days);
            day = day.AddDays(-((((int)day.DayOfWeek - _weekDay + 7) % 7) + ((-_ordinal - 1) * 7)));
        }
        else
        {
            day = new DateTime(year, _month, Math.Clamp(_monthDay, 1, days));
            day = day.AddDays(((_weekDay - (int)day.DayOfWeek + 7) % 7) + (Math.Max(0, _ordinal - 1) * 7));
        }

        return day + _start.TimeOfDay;
    }

    private void ReadRule(string rule)
    {
        foreach (var part in rule.Split(';'))
        {
            var value = part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(',')[0].Trim().ToUpperInvariant();
            if (part.StartsWith("BYMONTH=", StringComparison.OrdinalIgnoreCase))
            {
                _ = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _month);
            }
            else if (part.StartsWith("BYMONTHDAY=", StringComparison.OrdinalIgnoreCase))
            {
                _ = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _monthDay);
            }
            else if (part.StartsWith("BYDAY=", StringComparison.OrdinalIgnoreCase) && value.Length is >= 2 and <= 4)
            {
                _weekDay = Array.IndexOf(Days, value[^2..]);
                _ = int.TryParse(value[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _ordinal);
                _ordinal = Math.Clamp(_ordinal, -5, 5);
            }
        }
    }
}
