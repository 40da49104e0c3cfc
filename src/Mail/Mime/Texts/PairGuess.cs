using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Charsets of two octets a character (EUC-JP, Shift_JIS, EUC-KR, GB18030, Big5): every octet above 127 must begin a pair, most pairs must stand beside another, and nearly all
/// must be of the rows that hold the frequent characters. Latin text has valid pairs too ("fü" and a letter), but single ones, in rows of rare characters.
/// </summary>
internal static class PairGuess
{
    private const int FewestPairs = 3;
    private const int FewestHangul = 6;

    private delegate Pair Reader(byte lead, byte trail);

    private enum Pair
    {
        Invalid,
        Half,
        Mark,
        Rare,
        Frequent,
        Telling,
    }

    public static Encoding? Of(ReadOnlySpan<byte> octets)
    {
        // Hangul stands in rows that Chinese uses as well, so it is asked for first; Chinese has a character of the other rows nearly always.
        return Count(octets, EucJp) is { } japanese && japanese.Telling * 5 >= japanese.All ? Charsets.Find("euc-jp")
            : Count(octets, ShiftJis) is { } shifted && shifted.Telling * 5 >= shifted.All ? Charsets.Find("shift_jis")
            : Count(octets, EucKr) is { Telling: >= FewestHangul } ? Charsets.Find("euc-kr")
            : Count(octets, Gb) is { Telling: > 0 } ? Charsets.Find("gb18030")
            : Count(octets, Big5) is { Telling: > 0 } ? Charsets.Find("big5")
            : null;
    }

    // How many pairs there are and how many of them tell; null when it is not that charset.
    private static (int All, int Telling)? Count(ReadOnlySpan<byte> octets, Reader reader)
    {
        var (all, marks, rare, telling, beside, end) = (0, 0, 0, 0, 0, -1);
        for (var at = 0; at + 1 < octets.Length; at++)
        {
            if (octets[at] < 0x80)
            {
                continue;
            }

            var pair = reader(octets[at], octets[at + 1]);
            if (pair == Pair.Invalid)
            {
                return null;
            }

            if (pair == Pair.Half)
            {
                continue;
            }

            all++;
            beside += end == at ? 1 : 0;
            marks += pair == Pair.Mark ? 1 : 0;
            rare += pair == Pair.Rare ? 1 : 0;
            telling += pair == Pair.Telling ? 1 : 0;
            end = at + 2;
            at++;
        }

        return all - marks >= FewestPairs && rare * 20 <= all - marks && beside * 2 >= all ? (all, telling) : null;
    }

    // Row 4 is hiragana, row 5 katakana; rows 16 to 47 are the frequent kanji.
    private static Pair EucJp(byte lead, byte trail)
        => lead == 0x8E && trail is >= 0xA1 and <= 0xDF ? Pair.Rare
            : lead is < 0xA1 or > 0xFE || trail is < 0xA1 or > 0xFE ? Pair.Invalid
            : lead is 0xA4 or 0xA5 ? Pair.Telling
            : lead < 0xA4 ? Pair.Mark
            : lead is >= 0xB0 and <= 0xCF ? Pair.Frequent
            : Pair.Rare;

    private static Pair ShiftJis(byte lead, byte trail)
        => lead is >= 0xA1 and <= 0xDF ? Pair.Half
            : lead is 0x80 or 0xA0 or > 0xFC || trail is < 0x40 or 0x7F or > 0xFC ? Pair.Invalid
            : (lead == 0x82 && trail is >= 0x9F and <= 0xF1) || (lead == 0x83 && trail <= 0x96) ? Pair.Telling
            : lead is 0x81 or 0x82 ? Pair.Mark
            : lead is >= 0x88 and <= 0x98 ? Pair.Frequent
            : Pair.Rare;

    private static Pair EucKr(byte lead, byte trail)
        => lead is < 0x81 or > 0xFD || !(char.IsAsciiLetter((char)trail) || trail is >= 0x81 and <= 0xFE) ? Pair.Invalid
            : lead is >= 0xB0 and <= 0xC8 && trail >= 0xA1 ? Pair.Telling
            : lead is >= 0xA1 and <= 0xA3 ? Pair.Mark
            : Pair.Rare;

    // Rows 16 to 55 are the frequent characters, of which those of rows 41 to 55 are no hangul.
    private static Pair Gb(byte lead, byte trail)
        => lead is < 0x81 or > 0xFE || trail is < 0x40 or 0x7F or > 0xFE ? Pair.Invalid
            : lead is >= 0xC9 and <= 0xD7 && trail >= 0xA1 ? Pair.Telling
            : lead is >= 0xB0 and <= 0xC8 && trail >= 0xA1 ? Pair.Frequent
            : lead is >= 0xA1 and <= 0xA3 && trail >= 0xA1 ? Pair.Mark
            : Pair.Rare;

    // Half of its characters end in an octet of ASCII, which none of the others does.
    private static Pair Big5(byte lead, byte trail)
        => lead is < 0xA1 or > 0xF9 || !(trail is >= 0x40 and <= 0x7E or >= 0xA1 and <= 0xFE) ? Pair.Invalid
            : lead is >= 0xA4 and <= 0xC6 ? trail < 0x80 ? Pair.Telling : Pair.Frequent
            : lead < 0xA4 ? Pair.Mark
            : Pair.Rare;
}
