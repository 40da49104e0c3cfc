namespace Touchpoints.Threading;

/// <summary>Finds the new words of a mail (behaviour.md B9).</summary>
public static class ReplyText
{
    /// <summary>From a plain text body in LF line ends.</summary>
    public static ShownText FromText(string text) => throw new System.Diagnostics.UnreachableException();

    /// <summary>From an HTML body.</summary>
    public static ShownText FromHtml(string html) => throw new System.Diagnostics.UnreachableException();

    /// <summary>The body of a mail: text when there is one, else HTML; cut to <paramref name="maxTextElements"/> Unicode text elements.</summary>
    public static ShownText Of(MailContent content, int maxTextElements) => throw new System.Diagnostics.UnreachableException();
}
