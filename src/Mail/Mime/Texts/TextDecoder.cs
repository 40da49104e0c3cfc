using System.Text;
using System.Text.Unicode;

namespace Touchpoints.Mail;

/// <summary>
/// Octets to text. The declared charset is believed as far as the octets allow; where none is declared: ISO-2022 escapes, then valid
/// UTF-8, then what the mail names elsewhere (<see cref="CharsetEvidence"/>), then what the octets leave no doubt of (<see cref="CharsetGuess"/>), then windows-1252.
/// </summary>
internal static class TextDecoder
{
    public static string Decode(ReadOnlySpan<byte> octets, ReadOnlySpan<char> charset, Encoding fallback, DefectList defects)
    {
        var encoding = Choose(ref octets, charset, fallback, defects);
        return Characters.Of(octets, encoding);
    }

    /// <summary>The encoding that the octets are in; a byte order mark is taken off them.</summary>
    public static Encoding Choose(ref ReadOnlySpan<byte> octets, ReadOnlySpan<char> charset, Encoding fallback, DefectList defects)
    {
        if (octets.StartsWith("\uFEFF"u8))
        {
            octets = octets[3..];
            charset = Utf8.IsValid(octets) ? "utf-8" : charset;
        }

        if (Charsets.Undeclared(charset))
        {
            return Guess(ref octets, fallback, defects);
        }

        var encoding = Charsets.Find(charset);
        if (encoding is null)
        {
            defects.Add(Defects.UnknownCharset);
            return Guess(ref octets, fallback, defects);
        }

        if (ReferenceEquals(encoding, Encoding.UTF8))
        {
            return Utf8OrNot(ref octets, fallback, defects);
        }

        return encoding switch
        {
            UnicodeEncoding => Utf16(ref octets, encoding),
            UTF32Encoding => Utf32(ref octets, encoding),
            Iso2022 when !Ascii.IsValid(octets) => NotJapanese(octets, defects),
            _ => encoding,
        };
    }

    /// <summary>What a charset that is not declared most likely is.</summary>
    public static Encoding Guess(ref ReadOnlySpan<byte> octets, Encoding fallback, DefectList defects)
    {
        if (Ascii.IsValid(octets))
        {
            return Escaped(octets) is { } name ? Charsets.Find(name)! : Encoding.Latin1;
        }

        if (StartsWide(octets))
        {
            return Utf16(ref octets, Encoding.Unicode);
        }

        defects.Add(Defects.UndeclaredCharset);
        return Utf8.IsValid(octets) ? Encoding.UTF8 : Else(octets, fallback);
    }

    /// <summary>True for a byte order mark of UTF-16.</summary>
    public static bool StartsWide(ReadOnlySpan<byte> octets) => octets is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    // ISO-2022-JP has no octets above 127: it is EUC-JP or Shift_JIS under a wrong name.
    private static Encoding NotJapanese(ReadOnlySpan<byte> octets, DefectList defects)
    {
        defects.Add(Defects.WrongCharset);
        return Utf8.IsValid(octets) ? Encoding.UTF8 : Charsets.Find(octets.ContainsAnyInRange((byte)0x81, (byte)0x8D) ? "shift_jis" : "euc-jp")!;
    }

    // Some octets damaged on the way do not make UTF-8 another charset; not one valid sequence does.
    private static Encoding Utf8OrNot(ref ReadOnlySpan<byte> octets, Encoding fallback, DefectList defects)
    {
        if (Ascii.IsValid(octets))
        {
            return Escaped(octets) is { } name ? Charsets.Find(name)! : Encoding.Latin1;
        }

        if (Utf8.IsValid(octets))
        {
            return Encoding.UTF8;
        }

        defects.Add(Defects.WrongCharset);
        return StartsWide(octets) ? Utf16(ref octets, Encoding.Unicode)
            : CountUtf8(octets) is var (valid, broken) && valid == 0 ? Else(octets, fallback)
            : broken > valid ? CharsetGuess.Of(octets) ?? Encoding.UTF8
            : Encoding.UTF8;
    }

    // What the mail says counts before what its octets look like.
    private static Encoding Else(ReadOnlySpan<byte> octets, Encoding fallback) =>
        ReferenceEquals(fallback, Charsets.Windows1252) ? CharsetGuess.Of(octets) ?? fallback : fallback;

    // GB18030 and KOI8-R have valid sequences of UTF-8 by chance, and far more that are none.
    private static (int Valid, int Broken) CountUtf8(ReadOnlySpan<byte> octets)
    {
        var (valid, broken) = (0, 0);
        while (octets.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is >= 0 and var high)
        {
            octets = octets[high..];
            var isValid = Rune.DecodeFromUtf8(octets, out _, out var length) == System.Buffers.OperationStatus.Done;
            (valid, broken) = isValid ? (valid + 1, broken) : (valid, broken + 1);
            octets = octets[length..];
        }

        return (valid, broken);
    }

    private static Encoding Utf16(ref ReadOnlySpan<byte> octets, Encoding declared)
    {
        switch (octets)
        {
            case [0xFF, 0xFE, ..]:
                octets = octets[2..];
                return Encoding.Unicode;
            case [0xFE, 0xFF, ..]:
                octets = octets[2..];
                return Encoding.BigEndianUnicode;
            default:
                return Wider(octets, declared);
        }
    }

    // In most languages' texts one half of most units is zero; it is the upper one.
    private static Encoding Wider(ReadOnlySpan<byte> octets, Encoding declared)
    {
        var (even, odd) = (0, 0);
        octets = octets[..Math.Min(octets.Length, 1024)];
        for (var at = 0; at < octets.Length; at++)
        {
            even += octets[at] == 0 && at % 2 == 0 ? 1 : 0;
            odd += octets[at] == 0 && at % 2 == 1 ? 1 : 0;
        }

        return even > odd ? Encoding.BigEndianUnicode : odd > even ? Encoding.Unicode : declared;
    }

    private static Encoding Utf32(ref ReadOnlySpan<byte> octets, Encoding declared)
    {
        if (octets is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..])
        {
            var encoding = Charsets.Find(octets[0] == 0 ? "utf-32be" : "utf-32le")!;
            octets = octets[4..];
            return encoding;
        }

        return declared;
    }

    private static string? Escaped(ReadOnlySpan<byte> octets)
    {
        var escape = octets.IndexOf((byte)0x1B);
        if (escape < 0)
        {
            return null;
        }

        return octets.IndexOf("\x1B$B"u8) >= 0 || octets.IndexOf("\x1B$@"u8) >= 0 ? "iso-2022-jp"
            : octets.IndexOf("\x1B$)C"u8) >= 0 ? "iso-2022-kr"
            : octets.IndexOf("\x1B$)A"u8) >= 0 ? "iso-2022-cn"
            : null;
    }
}
