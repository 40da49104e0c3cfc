namespace Touchpoints.Threading;

/// <summary>HTML as the text a person sees.</summary>
public static class HtmlText
{
    /// <summary>Block elements become line breaks, nothing hidden or active is kept; the time is linear on any input.</summary>
    public static string From(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        return string.Join('\n', HtmlRenderer.Lines(html).Select(l => l.Raw.ToString()));
    }
}
