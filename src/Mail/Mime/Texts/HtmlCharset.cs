using System.Buffers;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>The charset that an HTML document names itself (WHATWG HTML §13.2.3.2); counts only where the part declares none.</summary>
internal static class HtmlCharset
{
    private const int Farthest = 1024;
    private static readonly SearchValues<byte> EndOfName = SearchValues.Create("\"'> ;/"u8);

    public static string Find(ReadOnlySpan<byte> html)
    {
        if (Ascii.IsValid(html) || System.Text.Unicode.Utf8.IsValid(html))
        {
            return "";
        }

        html = html[..Math.Min(html.Length, Farthest)];
        while (html.IndexOf((byte)'=') is >= 0 and var equals)
        {
            var name = html[..equals].TrimEnd((byte)' ');
            html = html[(equals + 1)..];
            if (name.Length > 7 && Ascii.EqualsIgnoreCase(name[^7..], "charset"u8))
            {
                var value = html.TrimStart(" \"'"u8);
                var end = value.IndexOfAny(EndOfName);
                return end > 0 ? Encoding.Latin1.GetString(value[..end]) : "";
            }
        }

        return "";
    }
}
