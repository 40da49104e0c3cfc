using System.Collections.Frozen;
using AngleSharp.Html.Parser.Tokens;

namespace Touchpoints.Threading;

/// <summary>The mark-up by which mail programs show what is quoted and what is a signature (client-marks.tsv).</summary>
internal static class ClientMarks
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, LineMark>> Marks = DataFile.Rows("client-marks", 4)
        .GroupBy(r => r[1], StringComparer.Ordinal)
        .ToFrozenDictionary(
            g => g.Key,
            g => g.ToFrozenDictionary(r => r[2], r => Enum.Parse<LineMark>(r[3], ignoreCase: true), StringComparer.OrdinalIgnoreCase),
            StringComparer.Ordinal);

    // <body class="has-signature"> says that there is one, not where.
    private static readonly FrozenSet<string> StatesOfSignature = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "has", "no", "with", "without", "pre", "before", "above", "reply", "non");

    /// <summary>What the tag just read says of what is inside it, in a place that says <paramref name="outer"/>.</summary>
    public static LineMark Of(HtmlTagToken tag, LineMark outer)
    {
        // What is quoted is quoted, whatever stands in it.
        if (outer == LineMark.Quote)
        {
            return outer;
        }

        var mark = Marks["tag"].GetValueOrDefault(tag.Name);
        foreach (var attribute in tag.Attributes)
        {
            if (Marks.TryGetValue(attribute.Name, out var values) && (Find(values, attribute.Value) is var found and not LineMark.None || (found = Named(attribute)) != LineMark.None))
            {
                // Gmail's "indent more" makes the same class as its quotation, on a blockquote of its own.
                var isIndent = tag.Name == "blockquote" && found == LineMark.Container && outer == LineMark.None;
                mark = isIndent ? LineMark.None : found == LineMark.Container && tag.Name == "blockquote" ? LineMark.Quote : found;
                break;
            }
        }

        return mark == LineMark.None ? outer : mark == LineMark.Indent && outer == LineMark.Container ? LineMark.Quote : mark;
    }

    // "mail-signature", "emailSignature", "hs_signature": every program has its own name for it, and all of them end so.
    private static LineMark Named(HtmlAttributeToken attribute)
    {
        if (attribute.Name is not ("class" or "id"))
        {
            return LineMark.None;
        }

        foreach (var range in attribute.Value.AsSpan().SplitAny(" \t\r\n"))
        {
            var word = attribute.Value.AsSpan()[range];
            if (word.EndsWith("signature", StringComparison.OrdinalIgnoreCase) && !StatesOfSignature.Contains(word[..^9].Trim("-_").ToString()))
            {
                return LineMark.Signature;
            }
        }

        return LineMark.None;
    }

    private static LineMark Find(FrozenDictionary<string, LineMark> values, ReadOnlySpan<char> value)
    {
        foreach (var range in value.SplitAny(" \t\r\n"))
        {
            var word = value[range];
            word = word.StartsWith("x_") ? word[2..] : word.StartsWith("ydp") && word.EndsWith("yahoo_quoted") ? "yahoo_quoted" : word;
            if (!word.IsEmpty && values.GetValueOrDefault(word.ToString()) is var mark and not LineMark.None)
            {
                return mark;
            }
        }

        return LineMark.None;
    }
}
