namespace Touchpoints.Threading;

/// <summary>
/// One addr-spec with its display name (RFC 5322 §3.4), both decoded. <see cref="Address"/> is as it came except that the domain is
/// in lower-case A-label form; it is the empty string when the mail showed a name without an address.
/// </summary>
public sealed record MailAddress(string DisplayName, string Address)
{
    /// <summary>What stands before the last "@"; the whole text when there is none.</summary>
    public string LocalPart => At < 0 ? Address : Address[..At];

    /// <summary>What stands behind the last "@"; empty when there is none.</summary>
    public string Domain => At < 0 ? "" : Address[(At + 1)..];

    /// <summary>What stands behind the first "+" of the local part (RFC 5233 §4), or null when there is no "+".</summary>
    public string? SubAddress => LocalPart.IndexOf('+') is var plus and >= 0 ? LocalPart[(plus + 1)..] : null;

    /// <summary>
    /// The address as it is compared (behaviour.md B2.2): lower case, without quotes and blanks. The sub-address stays.
    /// </summary>
    public string Key => AddressKey.Of(Address);

    private int At => Address.LastIndexOf('@');
}
