namespace Touchpoints.Threading;

/// <summary>HTML as the text a person sees.</summary>
public static class HtmlText
{
    /// <summary>Block elements become line breaks, nothing hidden or active is kept; linear in the input on any input (docs/mail-reading.md).</summary>
    public static string From(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        return string.Join('\n', HtmlRenderer.Lines(html).Select(l => l.Raw));
    }
}
