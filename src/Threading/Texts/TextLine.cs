namespace Touchpoints.Threading;

/// <summary>What the mark-up of a mail program says about a line of an HTML body. Lines of plain text have none.</summary>
internal enum LineMark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Inside a quotation.</summary>
    Quote,

    /// <summary>Inside the block that holds a quotation, its attribution and answers between its pieces.</summary>
    Container,

    /// <summary>Inside an indent that is a quotation in most mail, and a person's own mark-up in some.</summary>
    Indent,

    /// <summary>From here to the end all is old.</summary>
    Cut,

    /// <summary>Inside a signature.</summary>
    Signature,
}

/// <summary>
/// One line of a body: as it came, and what it says without quote marks and blanks around. Both are ranges of the text that it stands in: nothing is copied for the thousands
/// of lines of a mail.
/// </summary>
internal readonly record struct TextLine
{
    private TextLine(string text, int start, int length, LineMark mark)
    {
        (Text, Start, Length, Mark) = (text, start, length, mark);
        var raw = Raw;
        var (depth, end) = Marks(raw, int.MaxValue);

        // ">>> http://x <<<" is decoration, not a quotation three levels deep.
        Depth = depth > 0 && raw.TrimEnd().EndsWith("<<") ? 0 : depth;
        var words = Depth > 0 ? end : 0;
        while (words < raw.Length && IsInvisible(raw[words]))
        {
            words++;
        }

        var behind = raw.Length;
        while (behind > words && IsInvisible(raw[behind - 1]))
        {
            behind--;
        }

        (BareStart, BareLength) = (start + words, behind - words);
    }

    /// <summary>How many quote marks stand before it.</summary>
    public int Depth { get; init; }

    /// <summary>What its mail program's mark-up says.</summary>
    public LineMark Mark { get; init; }

    /// <summary>The text that it is a range of.</summary>
    public string Text { get; private init; }

    /// <summary>Where it begins in <see cref="Text"/>.</summary>
    public int Start { get; private init; }

    /// <summary>Where it ends in <see cref="Text"/>.</summary>
    public int End => Start + Length;

    private int Length { get; init; }

    private int BareStart { get; init; }

    private int BareLength { get; init; }

    /// <summary>As it came.</summary>
    public ReadOnlySpan<char> Raw => Text.AsSpan(Start, Length);

    /// <summary>Without quote marks and blanks around.</summary>
    public ReadOnlySpan<char> Bare => Text.AsSpan(BareStart, BareLength);

    /// <summary>No words on it.</summary>
    public bool IsBlank => BareLength == 0;

    /// <summary>Behind "&gt;" or inside a quotation of HTML.</summary>
    public bool IsQuoted => Depth > 0 || Mark is LineMark.Quote or LineMark.Indent;

    /// <summary>The lines of a text.</summary>
    public static List<TextLine> Split(string text)
    {
        var lines = new List<TextLine>(text.AsSpan().Count('\n') + 1);
        var start = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            lines.Add(new TextLine(text, start, line.Length, LineMark.None));
            start += line.Length;
            start += text.AsSpan(start).StartsWith("\r\n") ? 2 : 1;
        }

        return lines;
    }

    /// <summary>A line as it came; HTML has no "&gt;" marks of its own, but text pasted into it may.</summary>
    public static TextLine Of(string raw, LineMark mark) => new(raw, 0, raw.Length, mark);

    /// <summary>True where nothing but a line feed is between the two.</summary>
    public bool StandsBelow(TextLine above) => ReferenceEquals(Text, above.Text) && Start == above.End + 1 && Text[above.End] == '\n';

    /// <summary>The line divided in two at a place of <see cref="Bare"/>; blanks and dashes before it go with the second.</summary>
    public (TextLine Before, TextLine Behind) DividedAt(int at)
    {
        var length = BareStart - Start + Bare[..at].TrimEnd(" -").Length;
        return (new TextLine(Text, Start, length, Mark), new TextLine(Text, Start + length, Length - length, Mark));
    }

    /// <summary>The same line, but for its words.</summary>
    public TextLine Saying(string bare) => this with { Text = string.Concat(Raw, bare), Start = 0, BareStart = Length, BareLength = bare.Length };

    /// <summary>The line with <paramref name="levels"/> quote marks taken away, and the blank behind the last of them.</summary>
    public string Unquoted(int levels)
    {
        var raw = Raw;
        var (depth, end) = Marks(raw, levels);
        return (depth == 0 ? raw : raw[end..] is [' ', ..] rest ? rest[1..] : raw[end..]).ToString();
    }

    /// <summary>True for blanks of all kinds and for marks that nobody sees (byte order mark, zero width, direction).</summary>
    public static bool IsInvisible(char c)
        => char.IsWhiteSpace(c) || c is '\uFEFF' or '\u200B' or '\u200C' or '\u200E' or '\u200F' or '\u202A' or '\u202B' or '\u202C' or '\u2060';

    // How many of the first quote marks there are, and where the last of them ends.
    private static (int Depth, int End) Marks(ReadOnlySpan<char> raw, int most)
    {
        var (depth, end) = (0, 0);
        for (var at = 0; depth < most && at < raw.Length && (raw[at] == '>' || IsInvisible(raw[at])); at++)
        {
            if (raw[at] == '>')
            {
                depth++;
                end = at + 1;
            }
        }

        return (depth, end);
    }
}
