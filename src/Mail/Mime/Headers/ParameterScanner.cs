namespace Touchpoints.Mail;

/// <summary>Walks over the parameters of a field, once, from left to right.</summary>
internal ref struct ParameterScanner(string field)
{
    private const int LongestName = 64;
    private ReadOnlySpan<char> _rest = field;
    private bool _noMoreQuotes;

    /// <summary>True once something had to be guessed.</summary>
    public bool Broken { get; private set; }

    /// <summary>What stands before the first parameter.</summary>
    public ReadOnlySpan<char> Head()
    {
        var end = _rest.IndexOf(';');
        var head = end < 0 ? _rest : _rest[..end];
        if (WithoutComments(head) is { } bare)
        {
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return bare.AsSpan().Trim(" \t\"");
        }

        var equals = head.IndexOf('=');
        if (equals > 0 && head[..equals].TrimEnd().LastIndexOfAny(' ', '\t') is > 0 and var blank)
        {
            // "text/plain charset=utf-8": the semicolon is missing.
            Broken = true;
            _rest = _rest[blank..];
            head = head[..blank];
        }
        else if (equals > 0 && !head[..equals].Contains('/'))
        {
            // A parameter where the value should be: name="x.pdf".
            Broken = true;
            return default;
        }
        else
        {
            _rest = end < 0 ? default : _rest[(end + 1)..];
        }

        var comment = head.IndexOf('(');
        return (comment < 0 ? head : head[..comment]).Trim(" \t\"");
    }

    // RFC 2045 §5.1 allows comments between all words. Null where there is none, or more than words and comments.
    private static string? WithoutComments(ReadOnlySpan<char> head)
    {
        if (!head.Contains('('))
        {
            return null;
        }

        var words = new CharBuffer(stackalloc char[128]);
        var depth = 0;
        foreach (var c in head)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
            {
                words.Append(c);
            }

            depth -= c == ')' && depth > 0 ? 1 : 0;
        }

        var bare = depth == 0 && !words.Text.Contains('=') ? words.Text.ToString() : null;
        words.Dispose();
        return bare;
    }

    /// <summary>The next parameter; a name without a value is skipped.</summary>
    public bool Next(out string name, out string value)
    {
        while (true)
        {
            SkipBetween();
            if (_rest.IsEmpty)
            {
                name = value = "";
                return false;
            }

            var end = _rest.IndexOfAny('=', ';');
            if (end < 0 || _rest[end] == ';')
            {
                _rest = end < 0 ? default : _rest[end..];
                continue;
            }

            var found = _rest[..end].Trim(" \t\"");
            found = found.EndsWith(")") && found.LastIndexOf('(') is > 0 and var comment ? found[..comment].TrimEnd() : found;
            _rest = _rest[(end + 1)..].TrimStart(" \t");
            if (found.LastIndexOfAny(' ', '\t') is > 0 and var blank)
            {
                found = found[(blank + 1)..];
            }

            var isName = found.StartsWith("name", StringComparison.OrdinalIgnoreCase) || found.StartsWith("filename", StringComparison.OrdinalIgnoreCase);
            _rest = !isName && _rest.StartsWith("(") && _rest.IndexOf(')') is > 0 and var close ? _rest[(close + 1)..].TrimStart(" \t") : _rest;
            value = !_rest.IsEmpty && _rest[0] == '"' && !_noMoreQuotes ? Quoted() : Token(isName);
            if (found.IsEmpty || found.Length > LongestName)
            {
                Broken = true;
                continue;
            }

            name = MediaTypes.Name(found);
            return true;
        }
    }

    private void SkipBetween()
    {
        _rest = _rest.TrimStart(" \t;,");
        while (!_rest.IsEmpty && _rest[0] == '(')
        {
            var end = _rest.IndexOf(')');
            _rest = end < 0 ? default : _rest[(end + 1)..].TrimStart(" \t;,");
        }
    }

    private string Token(bool blanksAllowed)
    {
        var end = blanksAllowed ? EndOfName() : _rest.IndexOfAny(" \t;(");
        if (end < 0)
        {
            end = _rest.Length;
        }

        var value = _rest[..end].Trim(" \t\"");
        _rest = _rest[end..];
        return MediaTypes.Word(value);
    }

    // An unquoted file name goes to the semicolon, blanks included, unless what follows a blank is a parameter.
    private readonly int EndOfName()
    {
        var end = _rest.IndexOf(';');
        var value = end < 0 ? _rest : _rest[..end];
        var equals = value.IndexOf('=');
        if (equals > 0 && value[..equals].TrimEnd().LastIndexOfAny(' ', '\t') is > 0 and var blank && IsName(value[(blank + 1)..equals].Trim()))
        {
            return blank;
        }

        return end;
    }

    private string Quoted()
    {
        var text = new CharBuffer(stackalloc char[128]);
        var at = 1;
        while (at < _rest.Length)
        {
            var run = _rest[at..].IndexOfAny('"', '\\');
            if (run < 0)
            {
                break;
            }

            text.Append(_rest.Slice(at, run));
            at += run;
            if (_rest[at] == '\\')
            {
                // RFC 5322 §3.2.4 quotes any character; file names with Windows paths quote none. Only the two that must be quoted are.
                var quoted = at + 1 < _rest.Length && _rest[at + 1] is '"' or '\\' && !EndsHere(at + 1);
                text.Append(quoted ? _rest[at + 1] : '\\');
                at += quoted ? 2 : 1;
            }
            else if (EndsHere(at))
            {
                _rest = _rest[(at + 1)..];
                var value = MediaTypes.Word(text.Text);
                text.Dispose();
                return value;
            }
            else
            {
                Broken = true;
                text.Append('"');
                at++;
            }
        }

        text.Dispose();
        return Unclosed();
    }

    // A quote closes when a semicolon, the end, a comment or a parameter follows; "a"b".txt" has quotes inside.
    private readonly bool EndsHere(int quote)
    {
        if (_rest[quote] != '"')
        {
            return false;
        }

        var rest = _rest[(quote + 1)..].TrimStart(" \t");
        if (rest.IsEmpty || rest[0] is ';' or '(' or ',')
        {
            return true;
        }

        var equals = rest[..Math.Min(rest.Length, LongestName)].IndexOf('=');
        return equals > 0 && IsName(rest[..equals].Trim());
    }

    private string Unclosed()
    {
        Broken = true;
        _noMoreQuotes = true;
        _rest = _rest[1..];
        return Token(blanksAllowed: true);
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > LongestName)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '*'))
            {
                return false;
            }
        }

        return true;
    }
}
