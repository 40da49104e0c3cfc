using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Charsets of one octet a letter for scripts other than Latin. Their words are runs of octets above 127, which those of Latin scripts never are; of two charsets of one script
/// the one counts in which the letters are those that the language uses most, and capitals stand at the beginning of words.
/// </summary>
internal sealed class ScriptGuess
{
    private const int FewestLetters = 5;
    private const int ShortestRun = 3;

    private static readonly ScriptGuess[] All =
    [
        new(1251, '\u0400', '\u04FF', "оеаинтсрвлі"),
        new(21866, '\u0400', '\u04FF', "оеаинтсрвлі"),
        new(866, '\u0400', '\u04FF', "оеаинтсрвлі"),
        new(28595, '\u0400', '\u04FF', "оеаинтсрвлі"),
        new(1253, '\u0370', '\u03FF', "αοιετσςνηυρ"),
        new(1255, '\u0590', '\u05FF', "יוהלארתבמשנ"),
        new(1256, '\u0600', '\u06FF', "اليمونرتبعة"),
        new(874, '\u0E00', '\u0E7F', "านรกเองมวลทีะยตัสดป่้", fewest: 20), // nearly every octet is one of its letters
    ];

    private readonly Encoding _encoding;
    private readonly Letter[] _letters = new Letter[256];
    private readonly int _fewest;

    private ScriptGuess(int codePage, char first, char last, string frequent, int fewest = FewestLetters)
    {
        _fewest = fewest;
        _encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.Latin1;
        for (var octet = 0x80; octet < 0x100; octet++)
        {
            var c = _encoding.GetString([(byte)octet])[0];
            _letters[octet] = c < first || c > last || !(char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) ? Letter.None
                : (char.IsUpper(c) ? Letter.Capital : Letter.Rare) | (frequent.Contains(char.ToLowerInvariant(c), StringComparison.Ordinal) ? Letter.Frequent : Letter.None);
        }
    }

    [Flags]
    private enum Letter : byte
    {
        None = 0,
        Rare = 1,
        Capital = 2,
        Frequent = 4,
    }

    public static Encoding? Of(ReadOnlySpan<byte> octets)
    {
        if (!IsInRuns(octets))
        {
            return null;
        }

        var (best, bestPercent, nextPercent) = ((Encoding?)null, 0, 0);
        foreach (var script in All)
        {
            var percent = script.Percent(octets);
            (best, bestPercent, nextPercent) = percent > bestPercent ? (script._encoding, percent, bestPercent) : (best, bestPercent, Math.Max(nextPercent, percent));
        }

        return bestPercent >= 52 && bestPercent - nextPercent >= 5 ? best : null;
    }

    // "créée" and Finnish "ää" have two; three and more in most places are no Latin script.
    private static bool IsInRuns(ReadOnlySpan<byte> octets)
    {
        var (high, inRuns, run) = (0, 0, 0);
        foreach (var octet in octets)
        {
            run = octet >= 0x80 ? run + 1 : 0;
            high += octet >= 0x80 ? 1 : 0;
            inRuns += run == ShortestRun ? ShortestRun : run > ShortestRun ? 1 : 0;
        }

        return high >= FewestLetters && inRuns * 10 >= high * 6;
    }

    // How many of a hundred letters are frequent ones, less those whose capitals stand wrongly; 0 where other octets are no punctuation any more.
    private int Percent(ReadOnlySpan<byte> octets)
    {
        var (high, letters, frequent, last) = (0, 0, 0, Letter.None);
        foreach (var octet in octets)
        {
            var letter = _letters[octet];
            high += octet >= 0x80 ? 1 : 0;
            letters += letter != Letter.None ? 1 : 0;
            frequent += (letter.HasFlag(Letter.Frequent) ? 1 : 0) - (letter.HasFlag(Letter.Capital) && last.HasFlag(Letter.Rare) ? 1 : 0);
            last = letter;
        }

        return letters < _fewest || letters * 10 < high * 9 ? 0 : Math.Max(0, frequent * 100 / letters);
    }
}
