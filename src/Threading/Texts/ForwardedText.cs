namespace Touchpoints.Threading;

/// <summary>The words around and inside an inline forward: the note of who forwarded it, and the text of the mail itself.</summary>
internal sealed class ForwardedText
{
    private readonly List<TextLine> _lines;
    private readonly int _separator;
    private readonly int _depth;
    private readonly int _start;
    private readonly int _end;
    private readonly int _behind;

    /// <summary>The forward that begins at <paramref name="separator"/>, with <paramref name="depth"/> quote marks before it and a header that ends at <paramref name="headerEnd"/>.</summary>
    public ForwardedText(List<TextLine> lines, int separator, int headerEnd, int depth)
    {
        (_lines, _separator, _depth) = (lines, separator, depth);
        _start = BehindFrame(headerEnd);
        (_end, _behind) = End();
    }

    /// <summary>The words above, without the signature; those below the end of the forwarded mail when there are none above.</summary>
    public string Note() => Own(Banners.Top(_lines), _separator) is { Length: > 0 } above ? above : Own(_behind, _lines.Count);

    /// <summary>The mail as its writer saw it: without the marks and the indent that forwarding put before each line.</summary>
    public string Body()
    {
        var rest = _lines.GetRange(_start, _end - _start);
        var levels = _depth > 0 ? _depth : rest.Find(l => !l.IsBlank).Depth > 0 && rest.TrueForAll(l => l.IsBlank || l.Depth > 0) ? 1 : 0;
        var texts = rest.Select(l => l.Unquoted(levels)).ToList();
        var indent = texts.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t.Length - t.TrimStart(' ', '\t').Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', texts.Select(t => t.Length >= indent ? t[indent..] : "")).Trim();
    }

    private string Own(int from, int to)
    {
        var isNew = new bool[_lines.Count];
        Array.Fill(isNew, true, from, Math.Max(0, to - from));
        return string.Join('\n', _lines.Take(Signatures.Start(_lines, isNew, to)).Skip(from).Select(l => l.Raw.ToString())).Trim().Trim('\uFEFF').Trim();
    }

    // Some programs write their separator below the header once more, and The Bat begins to cut there.
    private int BehindFrame(int headerEnd)
    {
        var next = NextWords(headerEnd);
        return next >= 0 && (Separators.IsScissors(_lines[next]) || (_lines[next].Bare.SequenceEqual(_lines[_separator].Bare) && Separators.Of(_lines[next]) != SeparatorKind.None)) ? next + 1 : headerEnd;
    }

    // Where the forwarded mail ends, and where what stands below it begins.
    private (int End, int Behind) End()
    {
        var isCutOut = _start > 0 && Separators.IsScissors(_lines[_start - 1]);
        var inside = 0;
        for (var i = _start; i < _lines.Count; i++)
        {
            if (_lines[i].IsBlank || _lines[i].Depth != _depth)
            {
                continue;
            }

            var kind = Separators.Of(_lines[i]);
            if ((isCutOut && Separators.IsScissors(_lines[i])) || (kind == SeparatorKind.End && inside-- == 0))
            {
                return (i, i + 1);
            }

            inside += kind is SeparatorKind.Forward or SeparatorKind.Original ? 1 : 0;
        }

        return EndOfMarks();
    }

    // The quote marks end before the text does: what stands behind a blank line without them is of who forwarded it.
    private (int End, int Behind) EndOfMarks()
    {
        var last = _lines.FindLastIndex(l => !l.IsBlank);
        if (last >= _start && IsClosingRuler(last))
        {
            return (last, _lines.Count);
        }

        var marked = _depth == 0 ? -1 : _lines.FindLastIndex(l => l.Depth >= _depth);
        return marked >= _start && marked < last && _lines[marked + 1].IsBlank ? (marked + 1, marked + 1) : (_lines.Count, _lines.Count);
    }

    // KMail, which alone leaves two blanks beside the words of its separator, rules off the end.
    private bool IsClosingRuler(int at)
        => _lines[_separator].Bare.Contains("-  ", StringComparison.Ordinal) && _lines[_separator].Bare.EndsWith("  ----------", StringComparison.Ordinal) && Separators.IsRuler(_lines[at]);

    private int NextWords(int from) => _lines.FindIndex(from, l => !l.IsBlank);
}
