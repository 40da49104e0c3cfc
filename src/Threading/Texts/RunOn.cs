namespace Touchpoints.Threading;

/// <summary>
/// Yahoo's text part runs a separator and all its header lines together: "----- Forwarded Message ----- From: … To: … Subject: …".
/// Here they become lines again.
/// </summary>
internal static class RunOn
{
    private const int Longest = 4000;
    private const int LongestLabel = 24;

    /// <summary>The lines with every such line divided.</summary>
    public static List<TextLine> Divide(List<TextLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var head = Separators.HeadLength(lines[i].Bare);
            if (head > 0 && head < lines[i].Bare.Length && lines[i].Bare.Length <= Longest && Separators.Of(lines[i]) != SeparatorKind.None)
            {
                var pieces = Labels(lines[i].Bare[head..]).Prepend(lines[i].Bare[..head]);
                return [.. lines[..i], .. pieces.Select(p => TextLine.Of(p, LineMark.None)), .. lines[(i + 1)..]];
            }
        }

        return lines;
    }

    // A label begins behind ">", a figure or a zone name, so its own beginning is found by the longest known word before a colon.
    private static IEnumerable<string> Labels(string text)
    {
        var start = 0;
        for (var colon = 1; colon < text.Length; colon++)
        {
            if (text[colon] is not (':' or '：') || LabelStart(text, start, colon) is not (var at and > 0) || at <= start)
            {
                continue;
            }

            yield return text[start..at];
            start = at;
        }

        yield return text[start..];
    }

    private static int LabelStart(string text, int from, int colon)
    {
        for (var at = Math.Max(from, colon - LongestLabel); at < colon; at++)
        {
            if (!char.IsLower(text[at]) && !char.IsWhiteSpace(text[at]) && HeaderLabels.Read(TextLine.Of(text[at..(colon + 1)], LineMark.None), out _).Length > 0)
            {
                return at;
            }
        }

        return -1;
    }
}
