namespace Touchpoints.Threading;

/// <summary>Finds the mail that was forwarded inside a mail (behaviour.md B6.1: attached, redirected, inline).</summary>
public static class Forwards
{
    /// <summary>The topmost forwarded mail, or null when nothing was forwarded.</summary>
    public static ForwardReading? Read(MailEnvelope envelope, MailContent content)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        var note = content.Text ?? HtmlText.From(content.Html ?? "");
        if (content.MediaType != "multipart/report" && content.Parts.FirstOrDefault(p => p.Nested is not null)?.Nested is { } nested)
        {
            return Original("attached", nested.Envelope, nested.Content) with { Note = note.Trim() };
        }

        return envelope.ResentFrom.Count > 0
            ? Original("redirect", envelope, content)
            : ReadInline(envelope.Subject, content.Text, content.Html);
    }

    /// <summary>An inline forward in a bare body with the subject of its mail.</summary>
    public static ForwardReading? ReadInline(string subject, string? text, string? html) => null;

    private static ForwardReading Original(string form, MailEnvelope envelope, MailContent content) => new(form)
    {
        From = envelope.From,
        To = envelope.To,
        Cc = envelope.Cc,
        Subject = envelope.Subject,
        Date = envelope.Date,
        DateRaw = envelope.DateRaw,
        Body = (content.Text ?? HtmlText.From(content.Html ?? "")).Trim(),
    };
}
