using System.Buffers.Text;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>The words of one response, read in place (RFC 9051 §9). Makes no string until one is asked for.</summary>
internal ref struct ImapTokens(ReadOnlySpan<byte> response)
{
    private const int MaxDepth = 64;
    private const int MaxWordsShown = 256;

    private ReadOnlySpan<byte> _rest = response.TrimEnd("\r\n"u8);

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The server's words as they may be shown: no controls, not too long.</summary>
    public readonly string Words => Shown(_rest);

    public static string Shown(ReadOnlySpan<byte> words)
    {
        var text = Encoding.UTF8.GetString(words[..Math.Min(words.Length, MaxWordsShown)]);
        return string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) ? ' ' : from[i];
            }
        }).Trim();
    }

    public bool TrySkip(char octet)
    {
        if (_rest.IsEmpty || _rest[0] != octet)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    public void SkipSpaces() => _rest = _rest.TrimStart((byte)' ');

    public void Expect(char octet)
    {
        if (!TrySkip(octet))
        {
            throw Broken($"'{octet}' expected");
        }
    }

    /// <summary>Up to a space, a parenthesis or the end; empty there. "BODY[]" and "\Seen" are words.</summary>
    public ReadOnlySpan<byte> Word()
    {
        SkipSpaces();
        var end = _rest.IndexOfAny(" ()"u8);
        var word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    public bool TryNumber(out ulong number)
    {
        SkipSpaces();
        if (!Utf8Parser.TryParse(_rest, out number, out var octets))
        {
            return false;
        }

        _rest = _rest[octets..];
        return true;
    }

    public uint Number() => TryNumber(out var number) && number <= uint.MaxValue ? (uint)number : throw Broken("a number expected");

    /// <summary>Takes NIL if it stands here as a word of its own.</summary>
    public bool TryNil()
    {
        SkipSpaces();
        var isNil = _rest.Length >= 3 && Ascii.EqualsIgnoreCase(_rest[..3], "NIL"u8) && (_rest.Length == 3 || _rest[3] is (byte)' ' or (byte)')');
        _rest = isNil ? _rest[3..] : _rest;
        return isNil;
    }

    /// <summary>The octets of a quoted string, a literal or an atom; null for NIL.</summary>
    public byte[]? Octets()
    {
        if (TryNil())
        {
            return null;
        }

        return _rest.IsEmpty ? throw Broken("a string expected") : _rest[0] switch
        {
            (byte)'"' => Quoted(),
            (byte)'{' or (byte)'~' => Literal().ToArray(),
            _ => Word().ToArray(),
        };
    }

    /// <summary>The length of the literal whose marker ends this text; false when something else stands here.</summary>
    public readonly bool IsLiteralAhead() => _rest.TrimStart((byte)' ') is [(byte)'{' or (byte)'~', ..] marker && marker[^1] == '}';

    /// <summary>What stands in the brackets of a response code (RFC 9051 §7.1), here or nowhere.</summary>
    public ReadOnlySpan<byte> Code()
    {
        SkipSpaces();
        var end = _rest is [(byte)'[', ..] ? _rest.IndexOf((byte)']') : -1;
        if (end < 0)
        {
            return [];
        }

        var code = _rest[1..end];
        _rest = _rest[(end + 1)..];
        return code;
    }

    /// <summary>Passes over one value of any kind: lists are walked, not recursed into, and not deeper than 64.</summary>
    public void SkipValue()
    {
        var depth = 0;
        do
        {
            SkipSpaces();
            if (TrySkip('('))
            {
                depth = depth < MaxDepth ? depth + 1 : throw Broken($"lists nested deeper than {MaxDepth}");
            }
            else if (TrySkip(')'))
            {
                depth--;
            }
            else if (_rest.IsEmpty)
            {
                throw Broken("a value expected");
            }
            else
            {
                SkipSimple();
            }
        }
        while (depth > 0);
    }

    public readonly ImapProtocolException Broken(string what) => new($"The server's words are no IMAP: {what} at \"{Words}\".");

    private void SkipSimple()
    {
        switch (_rest[0])
        {
            case (byte)'"':
                Quoted();
                break;
            case (byte)'{' or (byte)'~':
                Literal();
                break;
            default:
                Word();
                break;
        }
    }

    private byte[] Quoted()
    {
        var content = _rest[1..];
        var octets = new List<byte>();
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '"')
            {
                _rest = content[(i + 1)..];
                return [.. octets];
            }

            i = content[i] == '\\' && i + 1 < content.Length ? i + 1 : i;
            octets.Add(content[i]);
        }

        throw Broken("a quoted string without end");
    }

    private ReadOnlySpan<byte> Literal()
    {
        var end = _rest.IndexOf((byte)'\n') + 1;
        var length = end == 0 ? -1 : ImapWire.LiteralLength(_rest[..end]);
        if (length < 0 || length > _rest.Length - end)
        {
            throw Broken("a literal that is not complete");
        }

        var octets = _rest.Slice(end, (int)length);
        _rest = _rest[(end + (int)length)..];
        return octets;
    }
}
