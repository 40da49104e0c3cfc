namespace Touchpoints.Threading;

/// <summary>Finds the new words of a mail (behaviour.md B9).</summary>
public static class ReplyText
{
    /// <summary>From a plain text body in LF line ends.</summary>
    public static ShownText FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ShownText(text.Trim(), "", "");
    }

    /// <summary>From an HTML body.</summary>
    public static ShownText FromHtml(string html) => FromText(HtmlText.From(html));

    /// <summary>The body of a mail: text when there is one, else HTML; cut to <paramref name="maxTextElements"/> Unicode text elements.</summary>
    public static ShownText Of(MailContent content, int maxTextElements)
    {
        ArgumentNullException.ThrowIfNull(content);
        var shown = content.Text is { } text ? FromText(text) : FromHtml(content.Html ?? "");
        return shown.Reply.Length > maxTextElements ? shown with { Reply = shown.Reply[..maxTextElements], Shortened = true } : shown;
    }
}
