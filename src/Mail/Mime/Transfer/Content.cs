using System.Buffers;
using System.Security.Cryptography;

namespace Touchpoints.Mail;

/// <summary>The content of a part: its encoded octets and what they decode to.</summary>
internal readonly ref struct Content(ReadOnlySpan<byte> encoded, TransferEncoding encoding)
{
    private const int Piece = 48 * 1024;
    private readonly ReadOnlySpan<byte> _encoded = encoded;

    public DecodedDigest Digest()
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        if (ContentDecoder.For(encoding) is not { } decoder)
        {
            SHA256.HashData(_encoded, hash);
            return new DecodedDigest(_encoded.Length, hash);
        }

        var output = ArrayPool<byte>.Shared.Rent(ContentDecoder.Room(Math.Min(Piece, _encoded.Length)));
        var length = _encoded.Length <= Piece ? DigestAtOnce(decoder, output, hash) : DigestInPieces(decoder, output, hash);
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
        // Six octets for a character is more than any charset of mail needs, with quoted-printable three times that.
        var longest = (int)Math.Min(int.MaxValue / 2, (most * 6L * (encoding == TransferEncoding.None ? 1 : 3)) + 1024);
        var octets = _encoded[..Math.Min(_encoded.Length, longest)];
        var output = ArrayPool<byte>.Shared.Rent(ContentDecoder.Room(octets.Length));
        var length = octets.Length;
        if (ContentDecoder.For(encoding) is { } decoder)
        {
            length = DecodeAll(decoder, octets, output);
        }
        else
        {
            octets.CopyTo(output);
        }

        var text = form.Text(output.AsSpan(0, length), most, defects, out cut);
        cut |= octets.Length < _encoded.Length;
        ArrayPool<byte>.Shared.Return(output);
        return text;
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

    private long DigestInPieces(ContentDecoder decoder, byte[] output, byte[] hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var total = 0L;
        for (var at = 0; at < _encoded.Length; at += Piece)
        {
            var length = decoder.Decode(_encoded[at..Math.Min(_encoded.Length, at + Piece)], output);
            sha.AppendData(output, 0, length);
            total += length;
        }

        var last = decoder.Finish(output);
        sha.AppendData(output, 0, last);
        sha.GetHashAndReset(hash);
        return total + last;
    }
}
