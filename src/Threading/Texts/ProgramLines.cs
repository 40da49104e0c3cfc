using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>The line that a telephone or a mail program puts below a text, "Sent from my iPhone" (signature-lines.tsv).</summary>
internal static class ProgramLines
{
    private const char Ellipsis = '…';
    private const string Brackets = "-*_<>[]() —.";
    private const int MostLines = 20;
    private const int LongestLine = 90;
    private const int MostBlanks = 4;
    private static readonly WordIndex BeginningsByFirst = new(Rows(ofDevices: false), l => l[0]);
    private static readonly WordIndex EndingsByLast = new(Rows(ofDevices: false).Where(l => l[0] == Ellipsis).Select(l => l[1..]), l => l[^1]);
    private static readonly SearchValues<string> Devices = SearchValues.Create([.. Rows(ofDevices: true)], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Excuses = SearchValues.Create(["excuse", "pardon", "sorry", "apolog", "typo", "brevity"], StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True for such a line, alone below a blank line or below another such line; <paramref name="isLast"/> where nothing but signature stands below it.
    /// </summary>
    public static bool Is(List<TextLine> lines, int at, bool isLast)
    {
        for (var i = 0; i < MostLines && IsText(lines[at].Bare, isLast); i++)
        {
            if (at == 0 || lines[at - 1].IsBlank || Signatures.IsDelimiter(lines[at - 1]) || lines[at - 1].Mark == LineMark.Signature)
            {
                return true;
            }

            at--;
        }

        return false;
    }

    /// <summary>Some telephones leave no blank line above theirs: as the last line of all it says what it was sent from, and is no sentence.</summary>
    public static bool NamesDevice(TextLine line) => !IsSentence(line.Bare) && IsText(line.Bare, isLast: true) && line.Bare.ContainsAny(Devices);

    private static bool IsText(ReadOnlySpan<char> bare, bool isLast)
        => bare.Length is > 0 and <= LongestLine
            && (BeginningsByFirst.HoldsBeginningOf(bare.TrimStart(Brackets)) || EndingsByLast.HoldsEndOf(bare.TrimEnd(Brackets)))
            && SpeaksOfProgram(bare, isLast);

    // "Sent from my desk, is much easier than my telephone." is a sentence; "Sent from my desk, please excuse typos" is none of interest.
    // "Sent by courier yesterday." is an answer: a line that names no telephone and no program is short, no sentence, and the last of all.
    private static bool SpeaksOfProgram(ReadOnlySpan<char> bare, bool isLast)
    {
        var isSentence = IsSentence(bare);
        var isExcuse = bare.ContainsAny(Excuses);
        if (isSentence && bare.Contains(',') && !isExcuse)
        {
            return false;
        }

        return bare.ContainsAny(Devices) ? isLast || !isSentence : isLast && (isExcuse || (!isSentence && bare.Count(' ') is > 0 and <= MostBlanks));
    }

    private static bool IsSentence(ReadOnlySpan<char> bare) => bare[^1] is '.' or '!' or '?' or '。';

    private static IEnumerable<string> Rows(bool ofDevices)
        => DataFile.Rows("signature-lines", 2).Where(r => r[0] == "devices" == ofDevices).SelectMany(r => DataFile.Values(r[1]));
}
