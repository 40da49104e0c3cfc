namespace Touchpoints.Mail;

/// <summary>
/// Address lists (RFC 5322 §3.4 and §4.4), one pass from left to right: groups are flattened, comments give a name where there is no
/// other, and what is wrong never costs the addresses after it.
/// </summary>
internal ref struct AddressParser
{
    private readonly MailLimits _limits;
    private readonly DefectList _defects;
    private readonly List<MailAddress> _found;
    private ReadOnlySpan<char> _rest;
    private CharBuffer _words;
    private CharBuffer _comment;
    private string? _address;
    private int _nameLength;
    private bool _hasAt;
    private bool _noMoreQuotes;
    private bool _noMoreComments;
    private bool _isDecoded;

    private AddressParser(string field, List<MailAddress> found, MailLimits limits, DefectList defects)
    {
        _rest = field;
        _found = found;
        _limits = limits;
        _defects = defects;
        _words = new CharBuffer([]);
        _comment = new CharBuffer([]);
    }

    public static void Read(string field, List<MailAddress> found, MailLimits limits, DefectList defects)
    {
        var parser = new AddressParser(field, found, limits, defects);
        parser.ReadList();
        parser.Dispose();
    }

    public void Dispose()
    {
        _words.Dispose();
        _comment.Dispose();
    }

    private void ReadList()
    {
        while (!_rest.IsEmpty)
        {
            if (_found.Count >= _limits.Addresses)
            {
                _defects.Add(Defects.LimitAddresses);
                return;
            }

            switch (_rest[0])
            {
                case ',' or ';':
                    Skip(1);
                    EndAddress();
                    break;
                case ':' when !_hasAt && _address is null:
                    // The name of a group: its members are what counts.
                    Skip(1);
                    Clear();
                    break;
                case ':' when _address is { Length: > 0 }:
                    // "<ceo@x.example>:eve@y.example": no name of a group. Whoever decides sees both.
                    _defects.Add(Defects.BrokenAddress);
                    Skip(1);
                    EndAddress();
                    break;
                case '<':
                    Angle();
                    break;
                case '(' when !_noMoreComments:
                    Comment();
                    break;
                case '"' when !_noMoreQuotes:
                    Quoted();
                    break;
                default:
                    Atom();
                    break;
            }
        }

        EndAddress();
    }

    private void Skip(int count) => _rest = _rest[count..];

    private void Clear()
    {
        _words.Clear();
        _comment.Clear();
        _address = null;
        _hasAt = false;
    }

    private void Atom()
    {
        var encoded = _rest[0] == '=' ? EncodedWords.LengthAt(_rest) : 0;
        var length = encoded;
        if (length == 0)
        {
            length = 1;
            while (length < _rest.Length && !IsSpecial(_rest[length]) && !(_rest[length] == '=' && _rest[length - 1] is ' ' or '\t'))
            {
                length++;
            }
        }

        _words.Append(_rest[..length]);
        _hasAt |= encoded == 0 && _rest[..length].Contains('@');
        Skip(length);
    }

    private static bool IsSpecial(char c) => c is ',' or ';' or ':' or '<' or '(' or '"';

    private void Comment()
    {
        var depth = 0;
        var start = _comment.Length;
        if (start > 0)
        {
            _comment.Append(' ');
        }

        for (var at = 0; at < _rest.Length; at++)
        {
            var c = _rest[at];
            if (c == '\\' && at + 1 < _rest.Length)
            {
                _comment.Append(_rest[++at]);
                continue;
            }

            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0)
            {
                Skip(at + 1);
                return;
            }

            if (at > 0)
            {
                _comment.Append(c);
            }
        }

        // A parenthesis that never closes is a character, and so are all that follow.
        _comment.Cut(start);
        _noMoreComments = true;
        _defects.Add(Defects.BrokenAddress);
    }

    private void Quoted()
    {
        var start = _words.Length;
        var at = 1;
        while (at < _rest.Length && _rest[at] != '"')
        {
            if (_rest[at] == '\\' && at + 1 < _rest.Length)
            {
                at++;
            }

            _words.Append(_rest[at++]);
        }

        if (at >= _rest.Length)
        {
            // A quote that never closes is a character, and so are all that follow.
            _words.Cut(start);
            _noMoreQuotes = true;
            _defects.Add(Defects.BrokenAddress);
            Skip(1);
            return;
        }

        Skip(at + 1);
        if (!_rest.IsEmpty && _rest[0] == '@')
        {
            QuotedLocalPart(start);
        }
    }

    private void QuotedLocalPart(int start)
    {
        var local = _words.Text[start..].ToString();
        _words.Cut(start);
        _words.Append(AddressText.Quoted(local));
    }

    private void Angle()
    {
        var end = AddressText.EndOfAngle(_rest, !_noMoreQuotes, out var closed);
        if (!closed && end == _rest.Length && !_noMoreQuotes)
        {
            _noMoreQuotes = true;
            end = AddressText.EndOfAngle(_rest, hasQuotes: false, out closed);
        }

        var inside = _rest[1..end];
        Skip(closed ? end + 1 : end);
        _rest = closed ? _rest.TrimStart('>') : _rest; // "<<a@x.example>>"
        if (!closed)
        {
            _defects.Add(Defects.BrokenAddress);
        }

        if (_address is { Length: > 0 } && !_address.Contains('@', StringComparison.Ordinal) && inside.Contains('@'))
        {
            // "Support <EMEA> <support@x.example>": what is no address is a word of the name.
            var last = _words.Text[_nameLength..].ToString();
            _words.Cut(_nameLength);
            _words.Append($"<{_address}>{last}");
        }
        else if (_address is { Length: > 0 })
        {
            // Two addresses with no comma between them: the words between are the second one's name.
            _defects.Add(Defects.BrokenAddress);
            var second = _words.Text[_nameLength..].ToString();
            _words.Cut(_nameLength);
            EndAddress();
            _words.Append(second);
        }

        _nameLength = _words.Length;
        _address = AddressText.Clean(inside, _limits, _defects);
    }

    private void EndAddress()
    {
        var words = _words.Text.Trim();
        if (_address is null && words.IsEmpty)
        {
            Clear(); // a comment alone names nobody
            return;
        }

        if (_address is null && !_isDecoded && !_hasAt && AddressText.Encoded(words, _limits, _defects) is { } decoded)
        {
            var inner = new AddressParser(decoded, _found, _limits, _defects) { _isDecoded = true };
            inner.ReadList();
            inner.Dispose();
        }
        else if (_address is null)
        {
            SplitWords(words);
        }
        else
        {
            Found(words, _address);
        }

        Clear();
    }

    // No angle brackets: the word with an @ is the address, words around it are the name ("Jane Doe jane@x.example").
    private void SplitWords(ReadOnlySpan<char> words)
    {
        if (!words.Contains('"') && AddressText.EndOfFirst(words) > 0)
        {
            _defects.Add(Defects.BrokenAddress);
            _comment.Clear(); // of whom it was is not known
            while (AddressText.EndOfFirst(words) is > 0 and var end)
            {
                OneOf(words[..end]);
                words = words[end..].Trim();
            }
        }

        OneOf(words);
    }

    private readonly void OneOf(ReadOnlySpan<char> words)
    {
        var address = AddressText.AddressAmong(words, out var name);
        Found(name, AddressText.Clean(address, _limits, _defects));
    }

    private readonly void Found(ReadOnlySpan<char> words, string address)
    {
        var name = AddressText.Name(words.IsWhiteSpace() ? _comment.Text : words, _limits, _defects);
        if (_found.Count >= _limits.Addresses)
        {
            _defects.Add(Defects.LimitAddresses); // "<a<b<c": one step of the loop can find several
        }
        else if (name.Length > 0 || address.Length > 0)
        {
            _found.Add(new MailAddress(name, address));
        }
    }
}
