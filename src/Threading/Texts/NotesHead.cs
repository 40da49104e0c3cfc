using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>
/// The head that HCL Notes puts above a mail that it does not mark: name and date on lines of their own, then "To", "cc" and "Subject" without colons, each above or beside its value.
/// It counts with three labels in the order of mail, the last of them Subject, and with a date.
/// </summary>
internal static class NotesHead
{
    private const int LongestLabel = 20;
    private const int LongestName = 80;
    private const int MostValueLines = 4;
    private const int FewestLabels = 3;
    private const int LinesAbove = 6;
    private static readonly FrozenDictionary<string, HeaderLabel>.AlternateLookup<ReadOnlySpan<char>> Labels = HeaderLabels.OfFields().Append((Label: "bcc", Meaning: HeaderLabel.Other))
        .DistinctBy(l => l.Label, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(l => l.Label, l => l.Meaning, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The first line of the head whose first label stands at a line; -1 when none does.</summary>
    public static int StartAt(List<TextLine> lines, int at)
    {
        if (LabelOf(lines[at]) is not (HeaderLabel.From or HeaderLabel.To))
        {
            return -1;
        }

        var seen = new HashSet<HeaderLabel>();
        for (var (i, values) = (at, 0); i < lines.Count && values <= MostValueLines; i++)
        {
            var label = LabelOf(lines[i]);
            if (label == HeaderLabel.None || !seen.Add(label))
            {
                values += lines[i].IsBlank ? 0 : 1;
                continue;
            }

            values = 0;
            if (label == HeaderLabel.Subject)
            {
                return seen.Count < FewestLabels ? -1 : seen.Contains(HeaderLabel.Date) ? at : Above(lines, at);
            }
        }

        return -1;
    }

    // The date stands above the labels, beside or below the name: "Ann Doe/ACME/US", "11/22/2026 03:04 PM".
    private static int Above(List<TextLine> lines, int at)
    {
        var date = NonBlankAbove(lines, at);
        if (date < 0 || !IsDate(lines[date].Bare))
        {
            return -1;
        }

        var name = NonBlankAbove(lines, date);
        return name >= 0 && lines[name].Bare.Length <= LongestName && lines[name].Bare.ContainsAny('/', '@') && lines[name].Bare[^1] is not ('.' or '!' or '?' or ':') ? name : date;
    }

    private static bool IsDate(ReadOnlySpan<char> text)
        => text.Length <= LongestName && text.Contains(':') && text[^1] != ':' && Attribution.HasDate(text);

    private static int NonBlankAbove(List<TextLine> lines, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - LinesAbove; i--)
        {
            if (!lines[i].IsBlank)
            {
                return i;
            }
        }

        return -1;
    }

    // A word alone on its line, or the first column of a table.
    private static HeaderLabel LabelOf(TextLine line)
    {
        var bare = line.Bare[..Math.Min(line.Bare.Length, LongestLabel + 3)];
        var column = bare.IndexOf('\t') is >= 0 and var tab ? tab : bare.IndexOf("  ");
        var label = (column < 0 ? bare : bare[..column]).TrimEnd(": \u00A0");
        return label.Length is > 0 and <= LongestLabel && Labels.TryGetValue(label, out var meaning) ? meaning : HeaderLabel.None;
    }
}
