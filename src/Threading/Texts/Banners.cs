using System.Buffers;
using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>
/// "CAUTION: This email originated from outside of the organization. Do not click links …": what gateways put above other people's words (banners.tsv). Every sentence must be
/// known; where one is not, the banner ends before it, and where that is within a line nothing is a banner (behaviour.md B9: when in doubt, keep).
/// </summary>
internal static class Banners
{
    private const int MostLines = 24;
    private const int Longest = 2000;
    private const int ShortestWrapped = 60;
    private const int Enough = 2;
    private static readonly SearchValues<string> Words = SearchValues.Create([.. DataFile.Rows("banners", 3).Where(r => r[1] == "word").SelectMany(r => DataFile.Values(r[2]))], StringComparison.OrdinalIgnoreCase);
    private static readonly FrozenDictionary<char, Phrase[]> ByFirst = DataFile.Rows("banners", 3).Where(r => r[1] != "word")
        .SelectMany(r => DataFile.Values(r[2]).Select(p => new Phrase(p.Replace('’', '\''), Enum.Parse<Kind>(r[1], ignoreCase: true))))
        .GroupBy(p => char.ToUpperInvariant(p.Text[0])).ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(p => p.Text.Length).ToArray());

    private enum Kind
    {
        Head,
        Tag,
        Alone,
        With,
        Follow,
    }

    private sealed record Phrase(string Text, Kind Kind);

    /// <summary>The line below the banners that a body begins with, or 0.</summary>
    public static int Top(List<TextLine> lines)
    {
        var start = 0;
        while (start < lines.Count && (lines[start].IsBlank || Separators.IsRuler(lines[start])))
        {
            start++;
        }

        var end = EndAt(lines, start);
        return end > start ? end : 0;
    }

    /// <summary>The first line of a banner that is the whole paragraph above <paramref name="end"/>, or <paramref name="end"/>.</summary>
    public static int Above(List<TextLine> lines, int end)
    {
        var last = end;
        while (last > 0 && lines[last - 1].IsBlank)
        {
            last--;
        }

        var start = last;
        while (start > 0 && last - start < MostLines && !lines[start - 1].IsBlank)
        {
            start--;
        }

        return start < last && start > 0 && EndAt(lines, start) >= last ? start : end;
    }

    /// <summary>The line below the banner that begins at a line, or that line where none does.</summary>
    public static int EndAt(List<TextLine> lines, int start)
    {
        // Nearly every mail begins with other words and ends here.
        if (start >= lines.Count || !IsOpen(lines[start]) || Find(lines[start].Bare, SkipMarks(lines[start].Bare, 0)) is null or { Kind: Kind.Follow })
        {
            return start;
        }

        var count = 0;
        while (count < MostLines && start + count < lines.Count && IsOpen(lines[start + count]))
        {
            count++;
        }

        var text = string.Join('\n', Enumerable.Range(start, count).Select(i => lines[i].Bare.ToString()));
        var end = start + Lines(text.Length > Longest ? text[..Longest] : text);
        return end > start && end < lines.Count && Separators.IsRuler(lines[end]) ? end + 1 : end;
    }

    private static bool IsOpen(TextLine line) => line.Depth == 0 && line.Mark == LineMark.None;

    // How many lines of the text are a banner.
    private static int Lines(string text)
    {
        var (taken, signs, isSure, at) = (0, 0, false, 0);
        while (true)
        {
            var before = at;
            at = SkipMarks(text, before);
            if (Find(text, at) is not { } phrase || (phrase.Kind == Kind.Follow && (!isSure || text.AsSpan(before, at - before).Contains("\n\n", StringComparison.Ordinal))))
            {
                return taken;
            }

            signs += phrase.Kind == Kind.Alone || (phrase.Kind == Kind.Tag && IsSetOff(text, at, phrase.Text.Length)) ? Enough : 1;
            isSure |= phrase.Kind is Kind.Alone or Kind.With or Kind.Tag;
            var begin = at;
            at += phrase.Text.Length;
            at = phrase.Kind is Kind.Head or Kind.Tag ? at : EndOfSentence(text, at);
            if (at < 0 || (phrase.Kind == Kind.With && !text.AsSpan(begin, at - begin).ContainsAny(Words)))
            {
                return taken;
            }

            taken = isSure && signs >= Enough && IsLineEnd(text, at) ? text.AsSpan(0, at).Count('\n') + 1 : taken;
        }
    }

    // Rulers, brackets, signs of warning and line ends.
    private static int SkipMarks(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && !char.IsLetterOrDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private static Phrase? Find(ReadOnlySpan<char> text, int at)
    {
        foreach (var phrase in at >= text.Length ? [] : ByFirst.GetValueOrDefault(char.ToUpperInvariant(text[at]), []))
        {
            var end = at + phrase.Text.Length;
            var isWhole = phrase.Kind is not (Kind.Head or Kind.Tag) || end >= text.Length || !char.IsLetterOrDigit(text[end]);
            if (isWhole && StartsWith(text, at, phrase.Text))
            {
                return phrase;
            }
        }

        return null;
    }

    // A line may end within the words, and apostrophes are of two kinds.
    private static bool StartsWith(ReadOnlySpan<char> text, int at, string words)
    {
        if (text.Length - at < words.Length)
        {
            return false;
        }

        for (var i = 0; i < words.Length; i++)
        {
            var c = text[at + i] switch { '\n' or '\u00A0' => ' ', '’' => '\'', var other => other };
            if (c != words[i] && char.ToUpperInvariant(c) != char.ToUpperInvariant(words[i]))
            {
                return false;
            }
        }

        return true;
    }

    // "[External]", "*** EXTERNAL EMAIL ***"
    private static bool IsSetOff(string text, int at, int length)
        => (at > 0 && text[at - 1] is not (' ' or '\n' or '\t')) || (length > 3 && text.AsSpan(at, length).IndexOfAnyInRange('a', 'z') < 0 && char.IsAsciiLetterUpper(text[at]));

    // Behind the point, or where the line ends and did not have to; -1 for a question, which nobody's program asks.
    private static int EndOfSentence(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            var c = text[at];
            var isEnd = at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1]);
            if (c is '？' or '؟' || (c == '?' && isEnd))
            {
                return -1;
            }

            if (c is '。' or '！' || (c is '.' or '!' && isEnd) || (c == '\n' && !IsWrapped(text, at)))
            {
                return c == '\n' ? at : at + 1;
            }
        }

        return at;
    }

    private static bool IsWrapped(string text, int lineEnd)
    {
        var start = lineEnd == 0 ? 0 : text.LastIndexOf('\n', lineEnd - 1) + 1;
        var word = text.AsSpan(lineEnd + 1).IndexOfAny(' ', '\n');
        return lineEnd + 1 < text.Length && char.IsLower(text[lineEnd + 1]) && lineEnd - start + (word < 0 ? text.Length - lineEnd : word) >= ShortestWrapped;
    }

    private static bool IsLineEnd(string text, int at)
    {
        while (at < text.Length && text[at] != '\n' && !char.IsLetterOrDigit(text[at]))
        {
            at++;
        }

        return at >= text.Length || text[at] == '\n';
    }
}
