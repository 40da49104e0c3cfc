namespace Touchpoints.Mail;

/// <summary>The Content-* fields of a part.</summary>
internal static class PartHeaderText
{
    /// <summary>
    /// How every delimiter of ours begins. "=_" cannot occur in base64 or quoted-printable (RFC 2045 §6.7), and no 7bit text of ours has it at the start of a line.
    /// </summary>
    public const string Delimiter = "--=_";

    public static string Multipart(string subtype, string boundary, string rootType = "") => Write(fields =>
    {
        Type(fields, "multipart/" + subtype, rootType.Length > 0 ? [("boundary", boundary), ("type", rootType)] : [("boundary", boundary)]);
    });

    public static string Text(string type, string encoding, string method = "") => Write(fields =>
    {
        Type(fields, type, method.Length > 0 ? [("charset", "utf-8"), ("method", method)] : [("charset", "utf-8")]);
        Line(fields, "Content-Transfer-Encoding", encoding);
    });

    public static string File(MailFile file, string type, string name, string disposition, string encoding) => Write(fields =>
    {
        Type(fields, type, []);
        Line(fields, "Content-Transfer-Encoding", encoding);
        if (file.ContentId.Length > 0)
        {
            fields.Ids("Content-ID", [file.ContentId]);
        }

        fields.Begin("Content-Disposition");
        fields.Token(disposition);
        if (name.Length > 0)
        {
            fields.Parameter("filename", name);
        }

        fields.End();
    });

    private static void Type(FieldWriter fields, string type, IReadOnlyList<(string Name, string Value)> parameters)
    {
        fields.Begin("Content-Type");
        fields.Token(type);
        foreach (var (name, value) in parameters)
        {
            fields.Parameter(name, value);
        }

        fields.End();
    }

    private static void Line(FieldWriter fields, string name, string value)
    {
        fields.Begin(name);
        fields.Token(value);
        fields.End();
    }

    private static string Write(Action<FieldWriter> write)
    {
        var fields = new FieldWriter(utf8: false);
        write(fields);
        return fields.ToString();
    }
}
