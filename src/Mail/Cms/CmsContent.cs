namespace Touchpoints.Mail;

/// <summary>What a CMS structure is (RFC 5652, RFC 8551 §3).</summary>
internal enum CmsKind
{
    /// <summary>No CMS, or one of a kind that holds no mail.</summary>
    Other,

    /// <summary>signed-data.</summary>
    Signed,

    /// <summary>enveloped-data or authenticated enveloped data: nobody reads it without the key.</summary>
    Encrypted,
}

/// <summary>Tells what a CMS structure is.</summary>
internal static class CmsContent
{
    // 1.2.840.113549.1.7 (PKCS #7) and 1.2.840.113549.1.9.16.1 (S/MIME content types)
    private static ReadOnlySpan<byte> Pkcs7 => [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07];

    private static ReadOnlySpan<byte> Smime => [0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01];

    public static CmsKind Kind(ReadOnlySpan<byte> octets)
    {
        // A sequence whose first element is the type; its head has 2 to 9 octets.
        if (octets.Length < 16 || octets[0] != 0x30)
        {
            return CmsKind.Other;
        }

        octets = octets[(octets[1] > 0x80 && octets[1] < 0x88 ? 2 + (octets[1] & 0x7F) : 2)..];
        return octets switch
        {
            _ when octets.StartsWith(Pkcs7) && octets.Length > 10 => octets[10] switch
            {
                2 => CmsKind.Signed,
                3 or 6 => CmsKind.Encrypted,
                _ => CmsKind.Other,
            },
            _ when octets.StartsWith(Smime) && octets.Length > 12 && octets[12] == 23 => CmsKind.Encrypted, // id-ct-authEnvelopedData
            _ => CmsKind.Other,
        };
    }
}
