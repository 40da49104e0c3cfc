using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>Where a signature begins: "-- " (RFC 3676 §4.3) or the line of a telephone or mail program (signature-lines.tsv).</summary>
internal static class Signatures
{
    private const int MostLines = 20;
    private const int LongestLine = 90;
    private const int MostLegalLines = 60;
    private static readonly FrozenDictionary<char, string[]> LegalByFirst = ByFirst("disclaimers");
    private static readonly FrozenDictionary<char, string[]> BeginningsByFirst = ByFirst("signature-lines");

    /// <summary>The line at which the signature of the lines before <paramref name="end"/> begins, or <paramref name="end"/>.</summary>
    public static int Start(IReadOnlyList<TextLine> lines, IReadOnlyList<bool> isNew, int end)
    {
        // B9: behind "-- " within the last 20 lines; lines that say nothing do not count.
        var seen = 0;
        var start = end;
        for (var i = end - 1; i >= 0 && seen <= MostLegalLines; i--)
        {
            if (!isNew[i] || lines[i].IsBlank)
            {
                continue;
            }

            seen++;
            var isNear = seen <= MostLines;
            if (lines[i].Mark == LineMark.Signature || (isNear && (IsDelimiter(lines[i]) || IsProgramLine(lines, i))) || IsLegal(lines, i))
            {
                start = AboveRuler(lines, i);
                seen = isNear && IsDelimiter(lines[i]) ? seen : 0;
            }
        }

        return start;
    }

    // Legal text begins a paragraph and is set off by a blank line or a ruler; the ruler goes with it.
    private static bool IsLegal(IReadOnlyList<TextLine> lines, int at)
        => at > 0 && (lines[at - 1].IsBlank || Separators.IsRuler(lines[at - 1])) && !lines[at].IsQuoted
            && StartsWithOneOf(lines[at].Bare.AsSpan().TrimStart("*_ "), LegalByFirst);

    // Nearly every line of every mail is asked: only the few texts that begin as it does are compared.
    private static bool StartsWithOneOf(ReadOnlySpan<char> text, FrozenDictionary<char, string[]> byFirst)
    {
        foreach (var beginning in text.Length == 0 ? [] : byFirst.GetValueOrDefault(char.ToUpperInvariant(text[0]), []))
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenDictionary<char, string[]> ByFirst(string file) => DataFile.Rows(file, 2).SelectMany(r => DataFile.Values(r[1]))
        .GroupBy(l => char.ToUpperInvariant(l[0])).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    private static int AboveRuler(IReadOnlyList<TextLine> lines, int at) => at > 0 && Separators.IsRuler(lines[at - 1]) && !IsDelimiter(lines[at - 1]) ? at - 1 : at;

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

        return StartsWithOneOf(bare.AsSpan().TrimStart("-*_<[( —"), BeginningsByFirst);
    }
}
