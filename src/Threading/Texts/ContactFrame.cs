using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>
/// A signature between two rulers of any kind, as nearly everybody in Japan has one, or below a single ruler: a few short lines, and one of them says how the writer is reached.
/// Totals and plans stand between rulers too, but hold neither an address nor a telephone.
/// </summary>
internal static class ContactFrame
{
    private const int ShortestRuler = 8;
    private const int MostLines = 12;
    private const int FewestFree = 3;
    private const int LongestLine = 60;
    private const int FewestFigures = 9;
    private const int MostFigures = 15;
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789+()-–./ ");

    /// <summary>True when the ruler at <paramref name="at"/> begins such a signature, whose last line with words is <paramref name="last"/>.</summary>
    public static bool BeginsAt(List<TextLine> lines, int at, int last)
    {
        if (!IsRuler(lines[at]) || last - at is < 2 or > MostLines)
        {
            return false;
        }

        // Below a single ruler everything hangs together and nothing hangs on above; what is cut below may have taken the second ruler along.
        var isClosed = IsRuler(lines[last]) || (last + 1 < lines.Count && IsRuler(lines[last + 1]));
        if (!isClosed && (last - at < FewestFree || (at > 0 && !lines[at - 1].IsBlank)))
        {
            return false;
        }

        var isReached = false;
        for (var i = at + 1; i <= last; i++)
        {
            if (lines[i].IsQuoted || lines[i].Bare.Contains('\t') || (lines[i].IsBlank && !isClosed) || (lines[i].Bare.Length > LongestLine && !IsRuler(lines[i])))
            {
                return false;
            }

            isReached |= IsReached(lines[i].Bare);
        }

        return isReached;
    }

    // "━━━━━━━━", "*-*-*-*-": signs only, of two kinds at most.
    private static bool IsRuler(TextLine line)
    {
        if (line.Bare.Length < ShortestRuler || line.Depth > 0)
        {
            return false;
        }

        var bare = line.Bare;
        var other = bare.IndexOfAnyExcept(bare[0]);
        return bare.IndexOfAnyExcept(bare[0], other < 0 ? bare[0] : bare[other]) < 0 && IsSign(bare[0]) && (other < 0 || IsSign(bare[other]));
    }

    private static bool IsSign(char c) => !char.IsLetterOrDigit(c) && !char.IsWhiteSpace(c) && c is not ('.' or '!' or '?' or '>' or '`' or '|');

    // An address, or a telephone: 04.05.2021 is a date, 04.05.2021 10:15 a time, and 200 4.10 820.00 a sum.
    private static bool IsReached(ReadOnlySpan<char> text)
    {
        var first = text.IndexOfAnyInRange('0', '9');
        if (text.IndexOf('@') > 0 || first < 0)
        {
            return text.IndexOf('@') > 0;
        }

        var isDialled = text[first] == '0' || (first > 0 && text[first - 1] is '+' or '(');
        var end = text[first..].IndexOfAnyExcept(OfNumbers);
        var number = end < 0 ? text[first..] : text.Slice(first, end);
        var figures = 0;
        foreach (var c in number)
        {
            figures += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return isDialled && figures is >= FewestFigures and <= MostFigures && (end < 0 || text[first + end] != ':');
    }
}
