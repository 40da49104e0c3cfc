using System.Collections.Frozen;

namespace Touchpoints.Mail;

/// <summary>Names of months and zones.</summary>
internal static class DateWords
{
    private static readonly string[][] Months =
    [
        ["jan", "янв", "ene", "gen", "sty", "led"],
        ["feb", "fév", "fev", "фев", "lut", "úno"],
        ["mar", "mär", "mrz", "maa", "mrt", "мар", "bře"],
        ["apr", "avr", "abr", "апр", "kwi", "dub"],
        ["may", "mai", "mei", "maj", "mag", "май", "мая", "kvě"],
        ["jun", "juin", "июн", "giu", "cze", "čvn"],
        ["jul", "juil", "июл", "lug", "lip", "čvc"],
        ["aug", "aoû", "aou", "ago", "авг", "sie", "srp"],
        ["sep", "set", "сен", "wrz", "zář"],
        ["oct", "okt", "out", "ott", "окт", "paź", "říj"],
        ["nov", "ноя", "lis"],
        ["dec", "dez", "déc", "dic", "des", "дек", "gru", "pro"],
    ];

    private static readonly FrozenDictionary<string, int> Zones = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        // RFC 5322 §4.3, then what is met besides; two meanings of one name (IST, CST in China) are read as the RFC's or the commoner.
        ["UT"] = 0, ["UTC"] = 0, ["GMT"] = 0, ["Z"] = 0, ["WET"] = 0, ["EST"] = -300, ["EDT"] = -240, ["CST"] = -360, ["CDT"] = -300,
        ["MST"] = -420, ["MDT"] = -360, ["PST"] = -480, ["PDT"] = -420, ["AKST"] = -540, ["AKDT"] = -480, ["HST"] = -600, ["AST"] = -240,
        ["ADT"] = -180, ["NST"] = -210, ["NDT"] = -150, ["BRT"] = -180, ["ART"] = -180, ["BST"] = 60, ["WEST"] = 60, ["CET"] = 60, ["MET"] = 60, ["MEZ"] = 60,
        ["CEST"] = 120, ["MEST"] = 120, ["MESZ"] = 120, ["EET"] = 120, ["SAST"] = 120, ["EEST"] = 180, ["MSK"] = 180, ["MSD"] = 240, ["IST"] = 330,
        ["JST"] = 540, ["KST"] = 540, ["AWST"] = 480, ["HKT"] = 480, ["SGT"] = 480, ["AEST"] = 600, ["AEDT"] = 660, ["NZST"] = 720, ["NZDT"] = 780,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>1 to 12, or 0 when it is no month.</summary>
    public static int Month(ReadOnlySpan<char> word)
    {
        for (var month = 0; month < Months.Length; month++)
        {
            foreach (var start in Months[month])
            {
                if (word.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                {
                    return month + 1;
                }
            }
        }

        return 0;
    }

    public static TimeSpan? Zone(ReadOnlySpan<char> word)
    {
        if (Zones.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var minutes))
        {
            return TimeSpan.FromMinutes(minutes);
        }

        // RFC 5322 §4.3: the military letters were used with both signs, so they say nothing.
        return word.Length == 1 && char.IsAsciiLetter(word[0]) && word[0] is not ('T' or 't') ? TimeSpan.Zero : null;
    }

    /// <summary>RFC 5322 §4.3 allows comments everywhere, "09(comment):55" included.</summary>
    public static string WithoutComments(ReadOnlySpan<char> text, Span<char> kept)
    {
        var length = 0;
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
            {
                kept[length++] = c;
            }

            depth -= c == ')' && depth > 0 ? 1 : 0;
        }

        return kept[..length].ToString();
    }
}
