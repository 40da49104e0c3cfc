namespace Touchpoints.Threading;

/// <summary>
/// What kind of machine wrote a mail, if one did (behaviour.md B2.1). <see cref="Kind"/> is one of the words of <see cref="Decided.Kind"/>;
/// "normal" and "list" are people's mail.
/// </summary>
public sealed record MachineReading(string Kind, string Rule, string Evidence)
{
    /// <summary>Recipients with their state, for a bounce or a delivery notice.</summary>
    public IReadOnlyList<RecipientStatus> Recipients { get; init; } = [];

    /// <summary>The Message-ID of the mail that it speaks of, or null.</summary>
    public MessageId? OriginalMessageId { get; init; }

    /// <summary>Addresses that may be ours and name the thread: To of the report, Original-Recipient, X-Failed-Recipients, the returned header's Reply-To.</summary>
    public IReadOnlyList<string> OriginalAddresses { get; init; } = [];

    /// <summary>The return date when an automatic reply states one.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The one weak sign of an automatic reply (M10) that a "normal" mail bears; else empty.</summary>
    public string WeakSign { get; init; } = "";

    /// <summary>A person's comment inside (invite answers), else empty.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The calendar data, for an invite or an answer to one.</summary>
    public CalendarReading? Calendar { get; init; }
}

/// <summary>The event of a text/calendar part (RFC 5545, RFC 5546). Times are as written, resolved to an offset where the zone is known; else null.</summary>
public sealed record CalendarReading(string Method, string Uid, int Sequence)
{
    /// <summary>DTSTART; of an event of whole days, midnight UTC of the first.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>DTEND, or DTSTART plus DURATION; of an event of whole days, midnight UTC behind the last.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>True for an event of whole days, which no zone moves.</summary>
    public bool IsAllDay { get; init; }

    /// <summary>COMMENT: what who answers says to it.</summary>
    public string Comment { get; init; } = "";

    /// <summary>SUMMARY.</summary>
    public string Summary { get; init; } = "";

    /// <summary>ORGANIZER's address.</summary>
    public string Organizer { get; init; } = "";

    /// <summary>ATTENDEEs: address and PARTSTAT in lower case.</summary>
    public IReadOnlyList<(string Address, string Status)> Attendees { get; init; } = [];
}

/// <summary>The topmost forwarded mail inside a mail (behaviour.md B6.1).</summary>
public sealed record ForwardReading(string Form)
{
    /// <summary>What the forwarder wrote above it.</summary>
    public string Note { get; init; } = "";

    /// <summary>From of the original; an address may be empty where only a name was shown.</summary>
    public IReadOnlyList<MailAddress> From { get; init; } = [];

    /// <summary>To of the original.</summary>
    public IReadOnlyList<MailAddress> To { get; init; } = [];

    /// <summary>Cc of the original.</summary>
    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    /// <summary>Subject of the original; empty when not shown.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Date of the original when it could be read.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>True when <see cref="Date"/> was written without a zone and the fallback zone was taken.</summary>
    public bool DateWithoutZone { get; init; }

    /// <summary>The date as written.</summary>
    public string DateRaw { get; init; } = "";

    /// <summary>The original's text.</summary>
    public string Body { get; init; } = "";
}
