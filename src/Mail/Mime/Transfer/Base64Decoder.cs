using System.Buffers;
using System.Buffers.Text;

namespace Touchpoints.Mail;

/// <summary>
/// base64 (RFC 2045 §6.8), lenient: everything outside the alphabet is skipped, padding ends a quantum but not the content (pieces that
/// were encoded one by one and put together are met in the field), missing padding is no loss. What a list or a scanner wrote below padded
/// content is no part of it: after padding the first octet outside the alphabet ends it.
/// </summary>
internal sealed class Base64Decoder : ContentDecoder
{
    private const int Block = 12 * 1024;
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private readonly byte[] _held = new byte[4];
    private int _heldCount;
    private bool _isPadded;
    private bool _isEnded;

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        // Lines are put together first: the platform's decoder is fastest on one long run of the alphabet.
        var run = ArrayPool<byte>.Shared.Rent(Math.Min(encoded.Length, Block) + 4);
        var written = 0;
        while (!encoded.IsEmpty && !_isEnded)
        {
            var piece = encoded[..Math.Min(encoded.Length, Block)];
            encoded = encoded[piece.Length..];
            written += !_isPadded && DecodeLines(piece, run, output[written..]) is >= 0 and var count ? count : DecodePiece(piece, run, output[written..]);
        }

        ArrayPool<byte>.Shared.Return(run);
        return written;
    }

    public override int Finish(Span<byte> output) => EndQuantum(_held.AsSpan(0, TakeHeld()), output);

    // What nearly every piece is: lines of the alphabet and nothing else, perhaps padded at the end. -1 where the platform's decoder finds that it is not.
    private int DecodeLines(ReadOnlySpan<byte> piece, Span<byte> run, Span<byte> output)
    {
        _held.AsSpan(0, _heldCount).CopyTo(run);
        var length = _heldCount + Join(piece, run[_heldCount..]);
        var end = run[..length].TrimEnd((byte)'=').Length;
        var (isPadded, rest) = (end < length, end & 3);
        var whole = run[..(end - rest)];
        if (length - end > 2 || run.Slice(whole.Length, rest).ContainsAnyExcept(Alphabet)
            || Base64.DecodeFromUtf8(whole, output, out _, out var written) != OperationStatus.Done || written != whole.Length / 4 * 3)
        {
            return -1;
        }

        _isPadded = isPadded;
        _heldCount = isPadded ? 0 : rest;
        run.Slice(whole.Length, _heldCount).CopyTo(_held);
        return isPadded ? written + EndQuantum(run.Slice(whole.Length, rest), output[written..]) : written;
    }

    // Lines are as long as the one before, which saves looking for their ends.
    private static int Join(ReadOnlySpan<byte> lines, Span<byte> run)
    {
        var (length, width) = (0, 0);
        while (!lines.IsEmpty)
        {
            if (width >= lines.Length || lines[width] is not ((byte)'\r' or (byte)'\n'))
            {
                var feed = lines.IndexOf((byte)'\n');
                width = lines[..(feed < 0 ? lines.Length : feed)].TrimEnd((byte)'\r').Length;
            }

            lines[..width].CopyTo(run[length..]);
            length += width;
            lines = lines[width..].TrimStart("\r\n"u8);
        }

        return length;
    }

    private int DecodePiece(ReadOnlySpan<byte> piece, Span<byte> run, Span<byte> output)
    {
        var written = 0;
        var length = TakeHeld();
        _held.AsSpan(0, length).CopyTo(run);
        while (!piece.IsEmpty)
        {
            var good = piece.IndexOfAnyExcept(Alphabet);
            if (good < 0)
            {
                good = piece.Length;
            }

            piece[..good].CopyTo(run[length..]);
            length += good;
            if (good == piece.Length)
            {
                break;
            }

            if (piece[good] == '=')
            {
                var rest = length & 3;
                written += DecodeRun(run[..(length - rest)], output[written..]);
                written += EndQuantum(run.Slice(length - rest, rest), output[written..]);
                length = 0;
                _isPadded |= rest > 1;
            }
            else if (_isPadded && piece[good] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                _isEnded = true;
                break;
            }

            piece = piece[(good + 1)..];
        }

        _heldCount = length & 3;
        run.Slice(length - _heldCount, _heldCount).CopyTo(_held);
        return written + DecodeRun(run[..(length - _heldCount)], output[written..]);
    }

    private int TakeHeld()
    {
        var count = _heldCount;
        _heldCount = 0;
        return count;
    }

    private static int DecodeRun(ReadOnlySpan<byte> run, Span<byte> output)
    {
        Base64.DecodeFromUtf8(run, output, out _, out var written);
        return written;
    }

    private static int EndQuantum(ReadOnlySpan<byte> rest, Span<byte> output)
    {
        if (rest.Length < 2)
        {
            return 0;
        }

        ReadOnlySpan<byte> quantum = [rest[0], rest[1], rest.Length > 2 ? rest[2] : (byte)'A', (byte)'A'];
        Span<byte> three = stackalloc byte[3];
        Base64.DecodeFromUtf8(quantum, three, out _, out _);
        three[..(rest.Length - 1)].CopyTo(output);
        return rest.Length - 1;
    }
}
