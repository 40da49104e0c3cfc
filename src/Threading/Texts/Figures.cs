using System.Buffers;
using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>The figures of Arabic, Persian, Devanagari and other scripts, in which some programs write dates.</summary>
internal static class Figures
{
    private static readonly SearchValues<char> National = SearchValues.Create(
        "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u06F0\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9\u0966\u0967\u0968\u0969\u096A\u096B\u096C\u096D\u096E\u096F\u09E6\u09E7\u09E8\u09E9\u09EA\u09EB\u09EC\u09ED\u09EE\u09EF０１２３４５６７８９");

    /// <summary>True when the text holds one of them.</summary>
    public static bool AreIn(ReadOnlySpan<char> text) => text.ContainsAny(National);

    /// <summary>The text with them as 0 to 9; the same string where there are none.</summary>
    public static string Ascii(string text)
        => AreIn(text)
            ? string.Create(text.Length, text, static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = National.Contains(from[i]) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(from[i])) : from[i];
                }
            })
            : text;
}
