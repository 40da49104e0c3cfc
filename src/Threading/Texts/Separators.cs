using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>What a separator line says of the text below it.</summary>
internal enum SeparatorKind
{
    /// <summary>No separator.</summary>
    None,

    /// <summary>A forwarded mail.</summary>
    Forward,

    /// <summary>The mail that is answered or forwarded: "-----Original Message-----".</summary>
    Original,

    /// <summary>Our own line: "reply above this line".</summary>
    Own,

    /// <summary>Where a forwarded mail ends: "----- End forwarded message -----".</summary>
    End,
}

/// <summary>Lines that stand above a quoted or forwarded mail. The phrases are data (separators.tsv).</summary>
internal static class Separators
{
    private const int LongestLine = 160;
    private const int MostWords = 5;
    private static readonly char[] Ruler = ['‐', '‑', '―', '━', '═', '-', '_', '=', '*', '—', '–', '─', '~', '#', '+', '>', '<', ' ', '\t', '\u00A0', '|'];
    private static readonly char[] Ends = [':', '：', ' ', '.'];
    private static readonly FrozenDictionary<string, SeparatorKind> Ruled = Phrases("ruled", "plain");
    private static readonly FrozenDictionary<string, SeparatorKind>.AlternateLookup<ReadOnlySpan<char>> PlainLookup = Phrases("plain").GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, SeparatorKind> Starts = Phrases("starts");
    private static readonly FrozenDictionary<string, SeparatorKind> Within = Phrases("within");
    private static readonly FrozenDictionary<string, SeparatorKind> Holds = Phrases("holds");
    private static readonly FrozenDictionary<string, SeparatorKind> EndsOfForwards = Phrases("ends");

    /// <summary>The kind of a line; <see cref="SeparatorKind.None"/> for every other line.</summary>
    public static SeparatorKind Of(TextLine line)
    {
        var head = HeadLength(line.Bare);
        var bare = head > 0 ? line.Bare[..head] : line.Bare;
        if (bare.Length is < 4 or > LongestLine)
        {
            return SeparatorKind.None;
        }

        // Nearly every line of every mail comes by here: looked up as it stands, nothing is copied.
        var words = bare.Trim(Ruler).TrimEnd(Ends);
        if (!IsRuled(bare))
        {
            return PlainLookup.TryGetValue(words, out var plain) ? plain : SeparatorKind.None;
        }

        return OfRuled(bare, words.ToString().ToLowerInvariant());
    }

    private static SeparatorKind OfRuled(ReadOnlySpan<char> bare, string phrase)
    {
        if (Ruled.TryGetValue(phrase, out var kind))
        {
            return kind;
        }

        if (Find(EndsOfForwards, end => phrase.StartsWith(end, StringComparison.Ordinal)) == SeparatorKind.End)
        {
            return SeparatorKind.End;
        }

        // "----- Forwarded message from Ann <ann@x.example> -----": Horde and mutt name the writer behind the phrase of any language.
        if (phrase.Contains('@', StringComparison.Ordinal) && Find(Ruled, ruled => phrase.StartsWith($"{ruled} ", StringComparison.Ordinal)) == SeparatorKind.Forward)
        {
            return SeparatorKind.Forward;
        }

        // "-----Antwort Nachricht-----": a few words between two rulers, and one of them is the word for a mail.
        if (IsRuledOnBothSides(bare) && phrase.AsSpan().Count(' ') < MostWords && Find(Holds, word => phrase.Contains(word, StringComparison.Ordinal)) is var held and not SeparatorKind.None)
        {
            return held;
        }

        return Find(Starts, start => phrase.StartsWith(start, StringComparison.Ordinal)) is var found and not SeparatorKind.None
            ? found
            : Find(Within, part => phrase.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>How long "----- words -----" at the start of a line is; 0 when the line does not begin so.</summary>
    public static int HeadLength(ReadOnlySpan<char> bare)
    {
        if (!bare.StartsWith("---", StringComparison.Ordinal))
        {
            return 0;
        }

        var words = bare.IndexOfAnyExcept('-', ' ');
        var close = words < 0 ? -1 : bare[words..].IndexOf("---") is >= 0 and var behind ? words + behind : -1;
        var end = close < 0 ? -1 : bare[close..].IndexOfAnyExcept('-');
        return close < 0 ? 0 : end < 0 ? bare.Length : close + end;
    }

    /// <summary>"----- words -----" of any language: a separator where a whole header stands below it.</summary>
    public static bool IsWordsBetweenRulers(TextLine line)
        => HeadLength(line.Bare) == line.Bare.Length && line.Bare.Length is > 8 and < LongestLine && line.Bare.Count(' ') <= MostWords + 1;

    /// <summary>A line of dashes, underscores or the like and nothing else.</summary>
    public static bool IsRuler(TextLine line) => line.Bare.Length >= 3 && line.Bare.TrimStart("-_=*—–─‐‑―━═ ").IsEmpty;

    /// <summary>"===8&lt;====== words ======": The Bat cuts out what it forwards with two such lines.</summary>
    public static bool IsScissors(TextLine line)
        => line.Bare.StartsWith("===8<===", StringComparison.Ordinal) && line.Bare.EndsWith("===", StringComparison.Ordinal) && line.Bare.Length < LongestLine;

    private static bool IsRuled(ReadOnlySpan<char> bare) => bare.Length > 2 && IsRulerChar(bare[0]) && (IsRulerChar(bare[1]) || bare[1] == ' ');

    // As Outlook rules them off; a heading that a person writes has blanks around its words.
    private static bool IsRuledOnBothSides(ReadOnlySpan<char> bare)
        => bare.StartsWith("-----", StringComparison.Ordinal) && bare.EndsWith("-----", StringComparison.Ordinal) && !bare.Trim('-').ContainsAny("-:") && bare.Trim('-') is [not ' ', .., not ' '];

    private static bool IsRulerChar(char c) => c is '-' or '‐' or '‑' or '―' or '━' or '═' or '_' or '=' or '*' or '—' or '–' or '─' or '~' or '#' or '+';

    private static SeparatorKind Find(FrozenDictionary<string, SeparatorKind> phrases, Func<string, bool> fits)
    {
        foreach (var (phrase, kind) in phrases)
        {
            if (fits(phrase))
            {
                return kind;
            }
        }

        return SeparatorKind.None;
    }

    private static FrozenDictionary<string, SeparatorKind> Phrases(params string[] how)
    {
        var phrases = new Dictionary<string, SeparatorKind>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in DataFile.Rows("separators", 4).Where(r => how.Contains(r[2])))
        {
            foreach (var phrase in DataFile.Values(row[3]))
            {
                phrases.TryAdd(phrase.ToLowerInvariant(), Enum.Parse<SeparatorKind>(row[1], ignoreCase: true));
            }
        }

        return phrases.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
