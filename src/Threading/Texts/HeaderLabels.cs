using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>Which header field a quoted line names.</summary>
internal enum HeaderLabel
{
    /// <summary>The line begins with no label.</summary>
    None,

    /// <summary>Who wrote it.</summary>
    From,

    /// <summary>To whom.</summary>
    To,

    /// <summary>Copies.</summary>
    Cc,

    /// <summary>When.</summary>
    Date,

    /// <summary>About what.</summary>
    Subject,

    /// <summary>Another field, read over.</summary>
    Other,
}

/// <summary>Header lines inside a body, in many languages (header-labels.tsv, other-labels.tsv).</summary>
internal static class HeaderLabels
{
    private const int LongestLabel = 40;
    private const string OrangeDate = "Message du ";
    private static readonly HeaderLabel[] Columns = [HeaderLabel.From, HeaderLabel.To, HeaderLabel.Cc, HeaderLabel.Date, HeaderLabel.Subject];
    private static readonly FrozenDictionary<string, HeaderLabel[]> Labels = Load();

    // The first word for a date in each language is used for dates of all kinds, the others for the sending of a mail.
    private static readonly FrozenSet<string> Sent = DataFile.Rows("header-labels", 6).SelectMany(r => DataFile.Values(r[4]).Skip(1)).Select(l => l.ToLowerInvariant())
        .Except(DataFile.Rows("header-labels", 6).SelectMany(r => DataFile.Values(r[4]).Take(1)).Select(l => l.ToLowerInvariant())).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> English =
        DataFile.Rows("header-labels", 6).First(r => r[0] == "en").SelectMany(DataFile.Values).Select(l => l.ToLowerInvariant()).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What the label of a line may mean, best first ("A" is French for To, Italian too, Portuguese for an article), and the text behind
    /// it. Empty when the line begins with no known label.
    /// </summary>
    public static HeaderLabel[] Read(TextLine line, out string value)
    {
        value = "";
        var bare = line.Bare.TrimStart("*_ \t\u00A0");
        var (label, colon) = LabelOf(bare);
        if (label.Length == 0 || !Labels.TryGetValue(label, out var meanings))
        {
            return [];
        }

        var text = bare[(colon + 1)..].Trim().TrimStart("*_").Trim();
        value = (text is ['*', _, .., '*'] ? text.Trim('*') : text).ToString();
        return meanings;
    }

    /// <summary>The labels of the fields that are read, a language at a time.</summary>
    public static IEnumerable<(string Label, HeaderLabel Meaning)> OfFields() =>
        DataFile.Rows("header-labels", 6).SelectMany(row => Columns.SelectMany((meaning, i) => DataFile.Values(row[i + 1]).Select(label => (label, meaning))));

    /// <summary>
    /// The line with a colon behind its label: some programs print the header as a table ("| From | Ann |", a row of HTML) or leave the colon out
    /// ('From "Ann" &lt;ann@x.example&gt;'). The same line when it begins with no known label.
    /// </summary>
    public static TextLine WithColon(TextLine line)
    {
        var bare = line.Bare.Trim("| ");
        var end = bare.IndexOfAny('|', '\t');
        for (end = end < 0 ? bare.IndexOf(' ') : end; end > 0 && end < LongestLabel;)
        {
            var label = bare[..end].Trim();
            if (Labels.ContainsKey(label.ToString().ToLowerInvariant()))
            {
                return line.Saying($"{label}: {bare[(end + 1)..].Trim()}");
            }

            var next = bare[(end + 1)..].IndexOf(' ');
            end = next < 0 ? -1 : end + 1 + next;
        }

        return line;
    }

    /// <summary>True when the label is English, so that the order of day and month is not known.</summary>
    public static bool IsEnglish(TextLine line) => English.Contains(LabelOf(line.Bare.TrimStart("*_ \t\u00A0")).Label);

    /// <summary>True for a line that says when a mail was sent, and not only a date.</summary>
    public static bool IsSent(TextLine line) => Sent.Contains(LabelOf(line.Bare.TrimStart("*_ \t\u00A0")).Label);

    private static (string Label, int Colon) LabelOf(ReadOnlySpan<char> bare)
    {
        // Orange: "Message du 25/03/24 10:12"
        if (bare.StartsWith(OrangeDate) && bare.Length > OrangeDate.Length && char.IsAsciiDigit(bare[OrangeDate.Length]))
        {
            return (OrangeDate.TrimEnd().ToLowerInvariant(), OrangeDate.Length - 1);
        }

        var colon = bare[..Math.Min(bare.Length, LongestLabel)].IndexOfAny(':', '：');
        if (colon < 1)
        {
            return ("", -1);
        }

        // "Kopie (CC):"
        var label = bare[..colon];
        label = label.IndexOf('(') is var note and > 0 ? label[..note] : label;
        return (label.Trim().Trim("*_ \u00A0").ToString().ToLowerInvariant(), colon);
    }

    private static FrozenDictionary<string, HeaderLabel[]> Load()
    {
        var labels = new Dictionary<string, List<HeaderLabel>>(StringComparer.Ordinal);
        foreach (var (label, meaning) in OfFields())
        {
            Add(label, meaning);
        }

        foreach (var row in DataFile.Rows("other-labels", 1))
        {
            Add(row[0], HeaderLabel.Other);
        }

        return labels.ToFrozenDictionary(x => x.Key, x => x.Value.ToArray(), StringComparer.Ordinal);

        void Add(string label, HeaderLabel meaning)
        {
            var key = label.ToLowerInvariant();
            if (!labels.TryGetValue(key, out var meanings))
            {
                labels[key] = meanings = [];
            }

            if (!meanings.Contains(meaning))
            {
                meanings.Add(meaning);
            }
        }
    }
}
