using System.Buffers;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>What a part says about its text: the charset, whether it is HTML, whether its lines flow (RFC 3676).</summary>
internal readonly record struct TextForm(string Charset, bool IsHtml, bool IsFlowed, bool DelSp, Encoding Fallback)
{
    public static TextForm Of(IReadOnlyDictionary<string, string> parameters, bool isHtml, Encoding fallback) =>
        new(parameters.GetValueOrDefault("charset", ""), isHtml, Says(parameters, "format", "flowed"), Says(parameters, "delsp", "yes"), fallback);

    /// <summary>The decoded octets, which are changed on the way, as text with LF line ends.</summary>
    public string Text(Span<byte> decoded, int most, DefectList defects, out bool cut)
    {
        var wide = Charsets.Find(Charset) is UnicodeEncoding or UTF32Encoding || TextDecoder.StartsWide(decoded);
        if (!wide)
        {
            decoded = decoded[..LineEnds.ToLineFeeds(decoded)];
        }

        ReadOnlySpan<byte> octets = decoded;
        var charset = IsHtml && Charsets.Undeclared(Charset) ? HtmlCharset.Find(octets) : Charset;
        var encoding = TextDecoder.Choose(ref octets, charset, Fallback, defects);
        cut = false;
        return wide || IsFlowed || octets.Length > most ? Shaped(octets, encoding, most, out cut) : Characters.Of(octets, encoding);
    }

    private string Shaped(ReadOnlySpan<byte> octets, Encoding encoding, int most, out bool cut)
    {
        var rented = Characters.Rent(octets, encoding, most, out var length, out cut);
        length = LineEnds.ToLineFeeds(rented.AsSpan(0, length));
        ReadOnlySpan<char> chars = rented.AsSpan(0, cut ? End(rented, length) : length);
        var text = IsFlowed ? FlowedText.Unfold(chars, DelSp) : chars.ToString();
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    // Never between the halves of a surrogate pair.
    private static int End(ReadOnlySpan<char> text, int end) => end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;

    private static bool Says(IReadOnlyDictionary<string, string> parameters, string name, string value) =>
        parameters.TryGetValue(name, out var said) && said.Equals(value, StringComparison.OrdinalIgnoreCase);
}
