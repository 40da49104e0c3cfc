using System.Collections.Frozen;
using System.Text;
using AngleSharp.Html.Parser.Tokens;

namespace Touchpoints.Threading;

/// <summary>Writes HTML as lines of text in one pass over its tags, each line with what its mail program's mark-up says of it.</summary>
internal sealed class HtmlRenderer
{
    private static readonly FrozenSet<string> Blocks = new[]
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre",
        "section", "signature", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Spaced = new[] { "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote", "table" }
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Void = new[] { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr" }
        .ToFrozenSet(StringComparer.Ordinal);

    // Nothing of these is text that the writer meant to show.
    private static readonly FrozenSet<string> Unseen = new[] { "template", "svg", "math", "select", "object", "iframe", "audio", "video", "canvas", "datalist", "xml", "noframes" }
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly List<TextLine> _lines = [];
    private readonly StringBuilder _line = new();
    private readonly Stack<Frame> _frames = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private Frame _frame = new("", LineMark.None, IsHidden: false, IsPre: false);
    private LineMark _mark;
    private bool _blankPending;
    private bool _spacePending;
    private bool _cellPending;

    private sealed record Frame(string Name, LineMark Mark, bool IsHidden, bool IsPre);

    /// <summary>The lines that a person sees, without blank lines at the ends.</summary>
    public static List<TextLine> Lines(string html)
    {
        var renderer = new HtmlRenderer();
        renderer.Read(html);
        return renderer._lines;
    }

    private void Read(string html)
    {
        using var tokens = new HtmlTokens(html);
        for (var piece = tokens.Read(); piece != HtmlPiece.End; piece = tokens.Read())
        {
            switch (piece)
            {
                case HtmlPiece.Text:
                    Write(tokens.LastText);
                    break;
                case HtmlPiece.Open:
                    Open(tokens.LastTag);
                    break;
                default:
                    Close(tokens.LastTag.Name);
                    break;
            }
        }

        EndLine();
    }

    private void Open(HtmlTagToken tag)
    {
        var name = tag.Name;
        CloseImplied(name);
        var mark = tag.Attributes.Count == 0 && name is not ("blockquote" or "signature") ? _frame.Mark : ClientMarks.Of(tag, _frame.Mark);
        if (Blocks.Contains(name))
        {
            EndLine();
            _blankPending |= Spaced.Contains(name) && _lines.Count > 0;
        }

        if (mark == LineMark.Cut)
        {
            // The mark says where the old part begins; what follows the element is old as well.
            EndLine();
            _lines.Add(TextLine.Of("", LineMark.Cut));
            mark = _frame.Mark;
        }

        if (name == "br")
        {
            BreakLine();

            // Apple's telephones begin the signature with a break that says so.
            _blankPending |= mark == LineMark.Signature && _frame.Mark != mark && _lines.Count > 0;
        }
        else if (name is "td" or "th")
        {
            _cellPending = _line.Length > 0;
        }
        else if (name == "li" && !_frame.IsHidden)
        {
            Write("• ");
        }

        if (!Void.Contains(name))
        {
            _frames.Push(_frame);
            _open[name] = _open.GetValueOrDefault(name) + 1;
            _frame = new Frame(name, mark, _frame.IsHidden || Unseen.Contains(name) || IsHidden(tag), _frame.IsPre || name == "pre");
        }
    }

    private void Close(string name)
    {
        if (_open.GetValueOrDefault(name) == 0)
        {
            // "</br>" is a line break in every browser; every other end tag without a start says nothing.
            if (name is "br")
            {
                BreakLine();
            }

            return;
        }

        while (_frame.Name != name)
        {
            Pop();
        }

        Pop();
    }

    // A paragraph ends where a block begins; list items, cells and rows end where the next begins.
    private void CloseImplied(string name)
    {
        if ((_frame.Name == "p" && Blocks.Contains(name)) || (_frame.Name == name && name is "li" or "tr" or "td" or "th" or "dt" or "dd" or "option"))
        {
            Pop();
        }
    }

    private void Pop()
    {
        if (Blocks.Contains(_frame.Name))
        {
            EndLine();
            _blankPending |= Spaced.Contains(_frame.Name) && _lines.Count > 0;
        }

        _open[_frame.Name]--;
        _frame = _frames.Pop();
    }

    private static bool IsHidden(HtmlTagToken tag)
    {
        if (tag.Attributes.Exists(a => a.Name == "hidden"))
        {
            return true;
        }

        var style = tag.GetAttribute("style").Replace(" ", "", StringComparison.Ordinal);
        return style.Contains("display:none", StringComparison.OrdinalIgnoreCase)
            || style.Contains("mso-hide:all", StringComparison.OrdinalIgnoreCase)
            || style.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase);
    }

    private void Write(string text)
    {
        if (_frame.IsHidden)
        {
            return;
        }

        foreach (var c in text)
        {
            if (_frame.IsPre && c == '\n')
            {
                BreakLine();
            }
            else if (c is ' ' or '\t' or '\r' or '\n' or '\f' && !_frame.IsPre)
            {
                _spacePending = _line.Length > 0;
            }
            else if (c != '\r' && c != '\u00AD')
            {
                Append(c == '\u00A0' ? ' ' : c);
            }
        }
    }

    private void Append(char c)
    {
        if (_line.Length == 0)
        {
            _mark = _frame.Mark;
        }
        else if (_mark != _frame.Mark && c != ' ')
        {
            EndLine();
            _mark = _frame.Mark;
        }

        if (_blankPending)
        {
            _blankPending = false;
            _lines.Add(TextLine.Of("", _mark));
        }

        if (_cellPending || _spacePending)
        {
            _line.Append(_cellPending ? '\t' : ' ');
        }

        _cellPending = _spacePending = false;
        _line.Append(c);
    }

    // A break always ends a line, an empty one too; the end of a block only ends what was begun.
    private void BreakLine()
    {
        if (_frame.IsHidden)
        {
            return;
        }

        if (_line.Length > 0)
        {
            EndLine();
        }
        else if (_lines.Count > 0)
        {
            _blankPending = true;
        }
    }

    private void EndLine()
    {
        _spacePending = _cellPending = false;
        if (_line.Length > 0)
        {
            var line = TextLine.Of(_line.ToString().TrimEnd(), _mark);
            _line.Clear();
            if (line.IsBlank && line.Depth == 0)
            {
                _blankPending = _lines.Count > 0;
                return;
            }

            _lines.Add(line);
        }
    }
}
