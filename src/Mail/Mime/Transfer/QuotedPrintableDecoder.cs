namespace Touchpoints.Mail;

/// <summary>
/// quoted-printable (RFC 2045 §6.7), lenient: an escape that is none stays as it is. Blanks at the end of a line are kept although the
/// RFC has them removed: "-- " before a signature is worth more than what a relay of 1992 may have padded.
/// </summary>
internal sealed class QuotedPrintableDecoder : ContentDecoder
{
    private const int MostBlanks = 128;

    private byte[]? _blanks;
    private int _blankCount;
    private byte _digit;
    private State _state;

    private enum State
    {
        Text,
        Equals,
        OneDigit,
        Blanks,
        SoftReturn,
    }

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var written = 0;
        var at = 0;
        while (at < encoded.Length)
        {
            if (_state != State.Text)
            {
                written += Step(encoded[at++], output[written..]);
            }
            else if (encoded[at] != '=')
            {
                var text = encoded[at..];
                var run = text.IndexOf((byte)'=');
                text = run < 0 ? text : text[..run];
                text.CopyTo(output[written..]);
                written += text.Length;
                at += text.Length;
            }
            else if (at + 2 < encoded.Length && Octet(encoded[at + 1], encoded[at + 2]) is >= 0 and var octet)
            {
                output[written++] = (byte)octet;
                at += 3;
            }
            else if (at + 2 < encoded.Length && encoded[at + 1] == '\r' && encoded[at + 2] == '\n')
            {
                at += 3;
            }
            else
            {
                _state = State.Equals;
                at++;
            }
        }

        return written;
    }

    public override int Finish(Span<byte> output)
    {
        // An "=" with nothing after it was a soft line break.
        var state = _state;
        _state = State.Text;
        return state == State.OneDigit ? Put(output, (byte)'=', _digit) : 0;
    }

    // From '0' on; -1 for what is no hexadecimal digit.
    private static ReadOnlySpan<sbyte> HexDigits =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1, -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 10, 11, 12, 13, 14, 15,
    ];

    public static int Hex(byte octet) => octet - '0' is >= 0 and var digit && digit < HexDigits.Length ? HexDigits[digit] : -1;

    private static int Octet(byte high, byte low) => (Hex(high) << 4) | Hex(low); // negative when either is

    private int Step(byte octet, Span<byte> output)
    {
        switch (_state)
        {
            case State.Equals:
                return AfterEquals(octet, output);
            case State.OneDigit:
                _state = State.Text;
                return Hex(octet) is >= 0 and var low
                    ? Put(output, (byte)((Hex(_digit) << 4) | low))
                    : Put(output, (byte)'=', _digit) is var two ? two + Step(octet, output[two..]) : 0;
            case State.Blanks:
                return AfterBlanks(octet, output);
            case State.SoftReturn when octet == '\n':
                _state = State.Text;
                return 0;
            default:
                _state = octet == '=' ? State.Equals : State.Text;
                return octet == '=' ? 0 : Put(output, octet);
        }
    }

    private int AfterEquals(byte octet, Span<byte> output)
    {
        switch (octet)
        {
            case (byte)'\n':
                _state = State.Text;
                return 0;
            case (byte)'\r':
                _state = State.SoftReturn;
                return 0;
            case (byte)' ' or (byte)'\t':
                _state = State.Blanks;
                _blanks ??= new byte[MostBlanks];
                _blanks[0] = octet;
                _blankCount = 1;
                return 0;
            case var digit when Hex(digit) >= 0:
                _state = State.OneDigit;
                _digit = digit;
                return 0;
            default:
                _state = State.Text;
                return Put(output, (byte)'=') + Step(octet, output[1..]);
        }
    }

    private int AfterBlanks(byte octet, Span<byte> output)
    {
        if (octet is (byte)'\n' or (byte)'\r')
        {
            return AfterEquals(octet, output);
        }

        if (octet is (byte)' ' or (byte)'\t' && _blankCount < MostBlanks)
        {
            _blanks![_blankCount++] = octet;
            return 0;
        }

        _state = State.Text;
        output[0] = (byte)'=';
        _blanks.AsSpan(0, _blankCount).CopyTo(output[1..]);
        return _blankCount + 1 + Step(octet, output[(_blankCount + 1)..]);
    }

    private static int Put(Span<byte> output, byte one)
    {
        output[0] = one;
        return 1;
    }

    private static int Put(Span<byte> output, byte one, byte two)
    {
        output[0] = one;
        output[1] = two;
        return 2;
    }
}
