namespace Touchpoints.Mail;

/// <summary>
/// yEnc (yenc.org, draft 1.3): from the "=ybegin" line to the "=yend" line; every octet is 42 more than it was, "=" escapes the next. The
/// checksum is not compared: a file that is damaged is shown all the same.
/// </summary>
internal sealed class YencDecoder : ContentDecoder
{
    private readonly byte[] _line = new byte[8];
    private int _length;
    private State _state;
    private bool _isEscaped;

    private enum State
    {
        Before,
        LineStart,
        Line,
        Control,
        After,
    }

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var written = 0;
        foreach (var octet in encoded)
        {
            if (_state == State.After)
            {
                break;
            }

            if (octet is (byte)'\r' or (byte)'\n')
            {
                written += octet == '\n' ? EndLine(output[written..]) : 0;
            }
            else if (_state is State.LineStart or State.Before && _length < 2)
            {
                _line[_length++] = octet;
                written += _length == 2 ? StartLine(output[written..]) : 0;
            }
            else if (_state == State.Line)
            {
                written += Put(octet, output[written..]);
            }
            else if (_state == State.Control && _length < _line.Length)
            {
                _line[_length++] = octet;
            }
        }

        return written;
    }

    public override int Finish(Span<byte> output) => EndLine(output);

    // A line that begins with "=y" is none of data: "=" then stands for an octet that needs no escape.
    private int StartLine(Span<byte> output)
    {
        if (_line.AsSpan(0, 2).SequenceEqual("=y"u8))
        {
            _state = State.Control;
            return 0;
        }

        if (_state == State.Before)
        {
            return 0;
        }

        _state = State.Line;
        var one = Put(_line[0], output);
        return one + Put(_line[1], output[one..]);
    }

    private int EndLine(Span<byte> output)
    {
        var written = _state == State.LineStart && _length == 1 ? Put(_line[0], output) : 0;
        if (_state == State.Control)
        {
            _state = _line.AsSpan(0, _length).StartsWith("=yend"u8) ? State.After : State.LineStart;
        }
        else if (_state == State.Line)
        {
            _state = State.LineStart;
        }

        _length = 0;
        return written;
    }

    private int Put(byte octet, Span<byte> output)
    {
        if (octet == '=' && !_isEscaped)
        {
            _isEscaped = true;
            return 0;
        }

        output[0] = (byte)(octet - (_isEscaped ? 106 : 42));
        _isEscaped = false;
        return 1;
    }
}
