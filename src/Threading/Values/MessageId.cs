namespace Touchpoints.Threading;

/// <summary>
/// The id-left "@" id-right of a msg-id (RFC 5322 §3.6.4), without angle brackets, blanks or comments, case kept.
/// Two ids are equal when they are equal octet for octet (behaviour.md B2.3).
/// </summary>
public readonly record struct MessageId(string Value)
{
    /// <summary>The id with its angle brackets, as it stands in a header field.</summary>
    public override string ToString() => $"<{Value}>";
}
