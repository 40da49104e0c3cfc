namespace Touchpoints.Threading;

/// <summary>Outlook's recall of a mail, and the report whether it worked (behaviour.md B2.1 M5; recalls.tsv).</summary>
internal static class Recalls
{
    private const int FirstLines = 6;
    private const int Longest = 400;
    private static readonly IReadOnlyList<string[]> Rows = DataFile.Rows("recalls", 3);

    /// <summary>M5: a recall, or null.</summary>
    public static MachineReading? Read(MailEnvelope envelope, MailContent content)
    {
        var type = envelope.Field("Content-Class") ?? "";
        if (type.Contains("recall", StringComparison.OrdinalIgnoreCase))
        {
            return Recall($"Content-Class: {type}", content);
        }

        foreach (var row in Rows)
        {
            if (envelope.Subject.StartsWith(row[1], StringComparison.OrdinalIgnoreCase)
                && Says(content, row[2])
                && (row[2].Length > 0 || envelope.Field("X-MS-Exchange-Organization-AuthAs") is not null || envelope.Field("Auto-Submitted") is not null))
            {
                return Recall($"Subject: {envelope.Subject}", content);
            }
        }

        return null;
    }

    // Outlook writes this one sentence and no more, the subject of the mail in its midst ("…"); people ask to be called back under the same word.
    private static bool Says(MailContent content, string sentence)
    {
        if (sentence.Length == 0)
        {
            return true;
        }

        var text = BounceText.Words(BounceText.Lines(content).Where(l => !string.IsNullOrWhiteSpace(l)).Take(FirstLines));
        var at = 0;
        foreach (var words in sentence.Split('…'))
        {
            at = text.IndexOf(words, at, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            at += words.Length;
        }

        return at <= Longest;
    }

    private static MachineReading Recall(string evidence, MailContent content)
        => new("recall", "M5", evidence) { OriginalMessageId = Originals.MessageIdOf(content) };
}
