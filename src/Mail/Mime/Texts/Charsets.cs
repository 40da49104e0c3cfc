using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Charset names as mail writes them. A name that is known to be used for a larger set stands for that one, as browsers do (WHATWG
/// Encoding §4.2): gb2312 is gb18030, iso-8859-1 and us-ascii are windows-1252, ks_c_5601-1987 is code page 949.
/// </summary>
internal static class Charsets
{
    public static readonly Encoding Windows1252 = CodePage(1252);

    private static readonly FrozenDictionary<string, int> CodePages = Table().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> BySpan = CodePages.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly SearchValues<char> NameEnd = SearchValues.Create("\"'; \t*");

    /// <summary>The encoding of that name, or null when it is unknown. ASCII and "unknown" names are <see cref="Undeclared"/>.</summary>
    public static Encoding? Find(ReadOnlySpan<char> name)
    {
        name = Clean(name);
        if (name.IsEmpty)
        {
            return null;
        }

        if (BySpan.TryGetValue(name, out var page))
        {
            return CodePage(page);
        }

        // cp1251, windows-1251, win1251, ibm850, x-cp1250, "1251"
        var digits = name.Length - 1;
        while (digits >= 0 && char.IsAsciiDigit(name[digits]))
        {
            digits--;
        }

        return int.TryParse(name[(digits + 1)..], out page) && page is > 0 and < 65536
            && name[..(digits + 1)].TrimEnd("-_") is "" or "cp" or "CP" or "Cp" or "x-cp" or "windows" or "Windows" or "WINDOWS" or "win" or "ibm" or "IBM" or "ms"
            ? KnownCodePage(page)
            : Named(name);
    }

    /// <summary>True where the name says nothing about octets above 127.</summary>
    public static bool Undeclared(ReadOnlySpan<char> name)
    {
        name = Clean(name);
        return name.IsEmpty || BySpan.TryGetValue(name, out var page) && page == 20127;
    }

    private static ReadOnlySpan<char> Clean(ReadOnlySpan<char> name)
    {
        name = name.Trim(" \t\"'");
        var end = name.IndexOfAny(NameEnd);
        return end > 0 ? name[..end] : name;
    }

    private static Encoding? Named(ReadOnlySpan<char> name) =>
        name.Length is > 1 and < 40 ? CodePagesEncodingProvider.Instance.GetEncoding(name.ToString()) : null;

    private static Encoding? KnownCodePage(int page) =>
        page is 65001 or 65000 or 1200 or 1201 or 28591 or 20127 ? CodePage(page) : CodePagesEncodingProvider.Instance.GetEncoding(page);

    private static Encoding CodePage(int page) => page switch
    {
        65001 => Encoding.UTF8,
        1200 => Encoding.Unicode,
        1201 => Encoding.BigEndianUnicode,
        12000 => Encoding.UTF32,
        12001 => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        65000 => Utf7,
        20127 or 28591 => Windows1252,
        28600 or 28604 or 28606 => LatinTable.For(page),
        50220 => Iso2022.Instance,
        51932 => ExtendedUnixCode.Japanese,
        51950 => ExtendedUnixCode.Taiwanese,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.Latin1,
    };

#pragma warning disable SYSLIB0001 // mail declares UTF-7 (RFC 2152) to this day; it is only read here, never written, and never guessed
    private static readonly Encoding Utf7 = new UTF7Encoding();
#pragma warning restore SYSLIB0001

    private static IEnumerable<KeyValuePair<string, int>> Table()
    {
        (int Page, string Names)[] rows =
        [
            (65001, "utf-8 utf8 utf_8 utf-8mb4 utf8mb4 unicode-1-1-utf-8 utf-8-sig cp65001 u8 utf"),
            (65000, "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7 csunicode11utf7"),
            (1200, "utf-16 utf16 utf-16le utf16le ucs-2 ucs2 iso-10646-ucs-2 unicode"),
            (1201, "utf-16be utf16be unicodefffe"),
            (12000, "utf-32 utf-32le utf32 ucs-4"),
            (12001, "utf-32be"),
            (20127, "us-ascii ascii usascii us ansi_x3.4-1968 ansi_x3.4-1986 iso646-us iso_646.irv:1991 cp367 ibm367 646 unknown unknown-8bit x-unknown default none charset 7bit 8bit binary x-user-defined _iso-8859-1$esc"),
            (1252, "iso-8859-1 iso8859-1 iso_8859-1 iso88591 iso-8859-1-windows-3.1-latin-1 iso_8859-1:1987 8859-1 8859_1 latin1 latin-1 l1 ibm819 cp819 ansi windows-1252 x-ansi western"),
            (28592, "iso-8859-2 iso8859-2 iso_8859-2 latin2 latin-2 l2"),
            (28593, "iso-8859-3 iso8859-3 latin3"),
            (28594, "iso-8859-4 iso8859-4 latin4"),
            (28595, "iso-8859-5 iso8859-5 cyrillic"),
            (28596, "iso-8859-6 iso8859-6 iso-8859-6-i iso-8859-6-e arabic"),
            (28597, "iso-8859-7 iso8859-7 greek"),
            (28598, "iso-8859-8 iso8859-8 iso-8859-8-i iso-8859-8-e hebrew"),
            (1254, "iso-8859-9 iso8859-9 latin5 latin-5 l5"),
            (28600, "iso-8859-10 iso8859-10 latin6"),
            (874, "iso-8859-11 iso8859-11 tis-620 tis620"),
            (28603, "iso-8859-13 iso8859-13 latin7"),
            (28604, "iso-8859-14 iso8859-14 latin8"),
            (28605, "iso-8859-15 iso8859-15 latin9 latin-9 latin0 l9"),
            (28606, "iso-8859-16 iso8859-16 latin10"),
            (54936, "gb2312 gbk gb18030 gb_2312 gb_2312-80 gb2312-80 gb-18030 x-gbk chinese csgb2312 cn-gb euc-cn x-euc-cn cp936 ms936 windows-936 936"),
            (52936, "hz-gb-2312 hz"),
            (950, "big5 big-5 big5-hkscs big5hkscs x-x-big5 cn-big5 cp950 ms950"),
            (932, "shift_jis shift-jis sjis s-jis x-sjis ms_kanji cp932 ms932 windows-31j windows-932 csshiftjis cp943 ibm943"),
            (51932, "euc-jp eucjp x-euc-jp x-euc eucjp-ms cp51932"),
            (51950, "euc-tw euctw x-euc-tw"),
            (50220, "iso-2022-jp iso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-2004 iso-2022-jp-ms cp50220 cp50221 jis csiso2022jp "
                + "iso-2022-kr iso2022kr csiso2022kr iso-2022-cn iso-2022-cn-ext iso2022cn"),
            (949, "ks_c_5601-1987 ks_c_5601 ks_c_5601-1989 ksc5601 ksc_5601 ks-c-5601 euc-kr euckr korean cp949 ms949 uhc windows-949 x-windows-949 iso-ir-149"),
            (20866, "koi8-r koi8 koi8r cskoi8r"),
            (21866, "koi8-u koi8u koi8-ru"),
            (10000, "macintosh mac x-mac-roman mac-roman macroman csmacintosh"),
            (10007, "x-mac-cyrillic mac-cyrillic x-mac-ukrainian"),
            (874, "windows-874 dos-874 cp874"),
        ];
        return rows.SelectMany(row => row.Names.Split(' '), (row, name) => KeyValuePair.Create(name, row.Page)).DistinctBy(pair => pair.Key);
    }
}
