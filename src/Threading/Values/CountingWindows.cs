namespace Touchpoints.Threading;

/// <summary>The windows in which engagements are counted (behaviour.md B8): whole days in the organisation's time zone, today included.</summary>
public static class CountingWindows
{
    /// <summary>Their lengths in days.</summary>
    public static IReadOnlyList<int> Days { get; } = [7, 14, 30, 90];

    /// <summary>The first moment of a window of so many days that ends today; UTC. A day without a midnight (a clock that is put forward then) begins with its first moment.</summary>
    public static DateTimeOffset Start(DateTimeOffset now, int days, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var midnight = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(1 - days);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        // Where a clock is put back at midnight the day has two: it begins with the first, which is the one with the greater offset.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
