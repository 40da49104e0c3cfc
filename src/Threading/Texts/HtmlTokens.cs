using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Touchpoints.Threading;

/// <summary>What a piece of HTML is.</summary>
internal enum HtmlPiece
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
/// HTML as tags and text, cut by AngleSharp's tokenizer. Its parser is not used: building the tree takes quadratic time on deep nesting,
/// and text needs none. Ours is only what differs from a browser so that no words are lost, and what keeps hostile input from the tokenizer.
/// </summary>
internal sealed class HtmlTokens : IDisposable
{
    private readonly string _html;
    private HtmlTokenizer _tokenizer;
    private TextSource _source;
    private int _restarts;
    private bool _titlesAreBroken;

    public HtmlTokens(string html)
    {
        _html = html;
        (_tokenizer, _source) = Start(html, 0);
    }

    /// <summary>The tag that was read last.</summary>
    public HtmlTagToken LastTag { get; private set; } = HtmlTagToken.Open("");

    /// <summary>The characters that were read last, entities decoded.</summary>
    public string LastText { get; private set; } = "";

    public void Dispose() => _tokenizer.Dispose();

    /// <summary>The next piece. Comments, declarations and the content of script, style, title and the like are passed over.</summary>
    public HtmlPiece Read()
    {
        while (true)
        {
            SkipWhatIsNoTag();
            var from = _source.Index;
            var isShown = _tokenizer.State == HtmlParseMode.PCData;
            var token = _tokenizer.Get();
            switch (token.Type)
            {
                case HtmlTokenType.Character when isShown:
                    LastText = token.Data;
                    return HtmlPiece.Text;
                case HtmlTokenType.StartTag or HtmlTokenType.EndTag:
                    return Tag(token.AsTag(), from);
                case HtmlTokenType.EndOfFile when !Restart(from):
                    return HtmlPiece.End;
            }
        }
    }

    private static (HtmlTokenizer Tokenizer, TextSource Source) Start(string html, int at)
    {
        var source = new TextSource(html) { Index = at };
        return (new HtmlTokenizer(source, HtmlEntityProvider.Resolver) { DisableElementPositionTracking = true }, source);
    }

    private HtmlPiece Tag(HtmlTagToken tag, int from)
    {
        // "<ann@x.example>" that a program forgot to escape is an address, not a tag.
        if (tag.Name.Contains('@', StringComparison.Ordinal))
        {
            LastText = _html[from.._source.Index];
            return HtmlPiece.Text;
        }

        LastTag = tag;
        if (tag.Type == HtmlTokenType.EndTag)
        {
            return HtmlPiece.Close;
        }

        _tokenizer.State = ModeInside(tag.Name);
        return HtmlPiece.Open;
    }

    // What the parser, which knows the elements, tells its tokenizer.
    private HtmlParseMode ModeInside(string name) => name switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "title" or "textarea" when IsEnded(name) => HtmlParseMode.RCData,
        _ => HtmlParseMode.PCData,
    };

    // A title or a text area that nothing ends hides nothing. It is looked for to the end of the input, so it fails only once.
    private bool IsEnded(string name)
    {
        _titlesAreBroken = _titlesAreBroken || !_html.AsSpan(_source.Index).Contains($"</{name}", StringComparison.OrdinalIgnoreCase);
        return !_titlesAreBroken;
    }

    // Only text and tags reach the tokenizer: it calls itself for every "--!" in a comment and for every "</>" (AngleSharp 1.10.3), and
    // some 100 kB of them end the process by a stack overflow.
    private void SkipWhatIsNoTag()
    {
        while (_tokenizer.State == HtmlParseMode.PCData && _source.Index < _html.Length)
        {
            var rest = _html.AsSpan(_source.Index);
            if (rest.StartsWith("<!--"))
            {
                _source.Index = CommentEnd(_source.Index + 2);
            }
            else if (rest is ['<', '!' or '?', ..] || (rest is ['<', '/', var next, ..] && !char.IsAsciiLetter(next)))
            {
                _source.Index += rest.IndexOf('>') is >= 0 and var end ? end + 1 : rest.Length;
            }
            else
            {
                return;
            }
        }
    }

    // "-->" or "--!>" ends a comment, and "<!-->" is a whole one (HTML standard §13.2.5.43 to 52).
    private int CommentEnd(int dashes)
    {
        for (var i = dashes; (i = _html.IndexOf("--", i, StringComparison.Ordinal)) >= 0; i++)
        {
            var rest = _html.AsSpan(i + 2);
            if (rest is ['>', ..] || (rest is ['!', '>', ..] && i > dashes))
            {
                return i + (rest[0] == '>' ? 3 : 4);
            }
        }

        return _html.Length;
    }

    // The input ended inside a tag: a quote in it is never closed. A browser shows nothing of the rest; here the tag ends at its first ">"
    // and reading goes on behind it. There are two kinds of quotes, and behind the one that nothing closes there is none of its kind.
    private bool Restart(int tag)
    {
        var end = tag < _html.Length && _restarts++ < 2 ? _html.IndexOf('>', tag) : -1;
        if (end >= 0)
        {
            _tokenizer.Dispose();
            (_tokenizer, _source) = Start(_html, end + 1);
        }

        return end >= 0;
    }
}
