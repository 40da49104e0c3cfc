namespace Touchpoints.Mail;

/// <summary>The tree of a mail flattened: what is shown and what is kept beside it.</summary>
internal sealed class MailBodies(IReadOnlyList<MimePart> parts, IReadOnlyList<MimePart> attachments, string? text, string? html)
{
    public IReadOnlyList<MimePart> Parts { get; set; } = parts;

    public IReadOnlyList<MimePart> Attachments { get; set; } = attachments;

    public string? Text { get; set; } = text;

    public string? Html { get; set; } = html;

    public MailProtection Protection { get; set; }
}
