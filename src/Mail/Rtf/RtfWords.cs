using System.Collections.Frozen;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Control words that are text, and those whose group is none.</summary>
internal static class RtfWords
{
    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["par"] = "\n", ["line"] = "\n", ["sect"] = "\n", ["page"] = "\n", ["row"] = "\n", ["\r"] = "\n", ["\n"] = "\n",
        ["tab"] = "\t", ["cell"] = "\t", ["nestcell"] = "\t", ["nestrow"] = "\n",
        ["lquote"] = "‘", ["rquote"] = "’", ["ldblquote"] = "“", ["rdblquote"] = "”", ["bullet"] = "•", ["endash"] = "–", ["emdash"] = "—",
        ["enspace"] = " ", ["emspace"] = " ", ["qmspace"] = " ", ["~"] = "\u00A0", ["_"] = "-",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Destinations = new[]
    {
        "colortbl", "stylesheet", "info", "pict", "object", "objdata", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
        "footnote", "nonshppict", "filetbl", "listtable", "listoverridetable", "revtbl", "xe", "tc", "fldinst", "pntext", "pntxta", "pntxtb", "author", "title", "comment",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The text that a control word stands for; empty for none.</summary>
    public static string Text(ReadOnlySpan<byte> word, bool isHtml)
    {
        Span<char> name = stackalloc char[word.Length];
        Encoding.Latin1.GetChars(word, name);
        var text = Texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var found) ? found : "";
        return isHtml && text == "\u00A0" ? "&nbsp;" : text;
    }

    public static bool IsDestination(ReadOnlySpan<byte> word)
    {
        Span<char> name = stackalloc char[word.Length];
        Encoding.Latin1.GetChars(word, name);
        return Destinations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);
    }
}
