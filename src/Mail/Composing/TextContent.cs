using System.Buffers;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>A text as the content of a part: UTF-8 with CRLF line ends, and the plainest encoding that brings it through unchanged.</summary>
internal static class TextContent
{
    private const int LongestLine = 78;
    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c), '\t', '\n']);

    // Mbox files, old readers and our own boundaries make something else of a line that begins so.
    private static readonly string[] s_notAtLineStart = ["From ", "begin ", "=ybegin ", PartHeaderText.Delimiter];

    public static (string Encoding, byte[] Octets) Encode(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        text = text.Length > 0 && text[^1] != '\n' ? text + "\n" : text;
        var octets = Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        return IsPlain(text) ? ("7bit", octets)
            : QuotedPrintableEncoder.Length(octets) <= octets.Length * 5L / 3 ? ("quoted-printable", QuotedPrintableEncoder.Encode(octets))
            : ("base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks) + "\r\n"));
    }

    private static bool IsPlain(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(s_plain))
        {
            return false;
        }

        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > LongestLine || line is [.., ' ' or '\t'])
            {
                return false; // transports cut blanks off the end of a line
            }

            foreach (var start in s_notAtLineStart)
            {
                if (line.StartsWith(start))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
