namespace Touchpoints.Mail;

/// <summary>Lengths of time (RFC 5545 §3.3.6): P1DT2H30M, P2W.</summary>
internal static class CalendarDuration
{
    private const int Most = 100_000;

    /// <summary>The time that long after another, or null where nothing can be said.</summary>
    public static CalendarTime? After(CalendarTime? start, string duration)
    {
        if (start is not { } begin || Of(duration) is not { } length || DateTime.MaxValue - begin.Local < length || (begin.At is { } at && DateTimeOffset.MaxValue - at < length + TimeSpan.FromDays(1)))
        {
            return null;
        }

        return begin with { Local = begin.Local + length, At = begin.At + length };
    }

    private static TimeSpan? Of(string value)
    {
        var total = TimeSpan.Zero;
        var number = 0;
        foreach (var c in value.AsSpan().TrimStart("+"))
        {
            if (char.IsAsciiDigit(c))
            {
                number = Math.Min((number * 10) + (c - '0'), Most);
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
            if (total.TotalDays > Most * 10)
            {
                return null;
            }

            number = 0;
        }

        return total > TimeSpan.Zero ? total : null;
    }
}
