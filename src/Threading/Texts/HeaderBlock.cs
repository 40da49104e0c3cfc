namespace Touchpoints.Threading;

/// <summary>The header lines of a quoted mail: what they say, and the lines they stand on (<see cref="Start"/> to before <see cref="End"/>).</summary>
internal sealed record HeaderBlock(int Start, int End, IReadOnlyDictionary<HeaderLabel, string> Fields)
{
    private const int MostLines = 60;
    private const int MostWrapped = 8;
    private const int ShortestFull = 70;
    private const int WidestLine = 80;
    private const int LongestLabel = 40;
    private const int MostLabelWords = 3;
    private const int MostBlank = 2;

    /// <summary>False when its labels are in a language that writes the day before the month.</summary>
    public bool IsEnglish { get; private init; } = true;

    /// <summary>The value of a field; empty when it is not there.</summary>
    public string this[HeaderLabel label] => Fields.GetValueOrDefault(label, "");

    /// <summary>
    /// The block whose first header line is <paramref name="start"/>, or null when there are fewer than <paramref name="least"/> fields or no From.
    /// Long values may be wrapped, and a blank line may stand between two header lines.
    /// </summary>
    public static HeaderBlock? At(List<TextLine> lines, int start, int least)
    {
        if (HeaderLabels.Read(lines[start], out _).Length == 0)
        {
            return null;
        }

        var fields = new Dictionary<HeaderLabel, string>();
        var current = HeaderLabel.None;
        var end = start;
        var isApart = false;
        for (var i = start; i < lines.Count && i < start + MostLines;)
        {
            var meanings = HeaderLabels.Read(lines[i], out var value);
            if (meanings.Length > 0 && Free(meanings, fields) is var label and not HeaderLabel.None)
            {
                current = label;
                fields[label] = value;
                end = ++i;
            }
            else if (meanings.Length == 0 && current != HeaderLabel.None && fields[current].Length == 0 && ValueApart(lines, i, isApart) is >= 0 and var apart)
            {
                isApart = true;
                fields[current] = lines[apart].Bare.ToString();
                end = i = apart + 1;
            }
            else if (meanings.Length == 0 && NextHeaderLine(lines, i, fields) is var next && (next > 0 || IsWrapped(lines, i, fields, current)))
            {
                for (var last = next > 0 ? next : i + 1; i < last; end = ++i)
                {
                    current = IsUnknownLabel(lines, i) ? HeaderLabel.Other : current;
                    fields[current] = $"{fields.GetValueOrDefault(current, "")} {lines[i].Bare}".Trim();
                }
            }
            else
            {
                break;
            }
        }

        return fields.ContainsKey(HeaderLabel.From) && fields.Keys.Count(k => k != HeaderLabel.Other) >= least && (least < 3 || IsOfMail(fields, lines, start, end))
            ? new HeaderBlock(start, end, fields) { IsEnglish = lines.Skip(start).Take(end - start).All(l => l.IsBlank || HeaderLabels.Read(l, out _).Length == 0 || HeaderLabels.IsEnglish(l)) }
            : null;
    }

    // "From: Berlin, To: Paris, Date: 5 March" is a journey: a mail has a line for its subject, an address somewhere, or says when it was sent.
    // And "from: 10.0.0.1" with a "subject: test" below it are settings: programs write their labels with a capital.
    private static bool IsOfMail(Dictionary<HeaderLabel, string> fields, List<TextLine> lines, int start, int end)
        => (fields.ContainsKey(HeaderLabel.Subject) && !char.IsLower(lines[start].Bare[0])) || fields.Values.Any(value => value.Contains('@', StringComparison.Ordinal))
            || lines.Skip(start).Take(end - start).Any(HeaderLabels.IsSent);

    /// <summary>Two header lines are enough when they are a date that can be read and people with addresses, below a blank line.</summary>
    public static bool IsDateAndPeople(List<TextLine> lines, int at)
    {
        if (at + 1 >= lines.Count || (at > 0 && !lines[at - 1].IsBlank) || Array.IndexOf(HeaderLabels.Read(lines[at], out var date), HeaderLabel.Date) < 0)
        {
            return false;
        }

        var people = HeaderLabels.Read(lines[at + 1], out var list);
        return people.Length > 0 && people[0] is HeaderLabel.From or HeaderLabel.To && list.Contains('@', StringComparison.Ordinal) && WrittenDate.Read(date, TimeSpan.Zero, out _) is not null;
    }

    // "De" is From in French and "A" is To; a second line with the same label is text, not header, except labels that are read over.
    private static HeaderLabel Free(HeaderLabel[] meanings, Dictionary<HeaderLabel, string> fields)
    {
        foreach (var meaning in meanings)
        {
            if (meaning == HeaderLabel.Other || !fields.ContainsKey(meaning))
            {
                return meaning;
            }
        }

        return HeaderLabel.None;
    }

    // A table with a paragraph in each cell: the label stands on one line, its value on the next, and so does that of the last label.
    private static int ValueApart(List<TextLine> lines, int from, bool isApart)
    {
        var value = NextWords(lines, from);
        if (value < 0 || HeaderLabels.Read(lines[value], out _).Length > 0)
        {
            return -1;
        }

        return isApart || (NextWords(lines, value + 1) is >= 0 and var below && HeaderLabels.Read(lines[below], out var text).Length > 0 && text.Length == 0) ? value : -1;
    }

    private static int NextWords(List<TextLine> lines, int from)
    {
        var at = from;
        while (at < lines.Count && at < from + MostBlank && lines[at].IsBlank)
        {
            at++;
        }

        return at < lines.Count && !lines[at].IsBlank ? at : -1;
    }

    // Lines before the next header line belong to the value above them: a wrapped subject, a list of people, a blank between two labels.
    private static int NextHeaderLine(List<TextLine> lines, int from, Dictionary<HeaderLabel, string> fields)
    {
        var blanks = 0;
        for (var i = from; i < lines.Count && i <= from + MostWrapped; i++)
        {
            if (lines[i].IsBlank)
            {
                // Text, then a blank line: the header is over. Blank lines alone may stand between two header lines.
                if (++blanks > 2 || i - from >= blanks)
                {
                    return 0;
                }
            }
            else if (HeaderLabels.Read(lines[i], out _) is { Length: > 0 } meanings && Free(meanings, fields) != HeaderLabel.None)
            {
                return i;
            }
            else if (blanks > 0)
            {
                return 0;
            }
        }

        return 0;
    }

    // "Resent-Date: …" between two known header lines is one too: a few words and a colon, and the line above had room for the first of them.
    private static bool IsUnknownLabel(List<TextLine> lines, int at)
    {
        var bare = lines[at].Bare;
        var colon = bare[..Math.Min(bare.Length, LongestLabel)].IndexOfAny(':', '：');
        if (colon < 1 || (bare[colon] == ':' && colon + 1 < bare.Length && !char.IsWhiteSpace(bare[colon + 1])) || IsIndented(lines[at], lines[at - 1]))
        {
            return false;
        }

        foreach (var c in bare[..colon])
        {
            if (!char.IsLetter(c) && c is not (' ' or '-' or '*' or '\u00A0'))
            {
                return false;
            }
        }

        return !char.IsLower(bare.TrimStart('*')[0]) && bare[..colon].Count(' ') < MostLabelWords && lines[at - 1].Raw.Length + FirstWord(bare) < ShortestFull;
    }

    private static bool IsIndented(TextLine line, TextLine above) => line.Raw.IndexOf(line.Bare, StringComparison.Ordinal) > above.Raw.IndexOf(above.Bare, StringComparison.Ordinal);

    private static int FirstWord(ReadOnlySpan<char> text) => text.IndexOf(' ') is >= 0 and var word ? word : text.Length;

    // The last value has no header line below it: only people that clearly go on, an indented line, or a line for which there was no room above.
    private static bool IsFull(List<TextLine> lines, int at)
        => (at + 1 == lines.Count || lines[at + 1].IsBlank) && lines[at - 1].Raw.Length < WidestLine
            && lines[at - 1].Raw.Length + FirstWord(lines[at].Bare) >= ShortestFull;

    // "… <bob@y.example>, Ann" and "<ann@x.example>" on the next line.
    private static bool IsAddressOfLast(string value, ReadOnlySpan<char> line)
        => line.IndexOf('<') is >= 0 and var open && line[open..].IndexOf('@') > 0 && line[..open].IndexOfAny("@:") < 0 && value.LastIndexOf('@') <= value.AsSpan().LastIndexOfAny(",;");

    private static bool IsWrapped(List<TextLine> lines, int at, Dictionary<HeaderLabel, string> fields, HeaderLabel current)
    {
        if (current == HeaderLabel.None || lines[at].IsBlank)
        {
            return false;
        }

        var value = fields[current];
        var people = current is HeaderLabel.From or HeaderLabel.To or HeaderLabel.Cc;
        return (current == HeaderLabel.Subject && IsFull(lines, at))
            || (people && (value.Length == 0 || value[^1] is ',' or ';' or '<' or ':' || value.LastIndexOf('<') > value.LastIndexOf('>')))
            || (people && IsAddressOfLast(value, lines[at].Bare))
            || (people && lines[at].Raw.TrimStart("> ").StartsWith("\t") && lines[at].Bare.Contains('@'));
    }
}
