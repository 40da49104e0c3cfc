namespace Touchpoints.Mail;

/// <summary>Decodes a range of stored octets again, as a stream, without the mail around it.</summary>
public static class TransferDecoder
{
    /// <summary>A forward-only stream of the decoded octets of <paramref name="encoded"/>, equal to what <see cref="MimePart.Digest"/> hashed.</summary>
    public static Stream Open(Stream encoded, TransferEncoding encoding) => throw new System.Diagnostics.UnreachableException();
}
