using System.Globalization;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class CalendarTests
{
    [Test]
    public void An_answer_is_read_with_all_that_it_says()
    {
        var read = Read("METHOD:REPLY", "UID:u1@x.example", "SEQUENCE:2", "RECURRENCE-ID;TZID=Europe/Berlin:20210504T100000", "DTSTART;TZID=Europe/Berlin:20210504T100000", "DURATION:PT1H30M",
            "SUMMARY:Tea\\, and\r\n  cake", "LOCATION:Room \\\\1", "COMMENT:Not on Tuesdays\\nsorry", "ORGANIZER;CN=\"Bob: B\":mailto:bob@y.example", "ATTENDEE;PARTSTAT=declined;CN=Ann ^'A^';ROLE=REQ-PARTICIPANT:MAILTO:ann@x.example")!;
        Assert.That((read.Method, read.Uid, read.Sequence, read.Summary, read.Location, read.Comment), Is.EqualTo(("REPLY", "u1@x.example", 2, "Tea, and cake", "Room \\1", "Not on Tuesdays\nsorry")));
        Assert.That(read.Organizer, Is.EqualTo(new CalendarPerson("Bob: B", "bob@y.example", "", "")));
        Assert.That(read.Attendees, Is.EqualTo(new[] { new CalendarPerson("Ann \"A\"", "ann@x.example", "DECLINED", "REQ-PARTICIPANT") }));
        Assert.That((Show(read.RecurrenceId), Show(read.Start), Show(read.End)), Is.EqualTo(("2021-05-04T10:00:00+02:00", "2021-05-04T10:00:00+02:00", "2021-05-04T11:30:00+02:00")));
    }

    [TestCase("DTSTART:20261102T090000Z", "2026-11-02T09:00:00+00:00")]
    [TestCase("DTSTART;TZID=Europe/Berlin:20260702T090000", "2026-07-02T09:00:00+02:00")]
    [TestCase("DTSTART;TZID=\"W. Europe Standard Time\":20260702T090000", "2026-07-02T09:00:00+02:00")]
    [TestCase("DTSTART;TZID=Eastern Standard Time:20261102T090000", "2026-11-02T09:00:00-05:00")]
    [TestCase("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Berlin:20261102T090000", "2026-11-02T09:00:00+01:00")]
    [TestCase("DTSTART;TZID=\"tzone://Microsoft/Utc\":20261102T090000", "2026-11-02T09:00:00+00:00")]
    [TestCase("DTSTART;TZID=\"(UTC+05:30) Chennai, Kolkata\":20261102T090000", "2026-11-02T09:00:00+05:30")]
    [TestCase("DTSTART;TZID=\"(GMT-03.00) Brasilia\":20261102T090000", "2026-11-02T09:00:00-03:00")]
    [TestCase("DTSTART;TZID=Nowhere:20261102T090000", "local 2026-11-02 09:00")]
    [TestCase("DTSTART:20261102T090000", "local 2026-11-02 09:00")]
    [TestCase("DTSTART;VALUE=DATE:20261102", "day 2026-11-02")]
    [TestCase("DTSTART:20261102", "day 2026-11-02")]
    [TestCase("DTSTART:99999999T999999", "none")]
    [TestCase("DTSTART;TZID=../../dev/zero:20261102T090000", "local 2026-11-02 09:00")]
    [TestCase("DTSTART;TZID=/dev/zero:20261102T090000", "local 2026-11-02 09:00")]
    public void A_time_is_read_in_its_zone(string line, string expected) => Assert.That(Show(Read("METHOD:REQUEST", line)!.Start), Is.EqualTo(expected));

    [TestCase("20260702T090000", "2026-07-02T09:00:00+02:00")]
    [TestCase("20261102T090000", "2026-11-02T09:00:00+01:00")]
    [TestCase("20260329T015900", "2026-03-29T01:59:00+01:00")]
    [TestCase("20260329T030000", "2026-03-29T03:00:00+02:00")]
    [TestCase("20260105T030000", "2026-01-05T03:00:00+01:00")]
    public void A_zone_that_the_calendar_describes_itself_is_used(string time, string expected)
    {
        const string Zone = "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
            + "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
            + "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE";
        Assert.That(Show(Read("METHOD:REQUEST\r\n" + Zone, $"DTSTART;TZID=Customized Time Zone:{time}")!.Start), Is.EqualTo(expected));
    }

    [Test]
    public void Only_the_event_counts_and_of_several_the_first()
    {
        const string Text = "BEGIN:VCALENDAR\nMETHOD:request\nBEGIN:VTIMEZONE\nDTSTART:16010101T000000\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:one\nBEGIN:VALARM\nSUMMARY:Alarm\nDESCRIPTION:Reminder\nEND:VALARM\n"
            + "SUMMARY:First\nATTENDEE;EMAIL=ann@x.example:/principals/7\nEND:VEVENT\nBEGIN:VEVENT\nUID:two\nCOMMENT:other\nEND:VEVENT\nEND:VCALENDAR\n";
        var read = CalendarReader.Read(Text)!;
        Assert.That((read.Method, read.Uid, read.Summary, read.Description, read.Comment, read.Start), Is.EqualTo(("REQUEST", "one", "First", "", "", (CalendarTime?)null)));
        Assert.That(read.Attendees, Is.EqualTo(new[] { new CalendarPerson("", "ann@x.example", "NEEDS-ACTION", "") }));
    }

    [Test]
    public void The_method_may_stand_in_the_header_of_the_part_alone() =>
        Assert.That((CalendarReader.Read("BEGIN:VCALENDAR\nEND:VCALENDAR", "cancel")?.Method, CalendarReader.Read("BEGIN:VCALENDAR\nEND:VCALENDAR")?.Method), Is.EqualTo(("CANCEL", (string?)null)));

    [Test]
    public void No_text_makes_it_throw([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["BEGIN:", "END:", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT", "METHOD:REPLY", "\n", "\r\n ", ":", ";", "\"", "TZID=", "Europe/Berlin", "Nowhere", "DTSTART", "DTEND:", "DURATION:P9999999999W", "99991231T235959", "00010101T000000",
            "TZOFFSETTO:", "+9999", "-0100", "RRULE:", "BYDAY=-9SU", "BYMONTH=13", "BYMONTH=2", "BYMONTHDAY=31", "ATTENDEE;", "CN=", "=", "mailto:", "\\", "^", "\0", "\uD800"];
        for (var round = 0; round < 3000; round++)
        {
            var text = "BEGIN:VCALENDAR\nMETHOD:REPLY\n" + string.Concat(Enumerable.Range(0, 40).Select(_ => pieces[random.Next(pieces.Length)]));
            Assert.That(() => CalendarReader.Read(text), Throws.Nothing, text);
        }
    }

    private static CalendarEvent? Read(string method, params string[] lines) => CalendarReader.Read(Calendar(method, lines));

    private static string Calendar(string head, params string[] lines) =>
        $"BEGIN:VCALENDAR\r\n{head}\r\nBEGIN:VEVENT\r\n{string.Join("\r\n", lines)}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    private static string Show(CalendarTime? time) => time switch
    {
        null => "none",
        { IsDate: true } => time.Value.Local.ToString("'day 'yyyy-MM-dd", CultureInfo.InvariantCulture),
        { At: { } at } => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        _ => time.Value.Local.ToString("'local 'yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
    };
}
