namespace Touchpoints.Threading;

/// <summary>What is done to the lines of a body before they are sorted (<see cref="ReplyScanner"/>).</summary>
internal static class ReplyLines
{
    /// <summary>The lines, those that hold both new words and an attribution divided, each container of a mail program told from the answers inside it.</summary>
    public static List<TextLine> Of(List<TextLine> lines)
    {
        var divided = Divided(lines);
        ResolveContainers(divided);
        return divided;
    }

    /// <summary>Which lines are fenced code, which is never cut; a fence that nothing closes is no fence.</summary>
    public static bool[] Code(List<TextLine> lines)
    {
        var code = new bool[lines.Count];
        var open = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Depth == 0 && lines[i].Bare.StartsWith("```", StringComparison.Ordinal))
            {
                if (open >= 0)
                {
                    Array.Fill(code, true, open, i - open + 1);
                }

                open = open >= 0 ? -1 : i;
            }
        }

        return code;
    }

    // A line that holds new words and an attribution becomes two.
    private static List<TextLine> Divided(List<TextLine> lines)
    {
        List<TextLine>? divided = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (Attribution.SharedAt(lines, i) is >= 0 and var at)
            {
                divided ??= lines[..i];
                var (before, behind) = lines[i].DividedAt(at);
                divided.Add(before);
                divided.Add(behind);
            }
            else
            {
                divided?.Add(lines[i]);
            }
        }

        return divided ?? lines;
    }

    // A container holds an attribution, quotations, and perhaps answers between them. Where it holds no quotation, all of it is one.
    private static void ResolveContainers(List<TextLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Mark is not (LineMark.Container or LineMark.Quote))
            {
                continue;
            }

            var end = i;
            var quote = -1;
            for (; end < lines.Count && lines[end].Mark is LineMark.Container or LineMark.Quote; end++)
            {
                quote = quote < 0 && lines[end].Mark == LineMark.Quote && !lines[end].IsBlank ? end : quote;
            }

            for (; i < end; i++)
            {
                var answer = quote >= 0 && i > quote && lines[i].Mark == LineMark.Container;
                lines[i] = lines[i] with { Mark = answer ? LineMark.None : LineMark.Quote };
            }
        }
    }
}
