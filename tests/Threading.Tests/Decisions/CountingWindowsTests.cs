using System.Globalization;
using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B8: engagements in 7, 14, 30 and 90 days.</summary>
[TestFixture]
public sealed class CountingWindowsTests
{
    [TestCase("2026-11-22T14:00:00Z", 7, "UTC", "2026-11-16T00:00:00Z")]
    [TestCase("2026-11-22T14:00:00Z", 1, "UTC", "2026-11-22T00:00:00Z", Description = "today alone")]
    [TestCase("2026-11-22T23:30:00Z", 7, "Europe/Berlin", "2026-11-16T23:00:00Z", Description = "there it is tomorrow already")]
    [TestCase("2026-11-22T00:30:00Z", 7, "America/New_York", "2026-11-15T05:00:00Z", Description = "there it is still yesterday")]
    [TestCase("2026-03-30T12:00:00Z", 7, "Europe/Berlin", "2026-03-23T23:00:00Z", Description = "the clock went forward within it")]
    [TestCase("2024-04-20T12:00:00Z", 2, "Africa/Cairo", "2024-04-18T22:00:00Z")]
    [TestCase("2024-04-27T12:00:00Z", 2, "Africa/Cairo", "2024-04-25T22:00:00Z", Description = "a day without a midnight begins at one o'clock")]
    [TestCase("2026-11-22T14:00:00Z", 90, "Asia/Kolkata", "2026-08-24T18:30:00Z")]
    public void A_window_begins_with_its_first_day(string now, int days, string zone, string start)
        => Assert.That(
            CountingWindows.Start(Time(now), days, TimeZoneInfo.FindSystemTimeZoneById(zone)),
            Is.EqualTo(Time(start)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
