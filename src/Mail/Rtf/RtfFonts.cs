using System.Text;

namespace Touchpoints.Mail;

/// <summary>The charsets of an RTF's fonts, in which its octets are written.</summary>
internal sealed class RtfFonts
{
    private const int MostFonts = 1000;
    private readonly Dictionary<int, Encoding> _encodings = [];

    /// <summary>Of text in no font, or in one that names no charset: \ansicpg.</summary>
    public Encoding Default { get; set; } = Charsets.Windows1252;

    public Encoding Encoding(int font) => _encodings.GetValueOrDefault(font, Default);

    /// <summary>\fcharset of a font; 0 and 1 say nothing.</summary>
    public void Set(int font, int charset)
    {
        var page = charset switch
        {
            77 => 10000u,
            128 => 932u,
            129 => 949u,
            134 => 936u,
            136 => 950u,
            161 => 1253u,
            162 => 1254u,
            163 => 1258u,
            177 => 1255u,
            178 => 1256u,
            186 => 1257u,
            204 => 1251u,
            222 => 874u,
            238 => 1250u,
            254 => 437u,
            255 => 850u,
            _ => 0u,
        };
        if (font >= 0 && _encodings.Count < MostFonts && MapiStrings.Page(page) is { } encoding)
        {
            _encodings[font] = encoding;
        }
    }
}
