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

/// <summary>One line of a body: as it came, and what it says without quote marks and blanks around.</summary>
internal readonly record struct TextLine(string Raw, int Depth, string Bare, LineMark Mark)
{
    /// <summary>No words on it.</summary>
    public bool IsBlank => Bare.Length == 0;

    /// <summary>Behind "&gt;" or inside a quotation of HTML.</summary>
    public bool IsQuoted => Depth > 0 || Mark is LineMark.Quote or LineMark.Indent;

    /// <summary>The lines of a text.</summary>
    public static List<TextLine> Split(string text)
    {
        var lines = new List<TextLine>(text.AsSpan().Count('\n') + 1);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            lines.Add(Of(line.ToString(), LineMark.None));
        }

        return lines;
    }

    /// <summary>A line as it came; HTML has no "&gt;" marks of its own, but text pasted into it may.</summary>
    public static TextLine Of(string raw, LineMark mark)
    {
        var depth = 0;
        var at = 0;
        var bare = 0;
        while (at < raw.Length && (raw[at] == '>' || IsInvisible(raw[at])))
        {
            if (raw[at++] == '>')
            {
                depth++;
                bare = at;
            }
        }

        // ">>> http://x <<<" is decoration, not a quotation three levels deep.
        depth = depth > 0 && raw.AsSpan().TrimEnd().EndsWith("<<") ? 0 : depth;
        return new TextLine(raw, depth, Trim(raw, depth > 0 ? bare : 0), mark);
    }

    /// <summary>The line with <paramref name="levels"/> quote marks taken away, and the blank behind the last of them.</summary>
    public string Unquoted(int levels)
    {
        var at = 0;
        var end = 0;
        while (levels > 0 && at < Raw.Length && (Raw[at] == '>' || IsInvisible(Raw[at])))
        {
            if (Raw[at++] == '>')
            {
                levels--;
                end = at;
            }
        }

        return end == 0 ? Raw : end < Raw.Length && Raw[end] == ' ' ? Raw[(end + 1)..] : Raw[end..];
    }

    /// <summary>True for blanks of all kinds and for marks that nobody sees (byte order mark, zero width, direction).</summary>
    public static bool IsInvisible(char c)
        => char.IsWhiteSpace(c) || c is '\uFEFF' or '\u200B' or '\u200C' or '\u200E' or '\u200F' or '\u202A' or '\u202B' or '\u202C' or '\u2060';

    private static string Trim(string text, int start)
    {
        var end = text.Length;
        while (start < end && IsInvisible(text[start]))
        {
            start++;
        }

        while (end > start && IsInvisible(text[end - 1]))
        {
            end--;
        }

        return text[start..end]; // the same string where nothing is taken away
    }
}
