using System.Buffers;

namespace Touchpoints.Mail;

/// <summary>One string for each value that mail repeats.</summary>
internal static class MediaTypes
{
    public const string Text = "text/plain";
    public const string Html = "text/html";
    public const string Octets = "application/octet-stream";
    public const string Mail = "message/rfc822";

    private static readonly SearchValues<char> NoToken = SearchValues.Create(" \t\"<>@,;:\\[]?=");

    private static readonly string[] Common =
    [
        Text, Html, "multipart/alternative", "multipart/mixed", "multipart/related", "multipart/signed", "multipart/report", Octets, Mail,
        "image/png", "image/jpeg", "image/gif", "application/pdf", "text/calendar", "attachment", "inline",
        "message/delivery-status", "text/csv", "application/ms-tnef", "application/pgp-signature", "application/pkcs7-signature",
    ];

    public static string Intern(ReadOnlySpan<char> value)
    {
        foreach (var common in Common)
        {
            if (value.Equals(common, StringComparison.OrdinalIgnoreCase))
            {
                return common;
            }
        }

        return value.ToString().ToLowerInvariant();
    }

    /// <summary>True for type/subtype of two tokens (RFC 2045 §5.1).</summary>
    public static bool IsValid(string value)
    {
        var slash = value.IndexOf('/');
        return slash > 0 && slash < value.Length - 1 && !value.AsSpan().ContainsAny(NoToken) && value.LastIndexOf('/') == slash;
    }
}
