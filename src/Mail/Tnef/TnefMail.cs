using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// A mail that is attached inside TNEF, written as a mail (RFC 5322) so that it can be read, stored and opened like any other. The same
/// stream always gives the same octets. A mail inside it stays TNEF and is opened when it is read.
/// </summary>
internal static class TnefMail
{
    private const int LineOctets = 57;

    public static byte[] Compose(ReadOnlySpan<byte> stream, MailLimits limits)
    {
        var message = TnefReader.Read(stream, limits);
        var text = new StringBuilder();
        WriteHeader(text, message);
        var boundary = "=_tnef_" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream).AsSpan(0, 12));
        text.Append("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"").Append(boundary).Append("\"\r\n");
        if (message.Text is { Length: > 0 } plain)
        {
            WritePart(text, boundary, "text/plain; charset=utf-8", "", Encoding.UTF8.GetBytes(plain));
        }

        if (message.Html is { Length: > 0 } html)
        {
            WritePart(text, boundary, "text/html; charset=utf-8", "", Encoding.UTF8.GetBytes(html));
        }

        foreach (var file in message.Files)
        {
            var type = file.IsMail ? ContainerTypes.Tnef : MediaTypes.IsValid(file.MediaType) ? file.MediaType : MediaTypes.Octets;
            var disposition = "Content-Disposition: attachment; filename*=utf-8''" + Uri.EscapeDataString(file.Name) + "\r\n"
                + (file.ContentId.Length > 0 ? $"Content-ID: <{Line(file.ContentId)}>\r\n" : "");
            WritePart(text, boundary, type, disposition, stream.Slice(file.Start, file.Length));
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n--").Append(boundary).Append("--\r\n").ToString());
    }

    private static void WriteHeader(StringBuilder text, TnefMessage message)
    {
        WriteField(text, "From", Person(message.From));
        WriteField(text, "To", People(message, 1));
        WriteField(text, "Cc", People(message, 2));
        WriteField(text, "Subject", Word(message.Subject));
        WriteField(text, "Date", message.Date?.ToString("ddd, dd MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture) ?? "");
        WriteField(text, "Message-ID", Line(message.MessageId));
        WriteField(text, "In-Reply-To", Line(message.InReplyTo));
        WriteField(text, "References", Line(message.References));
    }

    private static void WriteField(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }

    private static string People(TnefMessage message, int kind) =>
        string.Join(",\r\n ", message.Recipients.Where(r => r.Kind == kind).Select(r => Person(r.Address)).Where(p => p.Length > 0));

    private static string Person(MailAddress person) => person.Address.Length == 0
        ? Word(person.Name)
        : $"{Word(person.Name)} <{Line(person.Address).Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal)}>".TrimStart();

    // Always an encoded word, which needs no rules for what else it may hold (RFC 2047 §2: at most 75 characters).
    private static string Word(string value)
    {
        var words = new List<string>();
        for (var rest = value; rest.Length > 0;)
        {
            var length = Math.Min(rest.Length, 15);
            length -= char.IsHighSurrogate(rest[length - 1]) && length > 1 ? 1 : 0;
            words.Add($"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(rest[..length]))}?=");
            rest = rest[length..];
        }

        return string.Join("\r\n ", words);
    }

    // What becomes a part of a header line has no line ends and nothing but ASCII.
    private static string Line(string value) => string.Concat(value.Where(c => c is > ' ' and < '\x7F' or ' '));

    private static void WritePart(StringBuilder text, string boundary, string type, string fields, ReadOnlySpan<byte> content)
    {
        text.Append("\r\n--").Append(boundary).Append("\r\nContent-Type: ").Append(type).Append("\r\nContent-Transfer-Encoding: base64\r\n").Append(fields).Append("\r\n");
        for (; !content.IsEmpty; content = content[Math.Min(LineOctets, content.Length)..])
        {
            text.Append(Convert.ToBase64String(content[..Math.Min(LineOctets, content.Length)])).Append("\r\n");
        }
    }
}
