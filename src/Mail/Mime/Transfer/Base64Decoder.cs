using System.Buffers;
using System.Buffers.Text;

namespace Touchpoints.Mail;

/// <summary>
/// base64 (RFC 2045 §6.8), lenient: everything outside the alphabet is skipped, padding ends a quantum but not the content (pieces that
/// were encoded one by one and put together are met in the field), missing padding is no loss.
/// </summary>
internal sealed class Base64Decoder : ContentDecoder
{
    private const int Block = 12 * 1024;
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private readonly byte[] _held = new byte[4];
    private int _heldCount;

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        // Lines are put together first: the platform's decoder is fastest on one long run of the alphabet.
        var run = ArrayPool<byte>.Shared.Rent(Math.Min(encoded.Length, Block) + 4);
        var written = 0;
        while (!encoded.IsEmpty)
        {
            var piece = encoded[..Math.Min(encoded.Length, Block)];
            encoded = encoded[piece.Length..];
            written += DecodePiece(piece, run, output[written..]);
        }

        ArrayPool<byte>.Shared.Return(run);
        return written;
    }

    public override int Finish(Span<byte> output) => EndQuantum(_held.AsSpan(0, TakeHeld()), output);

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
