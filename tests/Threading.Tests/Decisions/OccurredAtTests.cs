using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B8: when it happened.</summary>
[TestFixture]
public sealed class OccurredAtTests
{
    [TestCase("2026-11-02T07:00:00+00:00", "", "2026-11-02T07:00:00", "date")]
    [TestCase("2026-11-02T08:30:00+01:00", "", "2026-11-02T07:30:00", "date", Description = "its zone counts")]
    [TestCase("2026-11-02T08:10:00+00:00", "", "2026-11-02T08:00:00", "date", Description = "a clock ten minutes ahead: never after the arrival")]
    [TestCase("2026-11-02T08:16:00+00:00", "", "2026-11-02T08:00:00", "internaldate")]
    [TestCase("2026-10-03T08:00:00+00:00", "", "2026-10-03T08:00:00", "date", Description = "thirty days before")]
    [TestCase("2026-10-03T07:59:59+00:00", "", "2026-11-02T08:00:00", "internaldate")]
    [TestCase("2096-01-01T00:00:00+00:00", "", "2026-11-02T08:00:00", "internaldate", Description = "S157")]
    [TestCase("2096-01-01T00:00:00+00:00", "from a by b; Mon, 2 Nov 2026 08:50:00 +0100 (CET)", "2026-11-02T07:50:00", "received", Description = "S157")]
    [TestCase("2024-11-02T08:00:00+00:00", "from a by b (c; d); 2 Nov 2026 07:58 +0000", "2026-11-02T07:58:00", "received", Description = "S158")]
    [TestCase("2024-11-02T08:00:00+00:00", "from a by b; yesterday", "2026-11-02T08:00:00", "internaldate", Description = "S158")]
    [TestCase("", "from a by b; Mon, 2 Nov 1996 08:50:00 +0100", "2026-11-02T08:00:00", "internaldate")]
    public void From_Date_then_Received_then_arrival(string date, string received, string expected, string source)
    {
        var envelope = Some.Envelope() with
        {
            Date = date.Length > 0 ? DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture) : null,
            Fields = received.Length > 0 ? [new HeaderField("Received", received)] : [],
        };
        var occurred = OccurredAt.Of(envelope);
        Assert.That((occurred.At.ToString("s"), occurred.At.Offset, occurred.Source), Is.EqualTo((expected, TimeSpan.Zero, source)));
    }

    [Test]
    public void A_forwarded_mail_may_be_old_but_not_of_the_future()
    {
        Assert.That(OccurredAt.OfForward(Some.Arrival.AddYears(-3), Some.Arrival).At, Is.EqualTo(Some.Arrival.AddYears(-3)));
        Assert.That(OccurredAt.OfForward(Some.Arrival.AddYears(3), Some.Arrival).At, Is.EqualTo(Some.Arrival));
    }
}
