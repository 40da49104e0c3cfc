using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>Where a signature begins: "-- " (RFC 3676 §4.3) or the line of a telephone or mail program (signature-lines.tsv).</summary>
internal static class Signatures
{
    private const char Ellipsis = '…';
    private const int MostLines = 20;
    private const int MostLegalLines = 60;
    private const int MostRuledOff = 8;
    private const int LongestRuledOff = 60;
    private const int ShortestFrame = 8;
    private static readonly WordIndex LegalByFirst = new(Legal().Where(l => l[^1] != Ellipsis), l => l[0]);
    private static readonly WordIndex PerhapsLegalByFirst = new(Legal().Where(l => l[^1] == Ellipsis).Select(l => l[..^1]), l => l[0]);
    private static readonly SearchValues<string> LegalWords =
        SearchValues.Create([.. DataFile.Rows("disclaimers", 2).Where(r => r[0] == "words").SelectMany(r => DataFile.Values(r[1]))], StringComparison.OrdinalIgnoreCase);

    /// <summary>The line at which the signature of the lines before <paramref name="end"/> begins, or <paramref name="end"/>.</summary>
    public static int Start(List<TextLine> lines, bool[] isNew, int end)
    {
        // B9: behind "-- " within the last 20 lines; lines that say nothing do not count.
        var seen = 0;
        var start = end;
        var below = end;
        var foot = Foot(lines, end);
        for (var i = end - 1; i >= 0 && seen <= MostLegalLines; i--)
        {
            if (!isNew[i] || lines[i].IsBlank)
            {
                continue;
            }

            seen++;
            var isNear = seen <= MostLines;
            var isLast = below >= start;
            below = i;
            if (lines[i].Mark == LineMark.Signature || (isNear && (IsDelimiter(lines[i]) || ProgramLines.Is(lines, i, isLast) || (seen == 1 && ProgramLines.NamesDevice(lines[i])) || IsRuledOff(lines, i, foot) || ContactFrame.BeginsAt(lines, i, foot.Last))) || IsLegal(lines, i) || IsListFooter(lines, i))
            {
                start = AboveRuler(lines, i, overBlanks: IsLegal(lines, i));
                seen = isNear && IsDelimiter(lines[i]) ? seen : 0;
            }
        }

        return start;
    }

    // Legal text begins a paragraph and is set off by a blank line or a ruler; the ruler goes with it.
    private static bool IsLegal(List<TextLine> lines, int at)
        => at > 0 && (lines[at - 1].IsBlank || Separators.IsRuler(lines[at - 1])) && !lines[at].IsQuoted
            && Words(lines[at].Bare) is var words && (LegalByFirst.HoldsBeginningOf(words) || (PerhapsLegalByFirst.HoldsBeginningOf(words) && IsLegalParagraph(lines, at)));

    // A tree stands before "think before you print": a picture, or the letter that is one in the font Webdings.
    private static ReadOnlySpan<char> Words(ReadOnlySpan<char> bare)
    {
        var first = 0;
        while (first < bare.Length && !char.IsLetterOrDigit(bare[first]) && bare[first] is not ('"' or '“' or '„' or '«' or '(' or '-' or '•'))
        {
            first++;
        }

        return bare[first..] is ['P', ' ', var letter, ..] && char.IsUpper(letter) ? bare[(first + 2)..] : bare[first..];
    }

    private static bool IsLegalParagraph(List<TextLine> lines, int at)
    {
        for (var i = at; i < lines.Count && i < at + MostLines && !lines[i].IsBlank; i++)
        {
            if (lines[i].Bare.ContainsAny(LegalWords))
            {
                return true;
            }
        }

        return false;
    }

    // Some people draw a line of underscores above a few short lines, or above and below them. What stands free below a ruler is text.
    private static bool IsRuledOff(List<TextLine> lines, int at, (int Last, bool IsRuled) foot)
    {
        if (!IsUnderscores(lines[at]) || foot.Last <= at || foot.Last - at > MostRuledOff)
        {
            return false;
        }

        var last = foot.Last;
        var isFramed = last > at + 1 && lines[at].Bare.Length >= ShortestFrame && foot.IsRuled;
        if (!isFramed && at > 0 && !lines[at - 1].IsBlank)
        {
            return false;
        }

        for (var i = at + 1; i <= last; i++)
        {
            if (lines[i].Bare.Length > LongestRuledOff || lines[i].IsQuoted || (lines[i].IsBlank && !isFramed))
            {
                return false;
            }
        }

        return true;
    }

    // The last line with words before the end, and whether it or the first line behind the end is a ruler: what is cut takes rulers above it along.
    private static (int Last, bool IsRuled) Foot(List<TextLine> lines, int end)
    {
        var last = end - 1;
        while (last >= 0 && lines[last].IsBlank)
        {
            last--;
        }

        var below = end;
        while (below < lines.Count && lines[below].IsBlank)
        {
            below++;
        }

        return (last, (last >= 0 && IsUnderscores(lines[last])) || (below < lines.Count && IsUnderscores(lines[below])));
    }

    private static bool IsUnderscores(TextLine line) => line.Bare.Length > 1 && line.Bare.IndexOfAnyExcept('_') < 0;

    /// <summary>"_______" and "tea mailing list" or "tea mailing list -- tea@lists.x.example" below it: what list servers add to every mail.</summary>
    public static bool IsListFooter(List<TextLine> lines, int at)
        => IsUnderscores(lines[at]) && at + 1 < lines.Count
            && (lines[at + 1].Bare.EndsWith("mailing list", StringComparison.OrdinalIgnoreCase) || lines[at + 1].Bare.Contains(" mailing list -- ", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Legal() => DataFile.Rows("disclaimers", 2).Where(r => r[0] != "words").SelectMany(r => DataFile.Values(r[1]));

    private static int AboveRuler(List<TextLine> lines, int at, bool overBlanks)
    {
        var above = at - 1;
        while (overBlanks && above > 0 && lines[above].IsBlank)
        {
            above--;
        }

        return above >= 0 && Separators.IsRuler(lines[above]) && !IsDelimiter(lines[above]) ? above : at;
    }

    /// <summary>"--", "-- " or a dash alone on its line.</summary>
    public static bool IsDelimiter(TextLine line) => line.Depth == 0 && line.Bare is "--" or "—" or "–" or "---";
}
