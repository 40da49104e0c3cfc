namespace Touchpoints.Threading;

/// <summary>Heads of a quotation that hold no verb of any language and end in no colon.</summary>
internal static class AttributionForms
{
    private const int LongestLine = 120;

    /// <summary>"&gt;&gt;&gt; Ann Doe &lt;ann@x.example&gt; 05.03.2024 10:12 &gt;&gt;&gt;" above unmarked text.</summary>
    public static bool IsGroupWise(TextLine line)
        => line.Depth == 3 && line.Bare.EndsWith(">>>", StringComparison.Ordinal) && line.Bare.Length < LongestLine && line.Bare.Contains(':') && Attribution.HasDate(line.Bare);

    /// <summary>"Ann Doe ---05/03/2012 05:02:00 PM---Hello Bob": Lotus Notes shows sender, date and the first words of what is below.</summary>
    public static bool IsNotesHead(string text)
    {
        var first = text.IndexOf("---", StringComparison.Ordinal);
        var second = first < 1 ? -1 : text.IndexOf("---", first + 3, StringComparison.Ordinal);
        return second > 0 && char.IsAsciiDigit(text[first + 3]) && Attribution.HasDate(text.AsSpan(first, second - first)) && text.AsSpan(first, second - first).Contains(':');
    }

    /// <summary>A date, a time, a zone in figures, and a name behind it.</summary>
    public static bool IsZoned(string text)
    {
        var zone = text.IndexOf(" GMT", StringComparison.Ordinal);
        var name = zone < 0 || zone + 5 >= text.Length || text[zone + 4] is not ('+' or '-' or '−') ? -1 : text.IndexOf(' ', zone + 5);
        return name > 0 && text.Length < LongestLine && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[zone + 5]) && char.IsLetter(text[Math.Min(name + 1, text.Length - 1)]) && Attribution.HasDate(text.AsSpan(0, zone));
    }
}
