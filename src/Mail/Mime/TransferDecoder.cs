using System.Security.Cryptography;

namespace Touchpoints.Mail;

/// <summary>Decodes a range of stored octets again, without the mail around it.</summary>
public static class TransferDecoder
{
    /// <summary>
    /// A forward-only stream of what <paramref name="encoded"/> decodes to, equal to what <see cref="MimePart.Digest"/> hashed.
    /// <paramref name="coding"/> is <see cref="MimePart.Coding"/>. Disposing it disposes <paramref name="encoded"/>; where nothing is encoded it
    /// is <paramref name="encoded"/> itself. Memory does not grow with the content, except for a mail inside TNEF.
    /// </summary>
    public static Stream Open(Stream encoded, string coding)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentNullException.ThrowIfNull(coding);
        foreach (var step in ContentCoding.Steps(coding))
        {
            encoded = step == ContentCoding.TnefMail ? new TnefMailStream(encoded)
                : ContentCoding.Decoder(step) is { } decoder ? new DecodingStream(encoded, decoder)
                : encoded;
        }

        return encoded;
    }

    /// <summary>Length and SHA-256 of what <paramref name="encoded"/> decodes to; equal to <see cref="MimePart.Digest"/>.</summary>
    public static DecodedDigest Digest(ReadOnlySpan<byte> encoded, string coding)
    {
        ArgumentNullException.ThrowIfNull(coding);
        if (ContentCoding.Encoding(coding) is { } encoding)
        {
            return new Content(encoded, encoding).Digest();
        }

        using var decoded = Open(new MemoryStream(encoded.ToArray()), coding);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[32 * 1024];
        var length = 0L;
        for (var count = decoded.Read(piece, 0, piece.Length); count > 0; count = decoded.Read(piece, 0, piece.Length))
        {
            sha.AppendData(piece, 0, count);
            length += count;
        }

        return new DecodedDigest(length, sha.GetHashAndReset());
    }
}
