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

    /// <summary>The authserv-id at the front, in lower case; a version behind it is skipped.</summary>
    public string ServerId()
    {
        var id = Word();
        SkipTo(';');
        return id;
    }

    /// <summary>The next result, or null at the end. A statement that is none ("none", a broken one) is passed over.</summary>
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
            if (method.Length > 0 && result.Length > 0)
            {
                var version = method.IndexOf('/', StringComparison.Ordinal); // "dkim/1=pass"
                return new AuthenticationResult(version > 0 ? method[..version] : method, result, properties);
            }
        }

        return null;
    }

    private (string Name, string Value) Pair()
    {
        var name = Word();
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

    private void SkipTo(char end)
    {
        SkipBlanks();
        while (_at < _value.Length && _value[_at] != end)
        {
            _at++;
            SkipBlanks();
        }

        _at++;
    }

    // A token, or a quoted string without its quotes.
    private string Word()
    {
        SkipBlanks();
        if (_at < _value.Length && _value[_at] == '"')
        {
            return Quoted();
        }

        var start = _at;
        while (_at < _value.Length && !char.IsWhiteSpace(_value[_at]) && _value[_at] is not (';' or '=' or '(' or ')' or '"'))
        {
            _at++;
        }

        return _value[start.._at].ToLowerInvariant();
    }

    private string Quoted()
    {
        var text = new System.Text.StringBuilder();
        for (_at++; _at < _value.Length && _value[_at] != '"'; _at++)
        {
            if (_value[_at] == '\\' && _at + 1 < _value.Length)
            {
                _at++;
            }

            text.Append(_value[_at]);
        }

        _at++;
        return text.ToString().ToLowerInvariant();
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
