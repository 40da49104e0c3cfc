using System.Text;

namespace Touchpoints.Mail;

/// <summary>Makes a part from the Content-* fields of its header.</summary>
internal static class PartHeader
{
    public static MimePart Read(HeaderReader header, int parent, int child, int depth, string defaultType)
    {
        var type = header.First("content-type"u8) is { } declared
            ? Parameters.Read(declared, header.Fallback, header.Limits, header.Defects) : null;
        var disposition = header.First("content-disposition"u8) is { } shown
            ? Parameters.Read(shown, header.Fallback, header.Limits, header.Defects) : Parameters.None;
        var name = disposition["filename"] is { Length: > 0 } file ? file : disposition["name"] is { Length: > 0 } other ? other : type?["name"] ?? "";
        return new MimePart
        {
            Parent = parent,
            Child = child,
            Depth = depth,
            MediaType = MediaType(type, defaultType, name, header.Defects),
            IsUndeclared = type is null,
            ContentType = type ?? Parameters.None,
            ContentDisposition = disposition,
            FileName = name.Length == 0 ? name : Cleaned(name),
            ContentId = header.First("content-id"u8)?.Trim(' ', '<', '>') ?? "",
            ContentLocation = header.First("content-location"u8)?.Replace(" ", "", StringComparison.Ordinal) ?? "",
            Encoding = TransferEncodingOf(header),
        };
    }

    private static string MediaType(Parameters? declared, string defaultType, string name, DefectList defects)
    {
        if (declared is null)
        {
            return name.Length > 0 && defaultType == MediaTypes.Text ? MediaTypes.Octets : defaultType;
        }

        var type = declared.Value.Replace(" ", "", StringComparison.Ordinal);
        if (MediaTypes.IsValid(type))
        {
            return type;
        }

        defects.Add(Defects.BrokenContentType);
        return type switch
        {
            "html" or "text/html;" => MediaTypes.Html,
            "multipart" => "multipart/mixed",
            _ when declared["boundary"].Length > 0 => "multipart/mixed",
            _ => name.Length > 0 ? MediaTypes.Octets : MediaTypes.Text, // RFC 2045 §5.2
        };
    }

    private static TransferEncoding TransferEncodingOf(HeaderReader header)
    {
        var at = header.Find("content-transfer-encoding"u8);
        if (at < 0)
        {
            return TransferEncoding.None;
        }

        if (WellWritten(header.Octets(at).Trim(" \t"u8)) is { } encoding)
        {
            return encoding;
        }

        var word = header.Value(at).AsSpan().Trim(" \t\"';,.");
        if (word.StartsWith("(") && word.IndexOf(')') is > 0 and var comment)
        {
            word = word[(comment + 1)..].TrimStart();
        }

        var end = word.IndexOfAny(" \t;(,");
        switch ((end < 0 ? word : word[..end]).ToString().ToLowerInvariant())
        {
            case "" or "7bit" or "8bit" or "binary" or "7-bit" or "8-bit" or "none":
                return TransferEncoding.None;
            case "base64" or "b" or "base-64" or "x-base64":
                return TransferEncoding.Base64;
            case "quoted-printable" or "quotedprintable" or "quoted_printable" or "q" or "qp":
                return TransferEncoding.QuotedPrintable;
            case "x-uuencode" or "uuencode" or "x-uue" or "uue":
                return TransferEncoding.Uuencode;
            default:
                header.Defects.Add(Defects.UnknownTransferEncoding);
                return TransferEncoding.None;
        }
    }

    // What nearly every part says, without a string of it.
    private static TransferEncoding? WellWritten(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "quoted-printable"u8) ? TransferEncoding.QuotedPrintable
        : Ascii.EqualsIgnoreCase(word, "base64"u8) ? TransferEncoding.Base64
        : Ascii.EqualsIgnoreCase(word, "7bit"u8) || Ascii.EqualsIgnoreCase(word, "8bit"u8) ? TransferEncoding.None
        : null;

    /// <summary>A file name as one line without blanks around it; a line end in it is no part of any name.</summary>
    public static string Cleaned(string name)
    {
        name = name.Trim();
        return name.AsSpan().ContainsAnyInRange('\0', '\x1F') ? string.Concat(name.Where(c => !char.IsControl(c))) : name;
    }
}
