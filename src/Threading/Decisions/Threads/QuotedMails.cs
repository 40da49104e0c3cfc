namespace Touchpoints.Threading;

/// <summary>Stored mails that a quotation may show: the same author, subject and minute (behaviour.md B5.1 T9, S086).</summary>
internal static class QuotedMails
{
    private const int QuarterHour = 15;

    /// <summary>The recorded ones, the oldest first.</summary>
    public static IEnumerable<StoredMail> Of(MailCase mail) => mail.Keys.Quoted is not { } quoted
        ? []
        : mail.Known.AroundQuoted.Where(stored => stored.State == MailState.Recorded && Shows(quoted, stored)).OrderBy(stored => stored.Id.Value);

    /// <summary>Whether the stored mail is the one that is quoted, for all that a quotation shows.</summary>
    public static bool Shows(QuotedMail quoted, StoredMail stored) =>
        AddressKey.Of(stored.From) == quoted.Author && HasSubject(quoted, stored.Subject)
        && IsSameMinute(quoted, OccurredAt.ReadDate(stored.DateRaw) ?? stored.ReceivedAt);

    public static bool HasSubject(QuotedMail quoted, string subject) => SubjectLine.Normalised(subject) == SubjectLine.Normalised(quoted.Subject);

    // A quotation shows the minute, often by the clock of whoever quoted: every zone is some quarters of an hour away (RFC 3339 appendix; tz database).
    private static bool IsSameMinute(QuotedMail quoted, DateTimeOffset date)
    {
        var minutes = (date.ToUnixTimeSeconds() / 60) - (quoted.Date.ToUnixTimeSeconds() / 60);
        return minutes == 0 || (quoted.WithoutZone && minutes % QuarterHour == 0 && Math.Abs(minutes) <= 14 * 60);
    }
}
