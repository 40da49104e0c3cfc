namespace Touchpoints.Mail;

/// <summary>quoted-printable (RFC 2045 §6.7) of text with CRLF line ends.</summary>
internal static class QuotedPrintableEncoder
{
    private const int LongestLine = 76;

    /// <summary>About how long it becomes.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        foreach (var octet in text)
        {
            length += IsSafe(octet) || octet is (byte)'\r' or (byte)'\n' or (byte)' ' ? 0 : 2;
        }

        return length;
    }

    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var output = new MemoryStream(text.Length + (text.Length / 8));
        while (!text.IsEmpty)
        {
            var end = text.IndexOf("\r\n"u8);
            Line(end < 0 ? text : text[..end], output);
            if (end >= 0)
            {
                output.Write("\r\n"u8);
            }

            text = end < 0 ? default : text[(end + 2)..];
        }

        return output.ToArray();
    }

    private static void Line(ReadOnlySpan<byte> line, MemoryStream output)
    {
        var column = 0;
        for (var at = 0; at < line.Length; at++)
        {
            var last = at == line.Length - 1;
            if (column + (IsPlain(line[at], last) ? 1 : 3) > LongestLine - (last ? 0 : 1))
            {
                output.Write("=\r\n"u8);
                column = 0;
            }

            if (column == 0 ? IsPlainAtStart(line[at..], last) : IsPlain(line[at], last))
            {
                output.WriteByte(line[at]);
                column++;
            }
            else
            {
                output.Write([(byte)'=', Hex(line[at] >> 4), Hex(line[at] & 15)]);
                column += 3;
            }
        }
    }

    private static bool IsPlain(byte octet, bool last) => IsSafe(octet) || (octet == ' ' && !last);

    // Dots are doubled on the way, "From " is changed by mbox files, and "begin " begins a file to old readers.
    private static bool IsPlainAtStart(ReadOnlySpan<byte> line, bool last) =>
        IsPlain(line[0], last) && line[0] != '.' && !line.StartsWith("From "u8) && !line.StartsWith("begin "u8);

    private static bool IsSafe(byte octet) => octet is > (byte)' ' and <= (byte)'~' and not (byte)'=';

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
