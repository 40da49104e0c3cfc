namespace Touchpoints.Threading;

/// <summary>Where a signature begins: "-- " (RFC 3676 §4.3) or the line of a telephone or mail program (signature-lines.tsv).</summary>
internal static class Signatures
{
    private const int MostLines = 20;
    private const int LongestLine = 90;
    private static readonly string[] Beginnings = [.. DataFile.Rows("signature-lines", 2).SelectMany(r => DataFile.Values(r[1]))];

    /// <summary>The line at which the signature of the lines before <paramref name="end"/> begins, or <paramref name="end"/>.</summary>
    public static int Start(IReadOnlyList<TextLine> lines, IReadOnlyList<bool> isNew, int end)
    {
        // B9: behind "-- " within the last 20 lines; lines that say nothing do not count.
        var seen = 0;
        var start = end;
        for (var i = end - 1; i >= 0 && seen <= MostLines; i--)
        {
            if (!isNew[i] || lines[i].IsBlank)
            {
                continue;
            }

            seen++;
            if (lines[i].Mark == LineMark.Signature || IsDelimiter(lines[i]) || IsProgramLine(lines, i))
            {
                start = i;
            }
        }

        return start;
    }

    /// <summary>"--", "-- " or a dash alone on its line.</summary>
    public static bool IsDelimiter(TextLine line) => line.Depth == 0 && line.Bare is "--" or "—" or "–" or "---";

    /// <summary>"Sent from my telephone", alone between blank lines.</summary>
    public static bool IsProgramLine(IReadOnlyList<TextLine> lines, int at)
    {
        var bare = lines[at].Bare;
        if (bare.Length > LongestLine || (at > 0 && !lines[at - 1].IsBlank && !IsDelimiter(lines[at - 1]) && lines[at - 1].Mark != LineMark.Signature))
        {
            return false;
        }

        var text = bare.TrimStart('-', '*', '_', '<', '[', '(', ' ', '—');
        foreach (var beginning in Beginnings)
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
