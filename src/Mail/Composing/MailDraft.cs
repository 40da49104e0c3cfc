namespace Touchpoints.Mail;

/// <summary>
/// A mail to be sent, as values; <see cref="MailComposer"/> writes it. Every text may hold any character but a control character: CR, LF and NUL
/// in a header value would be a header line of somebody else's making, and are refused.
/// </summary>
public sealed record MailDraft
{
    /// <summary>Who writes (RFC 5322 §3.6.2); one at least. With several, <see cref="Sender"/> must say who sends.</summary>
    public required IReadOnlyList<MailAddress> From { get; init; }

    /// <summary>Who sends for From; null when it is the one in From.</summary>
    public MailAddress? Sender { get; init; }

    /// <summary>Where answers go; empty for From.</summary>
    public IReadOnlyList<Recipient> ReplyTo { get; init; } = [];

    /// <summary>Whom the mail is for; may be empty.</summary>
    public IReadOnlyList<Recipient> To { get; init; } = [];

    /// <summary>Who is to know of it; may be empty.</summary>
    public IReadOnlyList<Recipient> Cc { get; init; } = [];

    /// <summary>Gets the mail and is named nowhere in it: never written, but among <see cref="ForwardPaths"/>.</summary>
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    /// <summary>One line of text, encoded where it must be (RFC 2047); null for no such field.</summary>
    public string? Subject { get; init; }

    /// <summary>The time of writing, with the offset that is shown.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>
    /// Without angle brackets. Fixed before the first attempt to send, so that a second attempt is seen to be the same mail;
    /// <see cref="MailComposer.NewMessageId"/> makes one.
    /// </summary>
    public required string MessageId { get; init; }

    /// <summary>The ids that this mail answers, without brackets.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>The conversation so far, oldest first, without brackets.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>
    /// Further fields, such as Auto-Submitted, in this order. A field that the draft has a property for, a field of MIME and Bcc in any form are refused.
    /// </summary>
    public IReadOnlyList<HeaderField> Fields { get; init; } = [];

    /// <summary>The text body; any line ends. A last line end is added where there is none. Null for no text body.</summary>
    public string? Text { get; init; }

    /// <summary>The HTML body, as for <see cref="Text"/>. Beside a text body it is the alternative of it (RFC 2046 §5.1.4).</summary>
    public string? Html { get; init; }

    /// <summary>An invitation, its answer or its end, as the last alternative (RFC 6047 §2.4); null for none.</summary>
    public CalendarDraft? Calendar { get; init; }

    /// <summary>Images that the HTML shows as cid:<see cref="MailFile.ContentId"/> (RFC 2387, RFC 2392).</summary>
    public IReadOnlyList<MailFile> Images { get; init; } = [];

    /// <summary>Files, in the order they are to be shown. A message/rfc822 goes as it is when its octets allow, else as application/octet-stream, unchanged in any case.</summary>
    public IReadOnlyList<MailFile> Attachments { get; init; } = [];

    /// <summary>
    /// True writes header values in UTF-8 as they are (RFC 6532). Only for a server that offers SMTPUTF8, and the one way to write a local part that
    /// is not ASCII. False, the default, writes ASCII alone: encoded words (RFC 2047), and domains as A-labels.
    /// </summary>
    public bool Utf8Headers { get; init; }

    /// <summary>Everybody who gets it, for RCPT TO: the addresses of To, Cc and Bcc in that order, each once.</summary>
    public IReadOnlyList<string> ForwardPaths() =>
        [.. To.Concat(Cc).SelectMany(r => r.Members).Concat(Bcc).Select(a => a.Address).Distinct(StringComparer.Ordinal)];
}

/// <summary>One entry of an address list (RFC 5322 §3.4). A <see cref="MailAddress"/> can stand in its place. A closed set.</summary>
public abstract record Recipient
{
    private Recipient()
    {
    }

    /// <summary>The addresses of the entry.</summary>
    public abstract IReadOnlyList<MailAddress> Members { get; }

    /// <summary>A single address.</summary>
    public static implicit operator Recipient(MailAddress address) => new One(address);

    /// <summary>A single address.</summary>
    public sealed record One(MailAddress Address) : Recipient
    {
        /// <inheritdoc/>
        public override IReadOnlyList<MailAddress> Members => [Address];
    }

    /// <summary>A named group; one without members is "undisclosed-recipients:;".</summary>
    public sealed record Group(string Name, IReadOnlyList<MailAddress> Addresses) : Recipient
    {
        /// <inheritdoc/>
        public override IReadOnlyList<MailAddress> Members => Addresses;
    }
}

/// <summary>An iCalendar object to be mailed: METHOD as in the object (RFC 5546 §1.4), and its text (RFC 5545).</summary>
public sealed record CalendarDraft(string Method, string Content);

/// <summary>
/// A file of a mail. <paramref name="Name"/> may hold any character but a control character, at most 255, and may be empty. <paramref name="Open"/>
/// gives its octets from the first one; each stream is read once and disposed of. It is called once, for a message/rfc822 twice or more.
/// </summary>
public sealed record MailFile(string Name, string MediaType, Func<Stream> Open)
{
    /// <summary>The id that HTML names after "cid:", without brackets; empty for none (RFC 2392).</summary>
    public string ContentId { get; init; } = "";
}

/// <summary>A value that cannot stand in a mail: <see cref="Field"/> names it, the message says why and what to do.</summary>
public sealed class MailDraftException(string field, string problem) : Exception($"{field}: {problem}")
{
    /// <summary>The header field, or the property of the draft.</summary>
    public string Field { get; } = field;
}
