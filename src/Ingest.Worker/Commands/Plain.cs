using System.Globalization;

namespace Touchpoints.Ingest;

/// <summary>Text out of a mail made safe for a terminal.</summary>
internal static class Plain
{
    /// <summary>Without control and direction characters, line breaks kept: a mail must not be able to steer a terminal.</summary>
    public static string Text(string text) => Clean(text, keepLines: true);

    /// <summary>The same on one line, at most <paramref name="width"/> characters.</summary>
    public static string Line(string text, int width)
    {
        var line = Clean(text, keepLines: false);
        var elements = new StringInfo(line);
        return elements.LengthInTextElements <= width ? line : elements.SubstringByTextElements(0, width - 1) + "…";
    }

    private static string Clean(string text, bool keepLines) => string.Concat(text.Select(c =>
        keepLines && c == '\n' ? c
        : c is '\n' or '\t' ? ' '
        : char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format && c is not ('\u200c' or '\u200d') ? '\ufffd'
        : c));
}
