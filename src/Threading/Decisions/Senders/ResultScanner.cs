using System.Text;

namespace Touchpoints.Threading;

/// <summary>One "method=result" of Authentication-Results with its properties, all in lower case.</summary>
internal sealed record AuthenticationResult(string Method, string Result, IReadOnlyList<(string Name, string Value)> Properties)
{
    /// <summary>The value of that property, or <paramref name="orElse"/>.</summary>
    public string Property(string name, string orElse = "")
    {
        foreach (var property in Properties)
        {
            if (property.Name == name)
            {
                return property.Value;
            }
        }

        return orElse;
    }
}

/// <summary>Reads the value of an Authentication-Results field from left to right (RFC 8601 §2.2). Total and linear on any text.</summary>
internal ref struct ResultScanner(string value)
{
    private readonly string _value = value;
    private int _at;

    /// <summary>
    /// The authserv-id at the front, in lower case; empty where the field begins with its first result, as Exchange Online writes it. Null when the field is
    /// broken there, or of a version that is not 1: it says nothing then (§2.5).
    /// </summary>
    public string? ServerId()
    {
        var id = Piece("=");
        SkipBlanks();
        if (_at < _value.Length && _value[_at] == '=')
        {
            _at = 0;
            return "";
        }

        var version = Name();
        var isWhole = (version is "" or "1") && AtEndOfStatement();
        _at++;
        return isWhole ? id : null;
    }

    /// <summary>The next result, or null at the end. A statement that is none ("none", a broken one, a later version of a method) is passed over.</summary>
    public AuthenticationResult? Next()
    {
        while (_at < _value.Length)
        {
            var (method, result) = Pair();
            var properties = new List<(string, string)>();
            while (!AtEndOfStatement())
            {
                var before = _at;
                var (name, text) = Pair();
                if (name.Length > 0)
                {
                    properties.Add((name, text));
                }

                _at = _at == before ? _at + 1 : _at; // a stray character: go on behind it
            }

            _at++;
            method = method.EndsWith("/1", StringComparison.Ordinal) ? method[..^2] : method; // "dkim/1=pass"
            if (method.Length > 0 && result.Length > 0)
            {
                return new AuthenticationResult(method, result, properties);
            }
        }

        return null;
    }

    /// <summary>The next word in lower case, for fields that are words and comments only; empty at the end or at a semicolon.</summary>
    public string Word() => Piece("");

    private (string Name, string Value) Pair()
    {
        var name = Name();
        SkipBlanks();
        if (_at >= _value.Length || _value[_at] != '=')
        {
            return (name, "");
        }

        _at++;
        return (name, Word());
    }

    private bool AtEndOfStatement()
    {
        SkipBlanks();
        return _at >= _value.Length || _value[_at] == ';';
    }

    // What stands before "=": §2.2 allows blanks and comments around the dot and the slash in it.
    private string Name()
    {
        var name = Piece("=");
        SkipBlanks();
        while (_at < _value.Length && name.Length > 0 && (name[^1] is '.' or '/' || _value[_at] is '.' or '/') && Piece("=") is { Length: > 0 } more)
        {
            name += more;
            SkipBlanks();
        }

        return name;
    }

    // Words and quoted strings with nothing between them are one: "x@a.example"@b.example is an address at b.example.
    private string Piece(string alsoEndsAt)
    {
        SkipBlanks();
        var text = new StringBuilder();
        while (_at < _value.Length && !char.IsWhiteSpace(_value[_at]) && _value[_at] is not (';' or '(' or ')') && !alsoEndsAt.Contains(_value[_at], StringComparison.Ordinal))
        {
            if (_value[_at] == '"')
            {
                Quoted(text);
            }
            else
            {
                text.Append(_value[_at++]);
            }
        }

        return text.ToString().ToLowerInvariant();
    }

    private void Quoted(StringBuilder text)
    {
        for (_at++; _at < _value.Length && _value[_at] != '"'; _at++)
        {
            if (_value[_at] == '\\' && _at + 1 < _value.Length)
            {
                _at++;
            }

            text.Append(_value[_at]);
        }

        _at = Math.Min(_at + 1, _value.Length);
    }

    // Blanks and comments, which may be nested (RFC 5322 §3.2.2).
    private void SkipBlanks()
    {
        var depth = 0;
        for (; _at < _value.Length; _at++)
        {
            var c = _value[_at];
            if (depth > 0 && c == '\\')
            {
                _at++;
            }
            else if (c == '(')
            {
                depth++;
            }
            else if (c == ')' && depth > 0)
            {
                depth--;
            }
            else if (depth == 0 && !char.IsWhiteSpace(c))
            {
                return;
            }
        }

        _at = Math.Min(_at, _value.Length);
    }
}
