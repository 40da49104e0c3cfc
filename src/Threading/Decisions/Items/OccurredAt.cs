using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>When a mail happened, UTC, and where that is from (behaviour.md B8).</summary>
internal readonly record struct Occurred(DateTimeOffset At, string Source);

/// <summary>Header Date while it is believable, else the topmost Received, else the arrival. Never after the arrival.</summary>
internal static class OccurredAt
{
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MostBehind = TimeSpan.FromDays(30);

    // RFC 5322 §3.3 date-time, with or without the day's name and the seconds.
    private static readonly string[] Formats =
        ["ddd, d MMM yyyy H:mm:ss zzz", "d MMM yyyy H:mm:ss zzz", "ddd, d MMM yyyy H:mm zzz", "d MMM yyyy H:mm zzz"];

    public static Occurred Of(MailEnvelope envelope)
    {
        var arrival = envelope.ReceivedAt.ToUniversalTime();
        if (envelope.Date is { } date && IsBelievable(date, arrival))
        {
            return new Occurred(Earlier(date, arrival), "date");
        }

        return Received(envelope) is { } received && IsBelievable(received, arrival)
            ? new Occurred(Earlier(received, arrival), "received")
            : new Occurred(arrival, "internaldate");
    }

    /// <summary>A forwarded mail's own date may be old, but not after the forward's arrival.</summary>
    public static Occurred OfForward(DateTimeOffset date, DateTimeOffset arrival) => new(Earlier(date, arrival.ToUniversalTime()), "forward");

    private static bool IsBelievable(DateTimeOffset date, DateTimeOffset arrival) => date - arrival <= MostAhead && arrival - date <= MostBehind;

    private static DateTimeOffset Earlier(DateTimeOffset date, DateTimeOffset arrival) => date < arrival ? date.ToUniversalTime() : arrival;

    // RFC 5321 §4.4: the time stands behind the last semicolon; a comment with the zone's name may follow.
    private static DateTimeOffset? Received(MailEnvelope envelope)
    {
        return envelope.Field("Received") is { } field ? ReadDate(field.AsSpan(field.LastIndexOf(';') + 1)) : null;
    }

    /// <summary>A date-time of RFC 5322 §3.3 as a header shows it, or null.</summary>
    public static DateTimeOffset? ReadDate(ReadOnlySpan<char> text)
    {
        var comment = text.IndexOf('(');
        text = comment < 0 ? text : text[..comment];
        return DateTimeOffset.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date) ? date : null;
    }
}
