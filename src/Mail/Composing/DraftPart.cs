namespace Touchpoints.Mail;

/// <summary>A part to be written: its header, and where its content comes from. A closed set.</summary>
internal abstract record DraftPart(string Header)
{
    /// <summary>Other parts.</summary>
    public sealed record Multipart(string Header, string Boundary, IReadOnlyList<DraftPart> Parts) : DraftPart(Header);

    /// <summary>Octets that are encoded already.</summary>
    public sealed record Content(string Header, byte[] Octets) : DraftPart(Header);

    /// <summary>A file, written in base64.</summary>
    public sealed record Base64(string Header, MailFile File) : DraftPart(Header);

    /// <summary>A mail, written as it is: no encoding is allowed for it (RFC 2046 §5.2.1).</summary>
    public sealed record Verbatim(string Header, MailFile File) : DraftPart(Header);
}
