namespace Touchpoints.Threading;

/// <summary>The day on which the writer of an automatic reply is back, where the text states one (automatic-replies.tsv).</summary>
internal static class ReturnDates
{
    private const int Window = 45;
    private static readonly (string Word, bool IsBehind)[] Words =
    [
        .. DataFile.Rows("automatic-replies", 3).Where(r => r[1] == "back").SelectMany(r => DataFile.Values(r[2])).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(w => (w.TrimStart('…'), w.StartsWith('…'))),
    ];

    /// <summary>The latest date behind a word of return, not before the mail and not a year after it; null when none is stated.</summary>
    public static DateOnly? Find(MailContent content, DateTimeOffset sent)
    {
        var text = $" {BounceText.Words(BounceText.Lines(content).Take(20))} ";
        var first = DateOnly.FromDateTime(sent.Date);
        DateOnly? found = null;
        foreach (var (word, isBehind) in Words)
        {
            for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                var end = at + word.Length;
                if ((!isBehind && word[0] < '\u2E80' && char.IsLetter(text[at - 1])) || (end < text.Length && char.IsLetter(text[end]) && word[0] < '\u2E80'))
                {
                    continue;
                }

                // Japanese, Korean, Finnish, Turkish and Hungarian say "until" behind the date.
                var part = isBehind ? Before(text, at) : text[end..Math.Min(text.Length, end + Window)];
                if (WrittenDate.ReadDay(part, first.Year) is { } day && day >= first && day <= first.AddYears(1) && (found is null || day > found))
                {
                    found = day;
                }
            }
        }

        return found;
    }

    // The date that ends where the word begins: its figures, and the month between them.
    private static string Before(string text, int at)
    {
        var part = text[Math.Max(0, at - Window)..at];
        var stop = part.AsSpan().LastIndexOfAny("!?。、");
        part = stop < 0 ? part : part[(stop + 1)..];
        var figure = part.AsSpan().IndexOfAnyInRange('0', '9');
        return figure < 0 ? "" : part[figure..];
    }
}
