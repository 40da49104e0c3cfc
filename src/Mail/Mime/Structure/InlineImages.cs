using System.Buffers;

namespace Touchpoints.Mail;

/// <summary>Finds the parts that the HTML shows (RFC 2392, RFC 2557).</summary>
internal static class InlineImages
{
    private const int LongestReference = 1000;
    private static readonly SearchValues<char> EndOfReference = SearchValues.Create("\"'<> \t\n)");

    public static void Mark(List<MimePart> parts, string? html)
    {
        var candidates = false;
        foreach (var part in parts)
        {
            part.IsInline = !part.IsBody && !part.IsContainer && part.ContentDisposition.Value == "inline";
            candidates |= !part.IsBody && !part.IsContainer && part.ContentId.Length + part.ContentLocation.Length > 0;
        }

        if (!candidates || html is null)
        {
            return;
        }

        var shown = References(html);
        foreach (var part in parts)
        {
            part.IsInline |= !part.IsBody && !part.IsContainer
                && ((part.ContentId.Length > 0 && shown.Contains("cid:" + part.ContentId))
                || (part.ContentLocation.Length > 0 && shown.Contains(part.ContentLocation)));
        }
    }

    // Whatever stands in quotes or brackets after src=, background= or url( may be a reference; so may a bare cid:.
    public static HashSet<string> References(string html)
    {
        var shown = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Collect(html, "cid:", 0, shown);
        Collect(html, "src=", 4, shown);
        Collect(html, "background=", 11, shown);
        return shown;
    }

    private static void Collect(string html, string mark, int skip, HashSet<string> shown)
    {
        var rest = html.AsSpan();
        while (rest.IndexOf(mark, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            rest = rest[(at + skip)..];
            var value = rest[..Math.Min(rest.Length, LongestReference)].TrimStart("\"' ");
            var end = value.IndexOfAny(EndOfReference);
            var reference = end < 0 ? value : value[..end];
            shown.Add(reference.Contains('%') ? Uri.UnescapeDataString(reference) : reference.ToString());
            rest = rest[Math.Min(rest.Length, mark.Length - skip + 1)..];
        }
    }
}
