namespace Touchpoints.Threading;

/// <summary>
/// Yahoo's text part runs a separator and all its header lines together: "----- Forwarded Message ----- From: … To: … Subject: …".
/// Here they become lines again.
/// </summary>
internal static class RunOn
{
    private const int Longest = 4000;
    private const int LongestLabel = 24;
    private const int FewestLabels = 4;

    /// <summary>The lines with every such line divided.</summary>
    public static List<TextLine> Divide(List<TextLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var bare = lines[i].Bare;
            var head = Separators.HeadLength(bare);
            if (head == 0 || head == bare.Length || bare.Length > Longest)
            {
                continue;
            }

            // Words between rulers that nobody knows are a separator when a whole header stands behind them.
            var pieces = Labels(bare[head..].ToString()).ToList();
            if (pieces.Count >= FewestLabels || Separators.Of(lines[i]) != SeparatorKind.None)
            {
                return [.. lines[..i], .. pieces.Prepend(bare[..head].ToString()).Select(p => TextLine.Of(p, LineMark.None)), .. lines[(i + 1)..]];
            }
        }

        return lines;
    }

    // A label begins behind ">", a figure or a zone name, so its own beginning is found by the longest known word before a colon.
    private static IEnumerable<string> Labels(string text)
    {
        var start = 0;
        var colon = "";
        for (var i = 1; i < text.Length; i++)
        {
            var isColon = text[i] is ':' or '：';
            var at = isColon ? LabelStart(text, start, i) : GluedLabel(text, i);
            if (at <= start || text[start..at].All(char.IsWhiteSpace))
            {
                continue;
            }

            yield return WithColon(text[start..at], colon);
            (start, colon) = (at, isColon ? "" : ":");
        }

        yield return WithColon(text[start..], colon);
    }

    // Some languages of this form have labels without a colon, glued to what stands before: "<bob@y.example>Dw Ann", "CETAssunto Tea".
    private static int GluedLabel(string text, int i)
    {
        if (text[i] != ' ' || char.IsWhiteSpace(text[i - 1]) || (i + 1 < text.Length && text[i + 1] is ':' or '：'))
        {
            return -1;
        }

        for (var at = i - 1; at > 0 && i - at <= LongestLabel && !char.IsWhiteSpace(text[at]); at--)
        {
            var isGlued = text[at - 1] is '>' or ']' or ')' || (char.IsUpper(text[at - 1]) && i - at > 2);
            if (isGlued && char.IsUpper(text[at]) && HeaderLabels.Read(TextLine.Of($"{text[at..i]}:", LineMark.None), out _).Length > 0)
            {
                return at;
            }
        }

        return -1;
    }

    private static string WithColon(string piece, string colon) => colon.Length > 0 && piece.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank ? piece.Insert(blank, colon) : piece;

    private static int LabelStart(string text, int from, int colon)
    {
        var last = text.AsSpan(0, colon).LastIndexOfAny(':', '：');
        for (var at = Math.Max(Math.Max(from, last + 1), colon - LongestLabel); at < colon; at++)
        {
            if (char.IsLetter(text[at]) && !char.IsLower(text[at]) && HeaderLabels.Read(TextLine.Of(text[at..(colon + 1)], LineMark.None), out _).Length > 0)
            {
                return at;
            }
        }

        return -1;
    }
}
