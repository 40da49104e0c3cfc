namespace Touchpoints.Threading;

/// <summary>The MIME tree flattened to text, HTML and parts (RFC 8621 §4.1.4).</summary>
public sealed record MailContent
{
    /// <summary>The text/plain bodies in order, decoded, LF line ends, format=flowed unfolded; null when there is none.</summary>
    public string? Text { get; init; }

    /// <summary>The text/html bodies in order, decoded; null when there is none.</summary>
    public string? Html { get; init; }

    /// <summary>
    /// The new words of the body, signature and old text, not cut, where they were found already (<see cref="ReplyText.Of(MailContent)"/>); null: they are found
    /// when somebody asks. Finding them is the dearest step of a decision, and this lets it happen before a transaction begins.
    /// </summary>
    public ShownText? Shown { get; init; }

    /// <summary>The type of the whole mail, lower case, e.g. "multipart/report".</summary>
    public string MediaType { get; init; } = "text/plain";

    /// <summary>The report-type parameter of a multipart/report (RFC 6522 §3), lower case; empty when there is none.</summary>
    public string ReportType { get; init; } = "";

    /// <summary>Every leaf of the tree in document order, bodies included. A nested mail is one leaf.</summary>
    public IReadOnlyList<MailPart> Parts { get; init; } = [];

    /// <summary>The event of its first calendar part that has a method, or null.</summary>
    public CalendarReading? Calendar { get; init; }

    /// <summary>True where it is signed (S/MIME, OpenPGP). Whether the signature is good was not checked (B9).</summary>
    public bool IsSigned { get; init; }

    /// <summary>True where it or a part of it is encrypted (S/MIME, OpenPGP): its text says so when there is no other.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>What was wrong with the mail and how it was read all the same; names of docs/mail-reading.md.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
}

/// <summary>One leaf of a mail: a body, a file, or a nested mail.</summary>
public sealed record MailPart
{
    /// <summary>type/subtype, lower case.</summary>
    public required string MediaType { get; init; }

    /// <summary>Decoded file name for display, made safe; empty when the part has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The same name before a number told it from those of other files of its mail.</summary>
    public string SentName { get; init; } = "";

    /// <summary>True for a part that the text or HTML body is made of; such a part is no attachment.</summary>
    public bool IsBody { get; init; }

    /// <summary>
    /// True for a part that is kept but is no file of the sender's: a signature, or a container (winmail.dat, S/MIME) whose content is among the parts.
    /// </summary>
    public bool IsHidden { get; init; }

    /// <summary>True for a hidden winmail.dat: its words and files stand in its place, and it is stored beside them as a file that is not listed (behaviour.md B9).</summary>
    public bool IsReplaced { get; init; }

    /// <summary>True for a file: what is listed and stored beside the body.</summary>
    public bool IsAttachment => !IsBody && !IsHidden;

    /// <summary>True when the HTML shows it (cid or Content-Location) or it is marked inline and named by nothing.</summary>
    public bool IsInline { get; init; }

    /// <summary>Content-ID without brackets; empty when absent.</summary>
    public string ContentId { get; init; } = "";

    /// <summary>Where the encoded octets begin in the mail's octets.</summary>
    public long Start { get; init; }

    /// <summary>How many encoded octets there are.</summary>
    public long Length { get; init; }

    /// <summary>
    /// How the octets come out of that range: 8bit, base64, quoted-printable, uuencode or yenc, and the further steps for what lies inside
    /// winmail.dat or S/MIME ("base64 &gt; range 120 4000"; docs/mail-reading.md).
    /// </summary>
    public string TransferEncoding { get; init; } = "7bit";

    /// <summary>Octets after decoding.</summary>
    public long DecodedOctets { get; init; }

    /// <summary>SHA-256 of the decoded octets, 32 octets.</summary>
    public ReadOnlyMemory<byte> Sha256 { get; init; }

    /// <summary>
    /// The decoded text of a part that rules read: message/delivery-status, message/disposition-notification,
    /// message/feedback-report, text/rfc822-headers; null for every other part.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>The nested mail of a message/rfc822 or message/global part, one level at a time; null for every other part.</summary>
    public NestedMail? Nested { get; init; }
}

/// <summary>A mail inside a mail.</summary>
public sealed record NestedMail(MailEnvelope Envelope, MailContent Content);
