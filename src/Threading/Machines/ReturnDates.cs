namespace Touchpoints.Threading;

/// <summary>The day on which the writer of an automatic reply is back, where the text states one (automatic-replies.tsv).</summary>
internal static class ReturnDates
{
    private const int Window = 45;
    private static readonly string[] Words = [.. DataFile.Rows("automatic-replies", 3).Where(r => r[1] == "back").SelectMany(r => DataFile.Values(r[2])).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The latest date behind a word of return, not before the mail and not a year after it; null when none is stated.</summary>
    public static DateOnly? Find(MailContent content, DateTimeOffset sent)
    {
        var text = $" {BounceText.Words(BounceText.Lines(content).Take(20))} ";
        var first = DateOnly.FromDateTime(sent.Date);
        DateOnly? found = null;
        foreach (var word in Words)
        {
            for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                var end = at + word.Length;
                if ((word[0] < '\u2E80' && char.IsLetter(text[at - 1])) || (end < text.Length && char.IsLetter(text[end]) && word[0] < '\u2E80'))
                {
                    continue;
                }

                // Japanese, Korean, Finnish, Turkish and Hungarian say "until" behind the date.
                var behind = WrittenDate.ReadDay(text[end..Math.Min(text.Length, end + Window)], first.Year);
                if (behind is { } day && day >= first && day <= first.AddYears(1) && (found is null || day > found))
                {
                    found = day;
                }
            }
        }

        return found;
    }
}
