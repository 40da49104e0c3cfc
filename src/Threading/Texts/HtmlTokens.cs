using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>What a piece of HTML is.</summary>
internal enum HtmlToken
{
    /// <summary>The end of the input.</summary>
    End,

    /// <summary>Characters.</summary>
    Text,

    /// <summary>A start tag.</summary>
    Open,

    /// <summary>An end tag.</summary>
    Close,
}

/// <summary>
/// Cuts HTML into tags and text in one pass. Mail is not sanitised by it and no tree is made: a tree builder takes quadratic time on deep
/// nesting (reliability.md fact 8), and text needs none.
/// </summary>
internal ref struct HtmlTokens(string html)
{
    private static readonly SearchValues<char> NameEnd = SearchValues.Create(" \t\r\n\f/");
    private readonly string _html = html;
    private int _at;
    private bool _quotesAreBroken;

    /// <summary>The tag that was read last.</summary>
    public HtmlTag LastTag { get; private set; }

    /// <summary>The characters that were read last, entities not yet decoded.</summary>
    public ReadOnlySpan<char> LastText { get; private set; }

    /// <summary>The next piece. Comments, declarations and the content of script and style are passed over.</summary>
    public HtmlToken Read()
    {
        while (_at < _html.Length)
        {
            if (_html[_at] != '<')
            {
                return Text(_at);
            }

            var next = _at + 1 < _html.Length ? _html[_at + 1] : ' ';
            if (next is '!' or '?')
            {
                SkipDeclaration();
            }
            else if (!char.IsAsciiLetter(next) && !(next == '/' && _at + 2 < _html.Length && char.IsAsciiLetter(_html[_at + 2])))
            {
                return Text(_at);
            }
            else if (Tag(next == '/') is var token and not HtmlToken.End)
            {
                return token;
            }
        }

        return HtmlToken.End;
    }

    private HtmlToken Text(int from)
    {
        var end = _html.AsSpan(from + 1).IndexOf('<');
        _at = end < 0 ? _html.Length : from + 1 + end;
        LastText = _html.AsSpan(from, _at - from);
        return HtmlToken.Text;
    }

    private void SkipDeclaration()
    {
        var isComment = _html.AsSpan(_at).StartsWith("<!--");
        var end = isComment ? _html.IndexOf("-->", Math.Min(_at + 2, _html.Length), StringComparison.Ordinal) : _html.IndexOf('>', _at);
        _at = end < 0 ? _html.Length : end + (isComment ? 3 : 1);
    }

    private HtmlToken Tag(bool isClose)
    {
        var start = _at + (isClose ? 2 : 1);
        var end = TagEnd(start);
        var inside = _html.AsSpan(start, end - start);
        var length = inside.IndexOfAny(NameEnd);
        var name = length < 0 ? inside : inside[..length];

        // "<ann@x.example>" that a program forgot to escape is an address, not a tag.
        if (name.Contains('@'))
        {
            LastText = _html.AsSpan(_at, Math.Min(end + 1, _html.Length) - _at);
            _at = Math.Min(end + 1, _html.Length);
            return HtmlToken.Text;
        }

        _at = Math.Min(end + 1, _html.Length);
        LastTag = new HtmlTag(name.ToString().ToLowerInvariant(), length < 0 ? default : inside[length..]);
        if (!isClose && LastTag.Name is "script" or "style" or "title" or "textarea" or "noembed" or "xmp")
        {
            SkipTo(LastTag.Name);
            return HtmlToken.End;
        }

        return isClose ? HtmlToken.Close : HtmlToken.Open;
    }

    // A ">" inside a quoted value does not end a tag. Once a quote was found that nothing closes, quotes are not looked at any more, or
    // every tag after it would be looked through to the end again.
    private int TagEnd(int start)
    {
        for (var i = start; !_quotesAreBroken && i < _html.Length; i++)
        {
            var c = _html[i];
            if (c == '>')
            {
                return i;
            }

            if (c is '"' or '\'' && _html[i - 1] is '=' or ' ')
            {
                i = _html.IndexOf(c, i + 1);
                if (i < 0)
                {
                    break;
                }
            }
        }

        _quotesAreBroken = true;
        var end = _html.IndexOf('>', start);
        return end < 0 ? _html.Length : end;
    }

    private void SkipTo(string name)
    {
        for (var end = _at; (end = _html.IndexOf("</", end, StringComparison.Ordinal)) >= 0; end += 2)
        {
            if (_html.AsSpan(end + 2).StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                var close = _html.IndexOf('>', end);
                _at = close < 0 ? _html.Length : close + 1;
                return;
            }
        }

        // A title or a text area that nothing ends hides nothing; a script or a style sheet hides the rest, as it does in a browser.
        _at = name is "script" or "style" ? _html.Length : _at;
    }
}
