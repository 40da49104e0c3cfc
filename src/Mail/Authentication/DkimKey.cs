using System.Text;

namespace Touchpoints.Mail;

/// <summary>A key record that fits a signature (RFC 6376 §3.6.1).</summary>
internal sealed record DkimKey(byte[] Octets, bool IsTesting)
{
    private const int LongestRecord = 64 * 1024; // what a DNS answer can hold

    /// <summary>Reads the record for a signature, or says why it is not for it (RFC 6376 §6.1.2).</summary>
    public static SignatureProblem? Read(string record, SignatureField signature, out DkimKey? key)
    {
        key = null;
        if (record.Length > LongestRecord || TagList.Read(Encoding.UTF8.GetBytes(record)) is not { } tags || tags["p"] is not { } octets)
        {
            return SignatureProblem.PermError("the key record is broken");
        }

        if (tags["v"] is { } version && (version != "DKIM1" || tags.First != "v"))
        {
            return SignatureProblem.PermError("the key record is of another version");
        }

        if (octets.Length == 0)
        {
            return SignatureProblem.PermError("the key is revoked");
        }

        if ((tags["k"] ?? "rsa") != signature.KeyType || (tags["h"] is { } hashes && !Lists(hashes, "sha256")))
        {
            return SignatureProblem.PermError("the key is for another algorithm");
        }

        if (tags["s"] is { } services && !Lists(services, "*") && !Lists(services, "email"))
        {
            return SignatureProblem.PermError("the key is not for mail");
        }

        if (signature.IsForSubdomain && Lists(tags["t"], "s"))
        {
            return SignatureProblem.PermError("the key is not for subdomains, and i= is of one");
        }

        key = TagValues.Base64(octets) is { } bits ? new DkimKey(bits, Lists(tags["t"], "y")) : null;
        return key is null ? SignatureProblem.PermError("the key is no base64") : null;
    }

    private static bool Lists(string? list, string word) => list is not null && list.Split(':', StringSplitOptions.TrimEntries).Contains(word);
}
