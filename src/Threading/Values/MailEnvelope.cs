namespace Touchpoints.Threading;

/// <summary>The header fields that decide, decoded. Nothing in it comes from a body.</summary>
public sealed record MailEnvelope
{
    private static readonly Dictionary<string, string> s_none = [];
    private readonly Dictionary<string, string> _first = s_none;

    /// <summary>Message-ID, or null when the mail has none that can be read.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>The ids of In-Reply-To, in order (RFC 5322 §3.6.4 allows several).</summary>
    public IReadOnlyList<MessageId> InReplyTo { get; init; } = [];

    /// <summary>The ids of References, oldest first.</summary>
    public IReadOnlyList<MessageId> References { get; init; } = [];

    /// <summary>Decoded and unfolded, prefixes kept; empty when absent.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The mailboxes of every From field, groups flattened.</summary>
    public IReadOnlyList<MailAddress> From { get; init; } = [];

    /// <summary>Sender, or null.</summary>
    public MailAddress? Sender { get; init; }

    /// <summary>Reply-To. Kept as data; never decides (behaviour.md B3).</summary>
    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    /// <summary>To.</summary>
    public IReadOnlyList<MailAddress> To { get; init; } = [];

    /// <summary>Cc.</summary>
    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    /// <summary>Bcc, when the sender's program left it in.</summary>
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    /// <summary>Resent-From (RFC 5322 §3.6.6).</summary>
    public IReadOnlyList<MailAddress> ResentFrom { get; init; } = [];

    /// <summary>Resent-To.</summary>
    public IReadOnlyList<MailAddress> ResentTo { get; init; } = [];

    /// <summary>Resent-Cc.</summary>
    public IReadOnlyList<MailAddress> ResentCc { get; init; } = [];

    /// <summary>The header Date with its offset, or null when absent or unreadable.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The Date field's text as it came; empty when absent.</summary>
    public string DateRaw { get; init; } = "";

    /// <summary>The server's INTERNALDATE, or the time of the fetch where the source has none. UTC.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// Addresses that the way of delivery left behind, each with the field that told it, in the order of behaviour.md B2.2:
    /// X-Gm-Original-To, X-Original-To, Delivered-To, X-Envelope-To, Envelope-To, X-Forwarded-To, Resent-To, Resent-Cc, To, Cc, Bcc,
    /// then the "for" of the topmost Received.
    /// </summary>
    public IReadOnlyList<AddressEvidence> OwnAddressEvidence { get; init; } = [];

    /// <summary>Every header field of the mail in the order it came, values unfolded but not decoded.</summary>
    public IReadOnlyList<HeaderField> Fields
    {
        get;
        init
        {
            // Rules ask some forty times a mail for a field by its name.
            field = value;
            _first = new Dictionary<string, string>(value.Count, StringComparer.OrdinalIgnoreCase);
            foreach (var named in value)
            {
                _first.TryAdd(named.Name, named.Value);
            }
        }
    } = [];

    /// <summary>
    /// The same mail, with what a further delivery of it says of its way: to whom it was delivered, who resent it, what servers wrote (behaviour.md B2.3: roles are merged).
    /// The further one's fields come first; it arrived when the first one did.
    /// </summary>
    public MailEnvelope JoinedWith(MailEnvelope further)
    {
        ArgumentNullException.ThrowIfNull(further);
        return this with
        {
            Sender = Sender ?? further.Sender,
            To = Joined(To, further.To),
            Cc = Joined(Cc, further.Cc),
            Bcc = Joined(Bcc, further.Bcc),
            ResentFrom = Joined(ResentFrom, further.ResentFrom),
            ResentTo = Joined(ResentTo, further.ResentTo),
            ResentCc = Joined(ResentCc, further.ResentCc),
            OwnAddressEvidence = [.. further.OwnAddressEvidence.Union(OwnAddressEvidence)],
            Fields = [.. further.Fields, .. Fields],
        };
    }

    private static MailAddress[] Joined(IReadOnlyList<MailAddress> one, IReadOnlyList<MailAddress> other) => [.. one.UnionBy(other, address => address.Key)];

    /// <summary>The first field of that name (case ignored), or null.</summary>
    public string? Field(string name) => _first.GetValueOrDefault(name);

    /// <summary>True when Return-Path is there and is the null reverse-path "&lt;&gt;" (RFC 5321 §4.5.5).</summary>
    public bool HasNullReversePath => Field("Return-Path") is { } path && path.Trim() is "<>" or "";
}

/// <summary>An unfolded header field.</summary>
public sealed record HeaderField(string Name, string Value);

/// <summary>An address and the header field that named it.</summary>
public sealed record AddressEvidence(string Field, string Address);
