using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The event of a mail as decisions see it.</summary>
internal static class CalendarOf
{
    private const int MaxCharacters = 256 * 1024;
    private const int MaxParts = 5;

    public static CalendarReading? Mail(ReadMail mail)
    {
        var tried = 0;
        foreach (var part in mail.Parts)
        {
            if (part.MediaType is not ("text/calendar" or "application/ics") || ++tried > MaxParts)
            {
                continue;
            }

            if (CalendarReader.Read(part.DecodeText(MaxCharacters), part.Parameters.GetValueOrDefault("method", "")) is { } read)
            {
                return Of(read);
            }
        }

        return null;
    }

    private static CalendarReading Of(CalendarEvent read) => new(read.Method, read.Uid, read.Sequence)
    {
        Start = Time(read.Start),
        End = Time(read.End),
        IsAllDay = read.Start is { IsDate: true },
        Summary = read.Summary,
        Comment = read.Comment,
        Organizer = read.Organizer?.Address ?? "",
        Attendees = [.. read.Attendees.Select(a => (a.Address, a.Answer.ToLowerInvariant()))],
    };

    private static DateTimeOffset? Time(CalendarTime? time) => time is { IsDate: true } day ? new DateTimeOffset(day.Local, TimeSpan.Zero) : time?.At;
}
