using System.Buffers;
using System.Text;

namespace Touchpoints.Ingest;

/// <summary>
/// Text of mail as it may be shown: encoding against HTML is the renderer's part, this one takes away what would make a reader see something
/// else than is written (reliability.md C13).
/// </summary>
internal static class Shown
{
    // Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9), and characters without width that joins no letters.
    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        "\u061C\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF");

    // Those that reorder what stands beside them: nobody's name or subject needs one.
    private static readonly SearchValues<char> Reordering = SearchValues.Create("\u202A\u202B\u202D\u202E\u2066\u2067\u2068");

    /// <summary>One line: controls become blanks, hidden characters go.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>Several lines: line ends and tabs stay.</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    /// <summary>Whether somebody tried to have the line read in another order than it is written.</summary>
    public static bool IsReordered(string text) => text.AsSpan().ContainsAny(Reordering);

    /// <summary>
    /// A file name to offer: last segment, no controls, no characters that a file system takes amiss, at most 150 characters with its extension
    /// kept (reliability.md C26). Never empty.
    /// </summary>
    public static string FileName(string name, string fallback)
    {
        var line = Line(name);
        line = line[(line.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = string.Concat(line.Select(c => c is '<' or '>' or ':' or '"' or '|' or '?' or '*' or '%' ? '_' : c)).Trim(' ', '.');
        if (clean.Length > 150)
        {
            var extension = Path.GetExtension(clean);
            extension = extension.Length > 20 ? "" : extension;
            clean = TrimHalfPair(clean[..(150 - extension.Length)]) + extension;
        }

        return clean.Length == 0 ? fallback : IsDevice(clean) ? "_" + clean : clean;
    }

    private static string TrimHalfPair(string text) => text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;

    // CON, PRN, AUX, NUL, COM1 … LPT9 name devices on Windows, whatever extension follows.
    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL"
            || (stem.Length == 4 && char.IsAsciiDigit(stem[3]) && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)));
    }

    private static string Clean(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && Hidden.Contains((char)rune.Value))
            {
                continue;
            }

            var isKept = !Rune.IsControl(rune) || (keepLines && rune.Value is '\n' or '\t');
            clean.Append(isKept ? rune.ToString() : " ");
        }

        return clean.ToString();
    }
}
