namespace Touchpoints.Mail;

/// <summary>One node of the MIME tree (RFC 2045). Its content is a range of the mail's octets.</summary>
public sealed partial class MimePart
{
    private ReadMail? _nested;

    /// <summary>Index of the part that holds this one, -1 for the whole mail.</summary>
    public int Parent { get; internal set; } = -1;

    /// <summary>type/subtype, lower case; "text/plain" where none is declared (RFC 2045 §5.2).</summary>
    public string MediaType { get; internal set; } = MediaTypes.Text;

    /// <summary>Parameters of Content-Type, names lower case, values decoded (RFC 2231).</summary>
    public IReadOnlyDictionary<string, string> Parameters => ContentType.Named;

    /// <summary>"attachment", "inline" or empty (RFC 2183).</summary>
    public string Disposition => ContentDisposition.Value is "attachment" or "inline" ? ContentDisposition.Value : "";

    /// <summary>
    /// Decoded file name as the sender gave it; empty when there is none. A nested mail without a name has that of its subject, with ".eml".
    /// </summary>
    public string FileName { get; internal set; } = "";

    /// <summary>Content-ID without brackets; empty when absent.</summary>
    public string ContentId { get; internal init; } = "";

    /// <summary>Content-Location; empty when absent.</summary>
    public string ContentLocation { get; internal init; } = "";

    /// <summary>How the content is encoded.</summary>
    public TransferEncoding Encoding { get; internal set; }

    /// <summary>Where the encoded content begins in the mail's octets.</summary>
    public int Start { get; internal set; }

    /// <summary>How many encoded octets there are.</summary>
    public int Length => Math.Max(0, End - Start);

    /// <summary>True for a leaf that <see cref="ReadMail.Text"/> or <see cref="ReadMail.Html"/> is made of.</summary>
    public bool IsBody { get; internal set; }

    /// <summary>True for a leaf that the HTML shows by cid or Content-Location, or that is marked inline.</summary>
    public bool IsInline { get; internal set; }

    /// <summary>True for a multipart whose parts are among <see cref="ReadMail.Parts"/>.</summary>
    public bool IsContainer { get; internal set; }

    /// <summary>
    /// The nested mail of a message/rfc822 or message/global leaf, read on demand; null for others or beyond the depth limit. Its ranges are
    /// ranges of <see cref="Decode"/>.
    /// </summary>
    public ReadMail? Nested => _nested ??= NestedLimits is null || Length == 0 ? null : MailReader.Nested(DecodedMemory(), NestedLimits);

    /// <summary>
    /// True for the signature of a multipart/signed, and for a container (TNEF, CMS signed-data) whose content stands in <see cref="ReadMail.Parts"/>
    /// too. Such a part is no attachment.
    /// </summary>
    public bool IsHidden { get; internal set; }

    /// <summary>True for a hidden TNEF container: its words and files stand in its place, and it is the file that the sender's program really sent.</summary>
    public bool IsReplaced => IsHidden && ContainerTypes.IsTnef(this);

    /// <summary>
    /// How the content comes out of the range that <see cref="Start"/> and <see cref="Length"/> name, for <see cref="TransferDecoder"/>: the name of
    /// <see cref="Encoding"/>, and what follows it for a part that lies inside a container ("base64 &gt; range 120 4000").
    /// </summary>
    public string Coding => CodingInside ?? ContentCoding.Word(Encoding);

    /// <summary>The coding of a part inside a container; null for any other.</summary>
    internal string? CodingInside { get; set; }

    /// <summary>The last step of the coding, which <see cref="Octets"/> still need.</summary>
    internal TransferEncoding LastEncoding { get; set; }

    /// <summary>The octets that the last step of the coding decodes: those that <see cref="Start"/> and <see cref="Length"/> name, but for a container's.</summary>
    internal ReadOnlyMemory<byte> Octets { get; set; }

    /// <summary>The limits for the nested mail; null where there is none.</summary>
    internal MailLimits? NestedLimits { get; set; }

    /// <summary>The charset that the mail around suggests for octets that declare none.</summary>
    internal System.Text.Encoding Fallback { get; set; } = Charsets.Windows1252;

    /// <summary>Decodes the content: its size and SHA-256, without keeping it.</summary>
    public DecodedDigest Digest() => new Content(Octets, ContentEncoding).Digest();

    /// <summary>The whole decoded content.</summary>
    public byte[] Decode() => new Content(Octets.Span, ContentEncoding).ToArray();

    /// <summary>The decoded content as text in the part's declared or found charset, LF line ends, at most <paramref name="maxCharacters"/>.</summary>
    public string DecodeText(int maxCharacters) =>
        new Content(Octets.Span, ContentEncoding).ToText(TextForm.Of(Parameters, MediaType == MediaTypes.Html, Fallback) with { IsFlowed = false }, maxCharacters, new DefectList(), out _);

    private TransferEncoding ContentEncoding => CodingInside is null ? Encoding : LastEncoding;

    /// <summary>The same part as one of the mail that the container of this coding was read from.</summary>
    internal MimePart Inside(MimePart container, string coding, int parent)
    {
        var range = ContentCoding.Range(coding, Start, Length);
        var inside = (MimePart)MemberwiseClone();
        inside.Parent = parent;
        inside.CodingInside = CodingInside is null && Encoding == TransferEncoding.None ? range : ContentCoding.Then(range, Coding);
        inside.LastEncoding = ContentEncoding;
        inside.Encoding = container.Encoding;
        inside.Start = container.Start;
        inside.End = container.End;
        return inside;
    }

    /// <summary>The decoded content, not copied where nothing is encoded.</summary>
    internal ReadOnlyMemory<byte> DecodedMemory() => ContentEncoding == TransferEncoding.None ? Octets : Decode();
}

/// <summary>Size and hash of decoded content.</summary>
public readonly record struct DecodedDigest(long Octets, ReadOnlyMemory<byte> Sha256);

/// <summary>Content-Transfer-Encoding (RFC 2045 §6), and what is found in text.</summary>
public enum TransferEncoding : byte
{
    /// <summary>7bit, 8bit, binary and everything unknown: the octets are the content.</summary>
    None,

    /// <summary>base64 (RFC 2045 §6.8).</summary>
    Base64,

    /// <summary>quoted-printable (RFC 2045 §6.7).</summary>
    QuotedPrintable,

    /// <summary>x-uuencode.</summary>
    Uuencode,

    /// <summary>yEnc, which is only ever found in text.</summary>
    Yenc,
}
