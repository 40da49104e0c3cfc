namespace Touchpoints.Threading;

/// <summary>Outlook's recall of a mail, and the report whether it worked (behaviour.md B2.1 M5; recalls.tsv).</summary>
internal static class Recalls
{
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
                && (content.Text ?? content.Html ?? "").Contains(row[2], StringComparison.OrdinalIgnoreCase)
                && (row[2].Length > 0 || envelope.Field("X-MS-Exchange-Organization-AuthAs") is not null || envelope.Field("Auto-Submitted") is not null))
            {
                return Recall($"Subject: {envelope.Subject}", content);
            }
        }

        return null;
    }

    private static MachineReading Recall(string evidence, MailContent content)
        => new("recall", "M5", evidence) { OriginalMessageId = Originals.MessageIdOf(content) };
}
