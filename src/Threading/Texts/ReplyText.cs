using System.Globalization;
using System.Text;

namespace Touchpoints.Threading;

/// <summary>Finds the new words of a mail (behaviour.md B9).</summary>
public static class ReplyText
{
    /// <summary>From a plain text body in LF line ends.</summary>
    public static ShownText FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReplyScanner.Scan(TextLine.Split(text));
    }

    /// <summary>From an HTML body.</summary>
    public static ShownText FromHtml(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        return ReplyScanner.Scan(HtmlRenderer.Lines(html));
    }

    /// <summary>The body of a mail: text when there is one, else HTML; cut to <paramref name="maxTextElements"/> Unicode text elements.</summary>
    public static ShownText Of(MailContent content, int maxTextElements)
    {
        ArgumentNullException.ThrowIfNull(content);
        var shown = content.Shown ?? Of(content);
        var end = EndOf(shown.Reply, maxTextElements);
        return end < shown.Reply.Length ? shown with { Reply = shown.Reply[..end], Shortened = true } : shown;
    }

    /// <summary>The same, not cut.</summary>
    public static ShownText Of(MailContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return string.IsNullOrWhiteSpace(content.Text) && content.Html is { } html ? FromHtml(html) : FromText(content.Text ?? "");
    }

    // S123: never inside a surrogate pair or between a letter and its accent.
    private static int EndOf(string text, int textElements)
    {
        // A text has never more elements than characters, and ASCII in LF line ends has as many; only the rest is worth counting.
        if (text.Length <= textElements)
        {
            return text.Length;
        }

        if (Ascii.IsValid(text.AsSpan(0, textElements + 1)) && !text.AsSpan(0, textElements + 1).Contains('\r'))
        {
            return textElements;
        }

        var end = 0;
        while (end < text.Length && textElements-- > 0)
        {
            end += StringInfo.GetNextTextElementLength(text.AsSpan(end));
        }

        return end;
    }
}
