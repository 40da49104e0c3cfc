namespace Touchpoints.Mail;

/// <summary>The types of parts that hold a whole mail in another form.</summary>
internal static class ContainerTypes
{
    public const string Tnef = "application/ms-tnef";

    /// <summary>MS-OXTNEF; programs that know no better name the file and not the type.</summary>
    public static bool IsTnef(MimePart part) => part.MediaType is Tnef or "application/vnd.ms-tnef"
        || (part.MediaType == MediaTypes.Octets && part.FileName.Equals("winmail.dat", StringComparison.OrdinalIgnoreCase));

    /// <summary>RFC 8551 §3.2; where the type was lost, the name still tells (§3.2.1).</summary>
    public static bool IsCms(MimePart part) => part.MediaType is "application/pkcs7-mime" or "application/x-pkcs7-mime"
        || (part.MediaType == MediaTypes.Octets && part.FileName.EndsWith(".p7m", StringComparison.OrdinalIgnoreCase));
}
