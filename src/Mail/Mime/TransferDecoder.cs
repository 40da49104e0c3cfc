namespace Touchpoints.Mail;

/// <summary>Decodes a range of stored octets again, as a stream, without the mail around it.</summary>
public static class TransferDecoder
{
    /// <summary>
    /// A forward-only stream of the decoded octets of <paramref name="encoded"/>, equal to what <see cref="MimePart.Digest"/> hashed.
    /// Disposing it disposes <paramref name="encoded"/>; where nothing is encoded it is <paramref name="encoded"/> itself.
    /// </summary>
    public static Stream Open(Stream encoded, TransferEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return ContentDecoder.For(encoding) is { } decoder ? new DecodingStream(encoded, decoder) : encoded;
    }

    /// <summary>Length and SHA-256 of what <paramref name="encoded"/> decodes to; equal to <see cref="MimePart.Digest"/>.</summary>
    public static DecodedDigest Digest(ReadOnlySpan<byte> encoded, TransferEncoding encoding) => new Content(encoded, encoding).Digest();
}
