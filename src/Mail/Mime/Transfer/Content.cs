using System.Buffers;
using System.Security.Cryptography;

namespace Touchpoints.Mail;

/// <summary>The content of a part: its encoded octets and what they decode to.</summary>
internal readonly ref struct Content(ReadOnlySpan<byte> encoded, TransferEncoding encoding)
{
    private const int Piece = 48 * 1024;
    private const int LongestAtOnce = 1024 * 1024;
    private readonly ReadOnlySpan<byte> _encoded = encoded;
    private readonly ReadOnlyMemory<byte> _pages;

    public Content(ReadOnlyMemory<byte> encoded, TransferEncoding encoding)
        : this(encoded.Span, encoding)
    {
        _pages = encoded;
    }

    public DecodedDigest Digest()
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        var decoder = ContentDecoder.For(encoding);
        if (decoder is null && _encoded.Length <= LongestAtOnce)
        {
            SHA256.HashData(_encoded, hash);
            return new DecodedDigest(_encoded.Length, hash);
        }

        var output = ArrayPool<byte>.Shared.Rent(ContentDecoder.Room(Math.Min(Piece, _encoded.Length)));
        var length = decoder is not null && _encoded.Length <= Piece ? DigestAtOnce(decoder, output, hash) : DigestInPieces(decoder, output, hash);
        ArrayPool<byte>.Shared.Return(output);
        return new DecodedDigest(length, hash);
    }

    public byte[] ToArray()
    {
        if (ContentDecoder.For(encoding) is not { } decoder)
        {
            return _encoded.ToArray();
        }

        var output = ArrayPool<byte>.Shared.Rent(ContentDecoder.Room(_encoded.Length));
        var length = DecodeAll(decoder, _encoded, output);
        var decoded = output.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(output);
        return decoded;
    }

    /// <summary>The content as text with LF line ends, at most that many characters; <paramref name="cut"/> where there would be more.</summary>
    public string ToText(TextForm form, int most, DefectList defects, out bool cut)
    {
        // No charset of mail needs more than four octets a character for long.
        var enough = Math.Min(_encoded.Length, (most * 4L) + 1024);
        var output = ArrayPool<byte>.Shared.Rent(ContentDecoder.Room((int)Math.Min(_encoded.Length, enough + Piece)));
        var decoder = ContentDecoder.For(encoding);
        var (at, length) = (0, 0);
        while (at < _encoded.Length && length < enough)
        {
            var piece = _encoded[at..Math.Min(_encoded.Length, at + Piece)];
            at += piece.Length;
            length += Append(decoder, piece, output.AsSpan(length));
        }

        length += decoder?.Finish(output.AsSpan(length)) ?? 0;
        var text = form.Text(output.AsSpan(0, length), most, defects, out cut);
        cut |= at < _encoded.Length;
        ArrayPool<byte>.Shared.Return(output);
        return text;
    }

    private static int Append(ContentDecoder? decoder, ReadOnlySpan<byte> piece, Span<byte> output)
    {
        if (decoder is not null)
        {
            return decoder.Decode(piece, output);
        }

        piece.CopyTo(output);
        return piece.Length;
    }

    private static int DecodeAll(ContentDecoder decoder, ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var length = decoder.Decode(encoded, output);
        return length + decoder.Finish(output[length..]);
    }

    private int DigestAtOnce(ContentDecoder decoder, byte[] output, byte[] hash)
    {
        var length = DecodeAll(decoder, _encoded, output);
        SHA256.HashData(output.AsSpan(0, length), hash);
        return length;
    }

    private long DigestInPieces(ContentDecoder? decoder, byte[] output, byte[] hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var total = 0L;
        for (var at = 0; at < _encoded.Length; at += Piece)
        {
            var piece = _encoded[at..Math.Min(_encoded.Length, at + Piece)];
            var decoded = decoder is null ? piece : output.AsSpan(0, decoder.Decode(piece, output));
            sha.AppendData(decoded);
            total += decoded.Length;
            if (!_pages.IsEmpty)
            {
                PagedOctets.Passed(_pages.Slice(at, piece.Length));
            }
        }

        var last = decoder?.Finish(output) ?? 0;
        sha.AppendData(output, 0, last);
        sha.GetHashAndReset(hash);
        return total + last;
    }
}
