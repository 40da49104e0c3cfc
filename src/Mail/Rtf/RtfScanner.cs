namespace Touchpoints.Mail;

/// <summary>What a piece of RTF is.</summary>
internal enum RtfPiece
{
    End,
    Open,
    Close,

    /// <summary>A control word or symbol, with or without a number.</summary>
    Word,

    /// <summary>One octet of text.</summary>
    Octet,
}

/// <summary>Cuts RTF into its pieces (RTF 1.9.1, "RTF syntax"), from left to right.</summary>
internal ref struct RtfScanner(ReadOnlySpan<byte> rtf)
{
    private const int LongestWord = 32;
    private readonly ReadOnlySpan<byte> _rtf = rtf;
    private int _at;

    /// <summary>The control word; a symbol is one character.</summary>
    public ReadOnlySpan<byte> Word { get; private set; }

    /// <summary>The number behind the word, or null.</summary>
    public int? Number { get; private set; }

    public byte Octet { get; private set; }

    public RtfPiece Next()
    {
        while (_at < _rtf.Length)
        {
            var octet = _rtf[_at++];
            switch (octet)
            {
                case (byte)'{':
                    return RtfPiece.Open;
                case (byte)'}':
                    return RtfPiece.Close;
                case (byte)'\\':
                    return Control();
                case (byte)'\r' or (byte)'\n' or 0:
                    continue;
                default:
                    Octet = octet;
                    return RtfPiece.Octet;
            }
        }

        return RtfPiece.End;
    }

    private RtfPiece Control()
    {
        Number = null;
        var rest = _rtf[_at..];
        var length = 0;
        while (length < rest.Length && length < LongestWord && char.IsAsciiLetter((char)rest[length]))
        {
            length++;
        }

        if (length == 0)
        {
            return Symbol(rest);
        }

        Word = rest[..length];
        _at += length;
        ReadNumber();
        if (_at < _rtf.Length && _rtf[_at] == ' ')
        {
            _at++;
        }

        if (Word.SequenceEqual("bin"u8) && Number > 0)
        {
            _at = (int)Math.Min(_rtf.Length, _at + (long)Number.Value);
        }

        return RtfPiece.Word;
    }

    private RtfPiece Symbol(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return RtfPiece.End;
        }

        _at++;
        Word = rest[..1];
        if (rest[0] == '\'' && rest.Length > 2 && QuotedPrintableDecoder.Hex(rest[1]) is >= 0 and var high && QuotedPrintableDecoder.Hex(rest[2]) is >= 0 and var low)
        {
            _at += 2;
            Octet = (byte)((high << 4) | low);
            return RtfPiece.Octet;
        }

        if (rest[0] is (byte)'\\' or (byte)'{' or (byte)'}')
        {
            Octet = rest[0];
            return RtfPiece.Octet;
        }

        return RtfPiece.Word;
    }

    private void ReadNumber()
    {
        var isNegative = _at < _rtf.Length && _rtf[_at] == '-';
        var at = isNegative ? _at + 1 : _at;
        var start = at;
        long number = 0;
        while (at < _rtf.Length && at - start < 10 && char.IsAsciiDigit((char)_rtf[at]))
        {
            number = (number * 10) + (_rtf[at++] - '0');
        }

        if (at > start)
        {
            Number = (int)Math.Clamp(isNegative ? -number : number, int.MinValue, int.MaxValue);
            _at = at;
        }
    }
}
