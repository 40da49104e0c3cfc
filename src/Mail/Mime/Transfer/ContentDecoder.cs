namespace Touchpoints.Mail;

/// <summary>
/// Decodes one content piece by piece. What comes out never depends on where the pieces are cut, so that a hash taken over a mapped
/// mail and a stream opened on the stored range give the same octets.
/// </summary>
internal abstract class ContentDecoder
{
    /// <summary>Octets of output that <see cref="Decode"/> and <see cref="Finish"/> together may write for <paramref name="encoded"/> octets more.</summary>
    public static int Room(int encoded) => checked(encoded + 256);

    /// <summary>Consumes all of <paramref name="encoded"/>; <paramref name="output"/> has <see cref="Room"/> for it. Returns the octets written.</summary>
    public abstract int Decode(ReadOnlySpan<byte> encoded, Span<byte> output);

    /// <summary>Writes what was held back for octets that never came.</summary>
    public abstract int Finish(Span<byte> output);

    /// <summary>The decoder of an encoding, or null where the octets are the content.</summary>
    public static ContentDecoder? For(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => new Base64Decoder(),
        TransferEncoding.QuotedPrintable => new QuotedPrintableDecoder(),
        TransferEncoding.Uuencode => new UuDecoder(),
        TransferEncoding.Yenc => new YencDecoder(),
        _ => null,
    };
}
