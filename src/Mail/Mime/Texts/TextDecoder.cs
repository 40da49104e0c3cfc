using System.Text;
using System.Text.Unicode;

namespace Touchpoints.Mail;

/// <summary>
/// Octets to text. The declared charset is believed as far as the octets allow; where none is declared: ISO-2022 escapes, then valid
/// UTF-8, then the fallback (windows-1252 unless the mail names another).
/// </summary>
internal static class TextDecoder
{
    public static string Decode(ReadOnlySpan<byte> octets, ReadOnlySpan<char> charset, Encoding fallback, DefectList defects)
    {
        if (octets.StartsWith("\uFEFF"u8))
        {
            octets = octets[3..];
            charset = Utf8.IsValid(octets) ? "utf-8" : charset;
        }

        if (Charsets.Undeclared(charset))
        {
            return Guess(octets, fallback, defects);
        }

        var encoding = Charsets.Find(charset);
        if (encoding is null)
        {
            defects.Add(Defects.UnknownCharset);
            return Guess(octets, fallback, defects);
        }

        if (ReferenceEquals(encoding, Encoding.UTF8))
        {
            return FromUtf8(octets, fallback, defects);
        }

        return encoding switch
        {
            UnicodeEncoding => FromUtf16(octets, encoding),
            { CodePage: 50220 } when !Ascii.IsValid(octets) => FromJapanese(octets, defects),
            _ => Characters.Of(octets, encoding),
        };
    }

    // ISO-2022-JP has no octets above 127: it is EUC-JP or Shift_JIS under a wrong name.
    private static string FromJapanese(ReadOnlySpan<byte> octets, DefectList defects)
    {
        defects.Add(Defects.WrongCharset);
        return Characters.Of(octets, Utf8.IsValid(octets) ? Encoding.UTF8
            : Charsets.Find(octets.ContainsAnyInRange((byte)0x81, (byte)0x8D) ? "shift_jis" : "euc-jp")!);
    }

    /// <summary>What a charset that is not declared most likely is.</summary>
    public static string Guess(ReadOnlySpan<byte> octets, Encoding fallback, DefectList defects)
    {
        if (Ascii.IsValid(octets))
        {
            return Escaped(octets) is { } name ? Characters.Of(octets, Charsets.Find(name)!) : Encoding.Latin1.GetString(octets);
        }

        if (octets.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || octets.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return FromUtf16(octets, Encoding.Unicode);
        }

        defects.Add(Defects.UndeclaredCharset);
        return Characters.Of(octets, Utf8.IsValid(octets) ? Encoding.UTF8 : fallback);
    }

    // Some octets damaged on the way do not make UTF-8 another charset; not one valid sequence does.
    private static string FromUtf8(ReadOnlySpan<byte> octets, Encoding fallback, DefectList defects)
    {
        if (Utf8.IsValid(octets))
        {
            return Characters.Of(octets, Escaped(octets) is { } name && Ascii.IsValid(octets) ? Charsets.Find(name)! : Encoding.UTF8);
        }

        defects.Add(Defects.WrongCharset);
        return Characters.Of(octets, HasUtf8Sequence(octets) ? Encoding.UTF8 : fallback);
    }

    private static bool HasUtf8Sequence(ReadOnlySpan<byte> octets)
    {
        while (true)
        {
            var high = octets.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (high < 0)
            {
                return false;
            }

            octets = octets[high..];
            if (Rune.DecodeFromUtf8(octets, out _, out var length) == System.Buffers.OperationStatus.Done)
            {
                return true;
            }

            octets = octets[length..];
        }
    }

    private static string FromUtf16(ReadOnlySpan<byte> octets, Encoding declared)
    {
        var (encoding, skip) = octets switch
        {
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            [0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
            [not 0, 0, ..] => (Encoding.Unicode, 0),
            _ => (declared, 0),
        };
        return encoding.GetString(octets[skip..]);
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
            : null;
    }
}
