using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>The line that programs put above a quotation, "On … Ann wrote:", in the languages of attributions.tsv, also wrapped over lines.</summary>
internal static class Attribution
{
    private const int MostLines = 6;
    private const int LongestText = 600;
    private const int LongestZoned = 120;
    private static readonly string[] Openings = Column(1);
    private static readonly WordIndex OpeningsByFirst = new(Openings, o => o[0]);
    private static readonly string[] Verbs = [.. Column(2).OrderByDescending(v => v.Length)];
    private static readonly WordIndex VerbsByLast = new(Verbs, v => v[^1]);
    private static readonly WordIndex VerbsByFirst = new(Verbs, v => v[0]);
    private static readonly SearchValues<string> AnyVerb = SearchValues.Create(Verbs, StringComparison.OrdinalIgnoreCase);
    private static readonly string[] Besides = Column(3);
    private static readonly char[] Rulers = ['-', '_', '*', '=', ' ', '~'];

    /// <summary>How many lines the attribution that begins at <paramref name="start"/> takes; 0 when none begins there.</summary>
    public static int LinesAt(List<TextLine> lines, int start)
    {
        var first = lines[start];
        if (first.IsBlank || first.Bare.Length > LongestText || first.Depth > 0)
        {
            return AttributionForms.IsGroupWise(first) ? 1 : 0;
        }

        var opened = StartsWithOpening(first.Bare.TrimStart(Rulers));
        var mayWrap = opened || char.IsAsciiDigit(first.Bare[0]) || ((start == 0 || lines[start - 1].IsBlank) && HasDate(first.Bare)) || IsAddressAboveVerb(lines, start);
        if (!mayWrap && !IsEnd(first.Bare) && !first.Bare.Contains("---", StringComparison.Ordinal))
        {
            // Nearly every line of every mail ends here.
            return 0;
        }

        var joined = "";
        for (var i = start; i < lines.Count && i < start + MostLines; i++)
        {
            // "wrote" and ">" stand on a line of their own where a program wraps before them.
            var line = lines[i].Depth > 0 && i > start && IsEnd(lines[i].Bare) ? lines[i] with { Depth = 0 } : lines[i];
            if (line.Depth > 0 || line.Mark != first.Mark || (line.IsBlank ? !(opened && GoesOnBelow(lines, i, joined)) : i > start && BeginsAnew(line.Bare, joined)))
            {
                return 0;
            }

            joined = $"{joined} {line.Bare}".Trim();
            if (joined.Length > LongestText)
            {
                return 0;
            }

            if (i == start && (AttributionForms.IsNotesHead(joined) || (IsDateAndAddress(joined) && StandsAlone(lines, i))))
            {
                return 1;
            }

            // "2016-03-03 17:21 GMT+01:00 Ann Doe": Gmail once wrote so in many languages, with or without an address and a colon.
            if (i == start && AttributionForms.IsZoned(joined) && (i + 1 == lines.Count || lines[i + 1].IsBlank || lines[i + 1].IsQuoted))
            {
                return 1;
            }

            // "2011/4/7 Ann <ann@x.example>" and a quotation below: some programs write neither a verb nor a colon.
            if (i < start + 2 && IsDateAndAddress(joined) && QuoteFollows(lines, i + 1))
            {
                return i - start + 1;
            }

            if (IsEnd(joined) || IsFramed(joined))
            {
                return IsFramed(joined) || Holds(joined, i > start || opened || char.IsAsciiDigit(joined.AsSpan().TrimStart('(')[0]), QuoteFollows(lines, i + 1)) ? i - start + 1 : 0;
            }

            if (!mayWrap)
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>True when the text holds a date or a time in figures.</summary>
    public static bool HasDate(ReadOnlySpan<char> text)
    {
        if (Figures.AreIn(text))
        {
            return HasDate(Figures.Ascii(text.ToString()));
        }

        // Most lines hold no figure at all, and one look over the line says so.
        for (var i = text.IndexOfAnyInRange('0', '9'); i >= 0 && i + 2 < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) && text[i + 1] is ':' or '.' or '/' or '-' && char.IsAsciiDigit(text[i + 2]))
            {
                return true;
            }

            if (i + 3 < text.Length && text[i] is '1' or '2' && text[i + 1] is '9' or '0' && text[i..(i + 4)].IndexOfAnyExceptInRange('0', '9') < 0)
            {
                return true;
            }

            var next = text[(i + 1)..].IndexOfAnyInRange('0', '9');
            if (next < 0)
            {
                return false;
            }

            i += next;
        }

        return false;
    }

    /// <summary>
    /// Where an attribution begins that shares its line with words before it ("Yes --- On 4 May at 10:15, Ann wrote:"), a quotation following; -1 when there is none.
    /// </summary>
    public static int SharedAt(List<TextLine> lines, int at)
    {
        var text = lines[at].Bare;
        if (lines[at].IsQuoted || text.Length > LongestText || !IsEnd(text) || char.IsAsciiDigit(text[0]) || StartsWithOpening(text.TrimStart(Rulers)) || !QuoteFollows(lines, at + 1))
        {
            return -1;
        }

        for (var i = 1; i < text.Length; i++)
        {
            var rest = text[i..];
            if (char.IsUpper(text[i]) && text[i - 1] is ' ' or '-' or '.' && StartsWithOpening(rest) && HasDate(rest))
            {
                // Whose name or address stands before it did not write the words before it.
                return rest.Contains('@') && !text[..i].Contains('@') && FindVerb(text[i..]).At > 0 ? i : -1;
            }
        }

        return -1;
    }

    /// <summary>Where the verb stands in an attribution and how long it is; (-1, 0) when there is none.</summary>
    public static (int At, int Length) FindVerb(ReadOnlySpan<char> text)
    {
        var (best, length) = (-1, 0);
        for (var at = NextVerb(text, 0); at >= 0; at = NextVerb(text, at + 1))
        {
            // The longest verb counts, and of that the last: what stands before may be a name or the text's own words.
            foreach (var verb in VerbsByFirst[text[at]])
            {
                if (verb.Length >= length && text[at..].StartsWith(verb, StringComparison.OrdinalIgnoreCase) && IsWord(text, at, verb.Length))
                {
                    (best, length) = (at, verb.Length);
                    break;
                }
            }
        }

        return (best, length);
    }

    /// <summary>The text without a word that opens an attribution ("On", "Am", "Le").</summary>
    public static string WithoutOpening(string text)
    {
        var opening = Openings.Where(o => StartsWith(text, o)).MaxBy(o => o.Length);
        return opening is null ? text : text[opening.Length..].TrimStart(' ', ',', ':');
    }

    /// <summary>The text without words that stand beside the writer's name ("heeft", "użytkownik").</summary>
    public static string WithoutBeside(string text)
    {
        var trimmed = text.Trim(' ', ',', '،', ':', '.');
        var word = Array.Find(Besides, b => trimmed.StartsWith(b, StringComparison.OrdinalIgnoreCase) && (trimmed.Length == b.Length || !char.IsLetter(trimmed[b.Length])));
        return word is null ? trimmed : trimmed[word.Length..].Trim(' ', ',', ':', '.');
    }

    // Some programs put a blank line into an attribution. "On it!" and a blank line are an answer: what has neither date nor address, or is a sentence, does not go on below.
    private static bool GoesOnBelow(List<TextLine> lines, int blank, string above)
    {
        var next = blank + 1;
        while (next < lines.Count && next < blank + MostLines && lines[next].IsBlank)
        {
            next++;
        }

        return next < lines.Count && above.LastIndexOf('<') <= above.LastIndexOf('>') && above.Length > 0 && above[^1] is not ('.' or '!' or '?' or '。')
            && (HasDate(above) ? !HasDate(lines[next].Bare) && !StartsWithOpening(lines[next].Bare) : above.Contains('@', StringComparison.Ordinal));
    }

    // "Am Freitag passt es." and directly below it "Am 04.05.21 um 10:15 schrieb Ann:", which is whole without the line above.
    private static bool BeginsAnew(ReadOnlySpan<char> line, string above)
    {
        var isWhole = IsEnd(line) && (line.Contains('@') || FindVerb(line).At > 0);
        return HasDate(line) && (char.IsUpper(line[0]) && StartsWithOpening(line)
            ? !HasDate(above) || above[^1] is '.' or '!' or '?' || isWhole
            : isWhole && line[0] is not ('<' or '(') && above[^1] != ',' && !HasDate(above) && !above.Contains('@', StringComparison.Ordinal) && FindVerb(above).At < 0);
    }

    // "Ann Doe <ann@x.example>" and "writes:" on the next line.
    private static bool IsAddressAboveVerb(List<TextLine> lines, int at)
        => lines[at].Bare[^1] == '>' && lines[at].Bare.Contains('@') && at + 1 < lines.Count && lines[at + 1].Depth == 0 && IsEnd(lines[at + 1].Bare)
            && FindVerb(lines[at + 1].Bare).At == 0;

    // "---- Am Di., 5. März 2024 10:12:34 +0100 schrieb Ann Doe <ann@x.example> ----", "---- Ann Doe wrote ----"
    private static bool IsFramed(string text)
        => text.StartsWith("---", StringComparison.Ordinal) && text.EndsWith("---", StringComparison.Ordinal) && FindVerb(text).At > 0
            && (EndsWithVerb(text.AsSpan().TrimEnd(Rulers).TrimEnd(':')) || (text.Contains('@', StringComparison.Ordinal) && HasDate(text)));

    private static bool IsDateAndAddress(string text)
        => char.IsAsciiDigit(text[0]) && text[^1] == '>' && text.Contains('@', StringComparison.Ordinal) && text.Length < LongestZoned && HasDate(text) && !IsEnd(text);

    private static bool StandsAlone(List<TextLine> lines, int at)
        => (at == 0 || lines[at - 1].IsBlank) && at + 1 < lines.Count && lines[at + 1].IsBlank;

    private static int NextVerb(ReadOnlySpan<char> text, int from)
    {
        var next = text[from..].IndexOfAny(AnyVerb);
        return next < 0 ? -1 : from + next;
    }

    private static bool Holds(string text, bool opened, bool quoteFollows)
    {
        var dated = HasDate(text);
        var address = text.Contains('@', StringComparison.Ordinal);
        if (FindVerb(text).At < 0)
        {
            // Some programs write no verb: "26.06.2014, 14:41, "Ann" <ann@x.example>:"
            var end = text.TrimEnd(':', ' ');
            return address && ((dated && (quoteFollows || end.EndsWith('>') || IsDateAndWriter(end))) || (quoteFollows && end.EndsWith('>') && text.Length < LongestZoned));
        }

        return opened ? address || dated : address || (dated && quoteFollows) || (quoteFollows && text.Length < 100);
    }

    // "5. März 2024, 10:12 von ann@x.example": a whole date, one word and an address.
    private static bool IsDateAndWriter(string text)
    {
        var address = text.LastIndexOf(' ');
        var word = address < 1 ? -1 : text.LastIndexOf(' ', address - 1);
        return word > 0 && text.Length < LongestZoned && text.AsSpan(address).Contains('@') && WrittenDate.Read(text[..word], TimeSpan.Zero, out _) is not null;
    }

    private static bool IsEnd(ReadOnlySpan<char> text)
    {
        var trimmed = text.TrimEnd(Rulers);
        return trimmed.EndsWith(":") || trimmed.EndsWith("：") || EndsWithVerb(trimmed);
    }

    private static bool EndsWithVerb(ReadOnlySpan<char> text)
    {
        // Nearly every line of every mail is asked: only the few verbs that end as it does are compared.
        foreach (var verb in text.Length == 0 ? [] : VerbsByLast[text[^1]])
        {
            if (text.EndsWith(verb, StringComparison.OrdinalIgnoreCase) && (text.Length == verb.Length || !char.IsLetter(text[^(verb.Length + 1)])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool QuoteFollows(List<TextLine> lines, int at)
    {
        while (at < lines.Count && lines[at].IsBlank && !lines[at].IsQuoted)
        {
            at++;
        }

        return at < lines.Count && lines[at].IsQuoted;
    }

    private static bool StartsWithOpening(ReadOnlySpan<char> text)
    {
        foreach (var opening in text.Length == 0 ? [] : OpeningsByFirst[text[0]])
        {
            if (StartsWith(text, opening))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string opening)
        => text.StartsWith(opening, StringComparison.OrdinalIgnoreCase)
            && (text.Length == opening.Length || !char.IsLetter(text[opening.Length]) || IsUnspaced(opening[^1]));

    private static bool IsWord(ReadOnlySpan<char> text, int at, int length)
        => (IsUnspaced(text[at]) || at == 0 || !char.IsLetterOrDigit(text[at - 1]) || text[at - 1] > '\u2E80')
            && (IsUnspaced(text[at]) || at + length >= text.Length || !char.IsLetterOrDigit(text[at + length]));

    // Chinese, Japanese, Korean and Thai are written without blanks between words; Hebrew's "on" is a prefix.
    private static bool IsUnspaced(char c) => c is > '\u2E80' or (>= '\u0E00' and <= '\u0E7F') or '\u05BE' or '-';

    private static string[] Column(int column)
        => [.. DataFile.Rows("attributions", 4).SelectMany(r => DataFile.Values(r[column])).Distinct(StringComparer.OrdinalIgnoreCase)];
}
