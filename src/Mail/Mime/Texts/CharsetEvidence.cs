using System.Text;
using System.Text.Unicode;

namespace Touchpoints.Mail;

/// <summary>
/// What octets above 127 are that are neither declared nor UTF-8, as the mail itself says it, best evidence first: the charset of its parts, of the encoded words in its
/// header, its language, and its first text where the octets leave no doubt. windows-1252 where nothing says anything.
/// </summary>
internal static class CharsetEvidence
{
    public static Encoding Of(List<MimePart> parts, HeaderReader header, ReadOnlySpan<byte> octets) =>
        OfParts(parts) ?? OfWords(header, "subject"u8) ?? OfWords(header, "from"u8) ?? OfWords(header, "to"u8) ?? OfLanguage(header) ?? OfText(parts, octets) ?? Charsets.Windows1252;

    private static Encoding? OfParts(List<MimePart> parts)
    {
        foreach (var part in parts)
        {
            var name = part.ContentType["charset"];
            if (!part.IsContainer && !Charsets.Undeclared(name) && Charsets.Find(name) is { } declared)
            {
                return ForRawOctets(declared);
            }
        }

        return null;
    }

    private static Encoding? OfWords(HeaderReader header, ReadOnlySpan<byte> field)
    {
        var value = header.Find(field) is >= 0 and var at ? header.Octets(at) : [];
        var start = value.IndexOf("=?"u8) + 2;
        var length = start < 2 ? -1 : value[start..].IndexOf((byte)'?');
        var name = length is > 0 and < 40 ? Encoding.Latin1.GetString(value.Slice(start, length)) : "";
        return !Charsets.Undeclared(name) && Charsets.Find(name) is { } declared ? ForRawOctets(declared) : null;
    }

    // UTF-8, UTF-16, UTF-7 and ISO-2022 are known by their octets: what is not so is not in them.
    private static Encoding? ForRawOctets(Encoding declared) =>
        declared is UTF8Encoding or UnicodeEncoding or UTF32Encoding || declared.CodePage is 65000 or > 50000 and < 51000 ? null : declared;

    // Languages whose letters above 127 no octets tell from those of others. RFC 3282; the first of several counts.
    private static Encoding? OfLanguage(HeaderReader header)
    {
        var language = header.Find("content-language"u8) is >= 0 and var at ? header.Octets(at).Trim(" \t\r\n"u8) : [];
        return language.Length < 2 || (language.Length > 2 && char.IsAsciiLetter((char)language[2])) ? null : Encoding.Latin1.GetString(language[..2]).ToLowerInvariant() switch
        {
            "pl" or "cs" or "sk" or "hu" or "sl" or "hr" or "bs" or "ro" or "sq" => Charsets.Find("windows-1250"),
            "tr" or "az" => Charsets.Find("windows-1254"),
            "lt" or "lv" or "et" => Charsets.Find("windows-1257"),
            "vi" => Charsets.Find("windows-1258"),
            _ => null,
        };
    }

    private static Encoding? OfText(List<MimePart> parts, ReadOnlySpan<byte> octets)
    {
        foreach (var part in parts)
        {
            if (!part.IsContainer && part.Encoding == TransferEncoding.None && part.MediaType is MediaTypes.Text or MediaTypes.Html)
            {
                var text = octets.Slice(part.Start, Math.Min(part.Length, CharsetGuess.MostOctets));
                text = part.Length > CharsetGuess.MostOctets ? text[..(text.LastIndexOfAnyInRange((byte)0, (byte)0x7F) + 1)] : text;
                return Utf8.IsValid(text) ? null : CharsetGuess.Of(text);
            }
        }

        return null;
    }
}
