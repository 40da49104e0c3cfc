namespace Touchpoints.Threading;

/// <summary>Finds the mail that was forwarded inside a mail (behaviour.md B6.1: attached, redirected, inline).</summary>
public static class Forwards
{
    /// <summary>The topmost forwarded mail, or null when nothing was forwarded.</summary>
    public static ForwardReading? Read(MailEnvelope envelope, MailContent content)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);

        // W1: an attached mail; inside a report it is the mail that is reported on.
        if (content.MediaType != "multipart/report" && content.Parts.FirstOrDefault(p => p.Nested is not null)?.Nested is { } nested)
        {
            return Original("attached", nested.Envelope, nested.Content) with { Note = Body(content) };
        }

        // W2
        return envelope.ResentFrom.Count > 0
            ? Original("redirect", envelope, content)
            : Inline(envelope.Subject, content.Text, content.Html, envelope.Date?.Offset ?? TimeSpan.Zero);
    }

    /// <summary>An inline forward in a bare body with the subject of its mail. A date without a zone is read as UTC.</summary>
    public static ForwardReading? ReadInline(string subject, string? text, string? html) => Inline(subject, text, html, TimeSpan.Zero);

    // The HTML of a mail that has a text too is only asked where the subject says that there is something to find.
    private static ForwardReading? Inline(string subject, string? text, string? html, TimeSpan fallbackZone)
    {
        var hasText = !string.IsNullOrWhiteSpace(text);
        var inText = hasText ? InlineForward.Read(subject, TextLine.Split(text!), fallbackZone) : null;
        return inText is null && !string.IsNullOrWhiteSpace(html) && (!hasText || SubjectPrefixes.IsForward(subject))
            ? InlineForward.Read(subject, HtmlRenderer.Lines(html), fallbackZone)
            : inText;
    }

    private static ForwardReading Original(string form, MailEnvelope envelope, MailContent content) => new(form)
    {
        From = envelope.From,
        To = envelope.To,
        Cc = envelope.Cc,
        Subject = envelope.Subject,
        Date = envelope.Date,
        DateRaw = envelope.DateRaw,
        Body = Body(content),
    };

    private static string Body(MailContent content)
        => (string.IsNullOrWhiteSpace(content.Text) ? HtmlText.From(content.Html ?? "") : content.Text).Trim();
}
