using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Charset names as mail writes them: case and punctuation count for nothing (UTS #22 §1.4), nor does "x-". A name that is known to be
/// used for a larger set stands for that one, as browsers do (WHATWG Encoding §4.2): gb2312 is gb18030, iso-8859-1 and us-ascii are
/// windows-1252, ks_c_5601-1987 is code page 949.
/// </summary>
internal static class Charsets
{
    public static readonly Encoding Windows1252 = CodePage(1252);

    private static readonly FrozenDictionary<string, int> CodePages = Table().ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> BySpan = CodePages.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly SearchValues<char> NameEnd = SearchValues.Create("\"'; \t*");
    private const int LongestName = 64;

    /// <summary>The encoding of that name, or null when it is unknown. ASCII and "unknown" names are <see cref="Undeclared"/>.</summary>
    public static Encoding? Find(ReadOnlySpan<char> name)
    {
        name = Clean(name);
        if (name.IsEmpty)
        {
            return null;
        }

        var key = Key(name, stackalloc char[LongestName]);
        if (BySpan.TryGetValue(key, out var page))
        {
            return CodePage(page);
        }

        // cp1251, windows-1251, WIN_1251, ibm850, x-cp1250, "1251"
        var letters = key.TrimEnd("0123456789");
        return letters is "" or "cp" or "windows" or "windowscp" or "win" or "ibm" or "ms" && int.TryParse(key[letters.Length..], out page) && page is > 0 and < 65536
            ? KnownCodePage(page)
            : Named(name);
    }

    /// <summary>True where two names declare one charset.</summary>
    public static bool Same(ReadOnlySpan<char> name, ReadOnlySpan<char> other) => name.Equals(other, StringComparison.OrdinalIgnoreCase)
        || (!Undeclared(name) && !Undeclared(other) && Find(name) is { } encoding && ReferenceEquals(encoding, Find(other)));

    /// <summary>True where the name says nothing about octets above 127.</summary>
    public static bool Undeclared(ReadOnlySpan<char> name)
    {
        name = Clean(name);
        return name.IsEmpty || BySpan.TryGetValue(Key(name, stackalloc char[LongestName]), out var page) && page == 20127;
    }

    private static ReadOnlySpan<char> Clean(ReadOnlySpan<char> name)
    {
        name = name.Trim(" \t\"'");
        var end = name.IndexOfAny(NameEnd);
        return end > 0 ? name[..end] : name;
    }

    /// <summary>The letters and digits of the name in lower case; empty where it is longer than any charset's.</summary>
    private static ReadOnlySpan<char> Key(ReadOnlySpan<char> name, Span<char> key)
    {
        name = name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) && name.Length <= key.Length ? name[2..] : name;
        if (name.Length > key.Length)
        {
            return default;
        }

        var length = 0;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                key[length++] = char.ToLowerInvariant(c);
            }
        }

        return key[..length];
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
            (65001, "utf8 utf8mb4 utf8sig unicode11utf8 cp65001 u8 utf"),
            (65000, "utf7 unicode11utf7 unicode20utf7 csunicode11utf7"),
            (1200, "utf16 utf16le ucs2 iso10646ucs2 unicode"),
            (1201, "utf16be unicodefffe"),
            (12000, "utf32 utf32le ucs4 iso10646ucs4"),
            (12001, "utf32be"),
            (20127, "usascii ascii us ansix341968 ansix341986 iso646us iso646irv1991 isoir6 csascii cp367 ibm367 646 unknown unknown8bit default none charset 7bit 8bit binary userdefined iso88591esc"),
            (1252, "iso88591 iso88591windows31latin1 iso885911987 isoir100 csisolatin1 88591 latin1 l1 ibm819 cp819 ansi windows1252 western"),
            (28592, "iso88592 iso885921987 isoir101 csisolatin2 88592 latin2 l2"),
            (28593, "iso88593 iso885931988 isoir109 csisolatin3 latin3 l3"),
            (28594, "iso88594 iso885941988 isoir110 csisolatin4 latin4 l4"),
            (28595, "iso88595 iso885951988 isoir144 csisolatincyrillic 88595 cyrillic"),
            (28596, "iso88596 iso88596i iso88596e iso885961987 isoir127 csisolatinarabic ecma114 asmo708 arabic"),
            (28597, "iso88597 iso885971987 isoir126 csisolatingreek ecma118 elot928 greek greek8"),
            (28598, "iso88598 iso88598i iso88598e iso885981988 isoir138 csisolatinhebrew csiso88598i hebrew logical visual"),
            (1254, "iso88599 iso885991989 isoir148 csisolatin5 latin5 l5"),
            (28600, "iso885910 iso8859101992 isoir157 csisolatin6 latin6 l6"),
            (874, "iso885911 tis620 tis6200 tis62025291 isoir166 windows874 dos874 cp874"),
            (28603, "iso885913 latin7 l7"),
            (28604, "iso885914 iso8859141998 isoir199 isoceltic latin8 l8"),
            (28605, "iso885915 latin9 latin0 l9 csisolatin9"),
            (28606, "iso885916 iso8859162001 isoir226 latin10 l10"),
            (54936, "gb2312 gb23121980 gb231280 gbk gb18030 gb180302000 isoir58 csiso58gb231280 chinese csgb2312 cngb euccn cp936 ms936 windows936 936"),
            (52936, "hzgb2312 hzgb hz"),
            (950, "big5 big5hkscs big5eten xbig5 cnbig5 csbig5 cp950 ms950 windows950"),
            (932, "shiftjis sjis mskanji cp932 ms932 windows31j windows932 csshiftjis cswindows31j cp943 ibm943"),
            (51932, "eucjp euc eucjpms cp51932 ujis cseucpkdfmtjapanese extendedunixcodepackedformatforjapanese"),
            (51950, "euctw"),
            (50220, "iso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jp2004 iso2022jpms cp50220 cp50221 jis csiso2022jp csiso2022jp2 "
                + "iso2022kr csiso2022kr iso2022cn iso2022cnext"),
            (949, "ksc5601 ksc56011987 ksc56011989 euckr cseuckr csksc56011987 korean cp949 ms949 uhc windows949 isoir149"),
            (20866, "koi8r koi8 koi cskoi8r"),
            (21866, "koi8u koi8ru"),
            (10000, "macintosh mac macroman csmacintosh"),
            (10007, "maccyrillic macukrainian"),
        ];
        return rows.SelectMany(row => row.Names.Split(' '), (row, name) => KeyValuePair.Create(name, row.Page)).DistinctBy(pair => pair.Key);
    }
}
