using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>Where a signature begins: "-- " (RFC 3676 §4.3) or the line of a telephone or mail program (signature-lines.tsv).</summary>
internal static class Signatures
{
    private const char Ellipsis = '…';
    private const string Brackets = "-*_<>[]() —.";
    private const int MostLines = 20;
    private const int LongestLine = 90;
    private const int MostLegalLines = 60;
    private const int MostRuledOff = 8;
    private const int LongestRuledOff = 60;
    private const int ShortestFrame = 8;
    private static readonly WordIndex LegalByFirst = new(Legal().Where(l => l[^1] != Ellipsis), l => l[0]);
    private static readonly WordIndex PerhapsLegalByFirst = new(Legal().Where(l => l[^1] == Ellipsis).Select(l => l[..^1]), l => l[0]);
    private static readonly SearchValues<string> LegalWords =
        SearchValues.Create([.. DataFile.Rows("disclaimers", 2).Where(r => r[0] == "words").SelectMany(r => DataFile.Values(r[1]))], StringComparison.OrdinalIgnoreCase);

    private static readonly WordIndex BeginningsByFirst = new(ProgramLines(), l => l[0]);
    private static readonly WordIndex EndingsByLast =
        new(ProgramLines().Where(l => l[0] == Ellipsis).Select(l => l[1..]), l => l[^1]);

    private static readonly SearchValues<string> Devices =
        SearchValues.Create([.. DataFile.Rows("signature-lines", 2).Where(r => r[0] == "devices").SelectMany(r => DataFile.Values(r[1]))], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Excuses = SearchValues.Create(["excuse", "pardon", "sorry", "apolog", "typo", "brevity"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The line at which the signature of the lines before <paramref name="end"/> begins, or <paramref name="end"/>.</summary>
    public static int Start(List<TextLine> lines, bool[] isNew, int end)
    {
        // B9: behind "-- " within the last 20 lines; lines that say nothing do not count.
        var seen = 0;
        var start = end;
        var foot = Foot(lines, end);
        for (var i = end - 1; i >= 0 && seen <= MostLegalLines; i--)
        {
            if (!isNew[i] || lines[i].IsBlank)
            {
                continue;
            }

            seen++;
            var isNear = seen <= MostLines;
            if (lines[i].Mark == LineMark.Signature || (isNear && (IsDelimiter(lines[i]) || IsProgramLine(lines, i) || (seen == 1 && IsDeviceLine(lines[i])) || IsRuledOff(lines, i, foot) || ContactFrame.BeginsAt(lines, i, foot.Last))) || IsLegal(lines, i) || IsListFooter(lines, i))
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
            && Words(lines[at].Bare) is var words && (StartsWithOneOf(words, LegalByFirst) || (StartsWithOneOf(words, PerhapsLegalByFirst) && IsLegalParagraph(lines, at)));

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

    // Nearly every line of every mail is asked: only the few texts that begin as it does are compared.
    private static bool StartsWithOneOf(ReadOnlySpan<char> text, WordIndex byFirst)
    {
        foreach (var beginning in text.Length == 0 ? [] : byFirst[text[0]])
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

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

    /// <summary>"Sent from my telephone", alone below a blank line or below another such line.</summary>
    public static bool IsProgramLine(List<TextLine> lines, int at)
    {
        for (var i = 0; i < MostLines && IsProgramText(lines[at].Bare); i++)
        {
            if (at == 0 || lines[at - 1].IsBlank || IsDelimiter(lines[at - 1]) || lines[at - 1].Mark == LineMark.Signature)
            {
                return true;
            }

            at--;
        }

        return false;
    }

    // "Sent from my desk, is much easier than my telephone." is a sentence; "Sent from my desk, please excuse typos" is none of interest.
    private static bool IsProgramText(ReadOnlySpan<char> bare)
        => bare.Length <= LongestLine
            && (StartsWithOneOf(bare.TrimStart(Brackets), BeginningsByFirst) || EndsWithOneOf(bare.TrimEnd(Brackets), EndingsByLast))
            && !(bare[^1] is '.' or '!' or '?' && bare.IndexOf(',') is > 0 and var comma && !bare[comma..].ContainsAny(Excuses));

    // Some telephones leave no blank line above theirs: it is the last line, names what it was sent from, and is no sentence.
    private static bool IsDeviceLine(TextLine line)
        => line.Bare[^1] is not ('.' or '!' or '?') && IsProgramText(line.Bare) && line.Bare.ContainsAny(Devices);

    private static IEnumerable<string> ProgramLines()
        => DataFile.Rows("signature-lines", 2).Where(r => r[0] != "devices").SelectMany(r => DataFile.Values(r[1]));

    private static bool EndsWithOneOf(ReadOnlySpan<char> text, WordIndex byLast)
    {
        foreach (var ending in text.Length == 0 ? [] : byLast[text[^1]])
        {
            if (text.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
