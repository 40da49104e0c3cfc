namespace Touchpoints.Mail;

/// <summary>A mail as it was read: decoded header fields, the tree, and the tree flattened to bodies and attachments (RFC 8621 §4.1.4).</summary>
public sealed class ReadMail
{
    /// <summary>Every header field in the order it came.</summary>
    public required IReadOnlyList<HeaderField> Fields { get; init; }

    /// <summary>The id of Message-ID without brackets, or null.</summary>
    public string? MessageId { get; init; }

    /// <summary>The ids of In-Reply-To, without brackets.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>The ids of References, oldest first, without brackets.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Decoded and unfolded; null when the field is absent.</summary>
    public string? Subject { get; init; }

    /// <summary>The mailboxes of all From fields, groups flattened.</summary>
    public IReadOnlyList<MailAddress> From { get; init; } = [];

    /// <summary>Who sent it, where that is another than who wrote it (RFC 5322 §3.6.2).</summary>
    public IReadOnlyList<MailAddress> Sender { get; init; } = [];

    /// <summary>Where the writer wants answers; empty where that is From.</summary>
    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    /// <summary>The mailboxes of all To fields, groups flattened; a group without members leaves none.</summary>
    public IReadOnlyList<MailAddress> To { get; init; } = [];

    /// <summary>The mailboxes of all Cc fields, groups flattened.</summary>
    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    /// <summary>The mailboxes of all Bcc fields, which mail that was sent seldom has (RFC 5322 §3.6.3).</summary>
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    /// <summary>The header Date, or null when it is absent or cannot be read.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The Date field's text as it came; empty when absent.</summary>
    public string DateRaw { get; init; } = "";

    /// <summary>Every part in document order, multiparts included; [0] is the whole mail. What was found in a text or in a container follows at the end, its parent
    /// being that text or container. Parts of nested mails are theirs, not ours.</summary>
    public IReadOnlyList<MimePart> Parts { get; init; } = [];

    /// <summary>The text bodies in order, decoded, LF line ends, format=flowed unfolded (RFC 3676); null when there is none.</summary>
    public string? Text { get; init; }

    /// <summary>The HTML bodies in order, decoded, LF line ends; null when there is none.</summary>
    public string? Html { get; init; }

    /// <summary>
    /// The leaves that are no body and not hidden (<see cref="MimePart.IsHidden"/>): files, inline images (<see cref="MimePart.IsInline"/>), nested mails.
    /// </summary>
    public IReadOnlyList<MimePart> Attachments { get; init; } = [];

    /// <summary>Whether it is signed or encrypted. Nothing is verified or decrypted.</summary>
    public MailProtection Protection { get; init; }

    /// <summary>What was wrong and how it was read all the same; names of docs/mail-reading.md, each once.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];

    /// <summary>The addresses of all fields of that name, groups flattened.</summary>
    public IReadOnlyList<MailAddress> Addresses(string fieldName)
    {
        var found = new List<MailAddress>();
        foreach (var field in Fields)
        {
            if (field.Name.Equals(fieldName, StringComparison.OrdinalIgnoreCase))
            {
                AddressParser.Read(field.Value, found, MailLimits.Default, new DefectList());
            }
        }

        return found;
    }
}

/// <summary>A header field: the name as it came, the value unfolded and with 8-bit octets decoded, encoded words untouched.</summary>
public sealed record HeaderField(string Name, string Value);

/// <summary>
/// A mailbox (RFC 5322 §3.4) with both parts decoded. The domain is lower-case, in the form it came in (A-label or U-label);
/// <see cref="Address"/> is empty when only a name could be read.
/// </summary>
public sealed record MailAddress(string Name, string Address);
