using System.Globalization;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class DateTests
{
    [TestCase("Mon, 12 Jan 2026 09:14:58 +0100", "2026-01-12T09:14:58+01:00")]
    [TestCase("12 Jan 2026 09:14:58 +0100 (CET)", "2026-01-12T09:14:58+01:00")]
    [TestCase("Mon, 12 Jan 2026 09:14 -0800", "2026-01-12T09:14:00-08:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:58 GMT", "2026-01-12T09:14:58+00:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:58 -0000", "2026-01-12T09:14:58+00:00")]
    [TestCase("Fri, 21 Nov 97 09:55:06 EST", "1997-11-21T09:55:06-05:00")]
    [TestCase("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T09:55:06-06:00")]
    [TestCase("Thu,\n      13\n        Feb\n          1969\n      23:32\n               -0330 (Newfoundland Time)", "1969-02-13T23:32:00-03:30")]
    [TestCase("Mon Jan 12 09:14:58 2026", "2026-01-12T09:14:58+00:00")]
    [TestCase("Mon Jan 12 09:14:58 PST 2026", "2026-01-12T09:14:58-08:00")]
    [TestCase("2026-01-12T09:14:58Z", "2026-01-12T09:14:58+00:00")]
    [TestCase("20260112T091458Z", "2026-01-12T09:14:58+00:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:58 0100", "2026-01-12T09:14:58+01:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:58 +0580", "2026-01-12T09:14:58+06:20")]
    [TestCase("2026年1月12日 9:14:58 +0800", "2026-01-12T09:14:58+08:00")]
    [TestCase("=?utf-8?Q?Mon,_12_Jan_2026_09:14:58_+0100?=", "2026-01-12T09:14:58+01:00")]
    [TestCase("2026-01-12 09:14:58.123 +01:00", "2026-01-12T09:14:58+01:00")]
    [TestCase("12.01.2026 09:14", "2026-01-12T09:14:00+00:00")]
    [TestCase("01/13/2026 9:14:58 PM", "2026-01-13T21:14:58+00:00")]
    [TestCase("12-Jan-2026 09.14.58 +0000", "2026-01-12T09:14:58+00:00")]
    [TestCase("Monday, January 12, 2026 9:14 AM", "2026-01-12T09:14:00+00:00")]
    [TestCase("Mo, 12 Mrz 2026 09:14:58 +0100", "2026-03-12T09:14:58+01:00")]
    [TestCase("mar., 12 déc. 2025 09:14:58 +0100", "2025-12-12T09:14:58+01:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:58 GMT+0200", "2026-01-12T09:14:58+02:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:58 (CET)", "2026-01-12T09:14:58+01:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:60 +0000", "2026-01-12T09:14:59+00:00")]
    [TestCase("Mon, 12 Jan 2026 09:14:58 +9999", "2026-01-12T09:14:58+00:00")]
    [TestCase("Mon, 12 Jan 126 09:14:58 +0000", "2026-01-12T09:14:58+00:00")]
    [TestCase("1 Jan 0001 00:00:00 +1400", null)]
    [TestCase("31 Feb 2026 09:14:58 +0000", null)]
    [TestCase("yesterday", null)]
    [TestCase("99999999999999999999", null)]
    public void A_date_is_read_in_the_forms_of_the_field(string value, string? expected)
    {
        var date = Some.MailWith(Some.Utf8("Date: " + value)).Date;
        Assert.That(date?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), Is.EqualTo(expected));
    }

    [Test]
    public void The_text_of_an_unreadable_date_is_kept()
    {
        var mail = Some.MailWith("Date: at noon");
        Assert.That((mail.Date, mail.DateRaw), Is.EqualTo(((DateTimeOffset?)null, "at noon")));
        Assert.That(mail.Defects, Does.Contain("broken-date"));
    }
}
