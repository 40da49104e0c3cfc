namespace Touchpoints.Mail;

/// <summary>Message ids (RFC 5322 §3.6.4), with or without brackets, folded inside, among other words.</summary>
internal static class MessageIds
{
    private const int FirstKept = 20;

    public static IReadOnlyList<string> Read(string? field, int most, DefectList defects)
    {
        if (string.IsNullOrEmpty(field))
        {
            return [];
        }

        var ids = new List<string>(field.Length > 100 ? 4 : 1);
        var rest = field.AsSpan();
        while (true)
        {
            var open = rest.IndexOf('<');
            var close = open < 0 ? -1 : rest[open..].IndexOf('>');
            if (close < 0)
            {
                break;
            }

            // "<a <b>": an id that was cut off is no id.
            var id = rest.Slice(open + 1, close - 1);
            if (!IsAuthor(rest[..open]))
            {
                Add(ids, id[(id.LastIndexOf('<') + 1)..]);
            }

            rest = rest[(open + close + 1)..];
        }

        if (ids.Count == 0)
        {
            AddWords(ids, rest, defects);
        }

        if (ids.Count > most)
        {
            defects.Add(Defects.LimitReferences);
            ids.RemoveRange(Math.Min(FirstKept, most), ids.Count - most);
        }

        return ids;
    }

    // 'Message from "Ann" <ann@x.example> of Monday <id@x.example>' (RFC 822 §4.6.2 allowed words): who wrote it is no id.
    private static bool IsAuthor(ReadOnlySpan<char> before)
        => before.IndexOf("from ", StringComparison.OrdinalIgnoreCase) is >= 0 and var at && (at == 0 || before[at - 1] == ' ');

    // No brackets at all: whatever looks like an id, but not "Message from ann@x.example of Monday".
    private static void AddWords(List<string> ids, ReadOnlySpan<char> text, DefectList defects)
    {
        defects.Add(Defects.BrokenMessageId);
        text = IsAuthor(text) ? text[..text.IndexOf("from ", StringComparison.OrdinalIgnoreCase)] : text;
        foreach (var range in text.SplitAny(" \t,;<>"))
        {
            if (text[range].Contains('@'))
            {
                Add(ids, text[range]);
            }
        }

        if (ids.Count == 0 && !text.ContainsAny(" \t"))
        {
            Add(ids, text);
        }
    }

    // RFC 5322 §4.5.4: blanks and comments around the parts of an id are no part of it.
    private static string WithoutBlanks(ReadOnlySpan<char> id)
    {
        var text = id.ToString();
        if (text.IndexOf('(') is >= 0 and var open && text.IndexOf(')', open) is > 0 and var close)
        {
            text = text.Remove(open, close - open + 1);
        }

        return string.Concat(text.Split([' ', '\t']));
    }

    private static void Add(List<string> ids, ReadOnlySpan<char> id)
    {
        if (id.ContainsAny(" \t"))
        {
            id = WithoutBlanks(id);
        }

        if (!id.IsEmpty)
        {
            ids.Add(id.ToString());
        }
    }
}
