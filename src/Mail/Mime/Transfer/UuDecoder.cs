namespace Touchpoints.Mail;

/// <summary>
/// uuencode (POSIX.1-2017, uuencode): from the "begin" line to the "end" line; lines around them are skipped. A line that promises more
/// octets than it holds gives what it holds.
/// </summary>
internal sealed class UuDecoder : ContentDecoder
{
    private readonly byte[] _line = new byte[128];
    private int _length;
    private State _state;

    private enum State
    {
        Before,
        Inside,
        After,
    }

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var written = 0;
        while (!encoded.IsEmpty && _state != State.After)
        {
            var end = encoded.IndexOfAny((byte)'\r', (byte)'\n');
            var piece = end < 0 ? encoded : encoded[..end];
            var kept = Math.Min(piece.Length, _line.Length - _length);
            piece[..kept].CopyTo(_line.AsSpan(_length));
            _length += kept;
            if (end < 0)
            {
                break;
            }

            written += EndLine(output[written..]);
            encoded = encoded[(end + 1)..];
        }

        return written;
    }

    public override int Finish(Span<byte> output) => EndLine(output);

    private int EndLine(Span<byte> output)
    {
        ReadOnlySpan<byte> line = _line.AsSpan(0, _length);
        _length = 0;
        switch (_state)
        {
            case State.Before when line.StartsWith("begin "u8):
                _state = State.Inside;
                return 0;
            case State.Inside when line.SequenceEqual("end"u8):
                _state = State.After;
                return 0;
            case State.Inside when line.Length > 1:
                return DecodeLine(line, output);
            default:
                return 0;
        }
    }

    private static int DecodeLine(ReadOnlySpan<byte> line, Span<byte> output)
    {
        var promised = (line[0] - ' ') & 63;
        var digits = line[1..];
        var written = 0;
        for (var at = 0; at < digits.Length && written < promised; at += 4)
        {
            var quantum = (Digit(digits, at) << 18) | (Digit(digits, at + 1) << 12) | (Digit(digits, at + 2) << 6) | Digit(digits, at + 3);
            for (var shift = 16; shift >= 0 && written < promised; shift -= 8)
            {
                output[written++] = (byte)(quantum >> shift);
            }
        }

        return written;
    }

    private static int Digit(ReadOnlySpan<byte> digits, int at) => at < digits.Length ? (digits[at] - ' ') & 63 : 0;
}
