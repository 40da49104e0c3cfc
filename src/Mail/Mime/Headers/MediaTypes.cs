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

    private static readonly string[] CommonNames = ["charset", "boundary", "name", "filename", "format", "delsp", "type", "method", "report-type", "protocol", "micalg", "start"];

    private static readonly string[] CommonWords = ["utf-8", "UTF-8", "us-ascii", "iso-8859-1", "ISO-8859-1", "windows-1252", "flowed", "yes"];

    /// <summary>The value in lower case.</summary>
    public static string Intern(ReadOnlySpan<char> value) => Among(Common, value, StringComparison.OrdinalIgnoreCase) ?? value.ToString().ToLowerInvariant();

    /// <summary>The name of a parameter, in lower case.</summary>
    public static string Name(ReadOnlySpan<char> name) => Among(CommonNames, name, StringComparison.OrdinalIgnoreCase) ?? name.ToString().ToLowerInvariant();

    /// <summary>The value of a parameter as it came.</summary>
    public static string Word(ReadOnlySpan<char> value) => Among(CommonWords, value, StringComparison.Ordinal) ?? value.ToString();

    private static string? Among(string[] common, ReadOnlySpan<char> value, StringComparison comparison)
    {
        foreach (var one in common)
        {
            if (value.Equals(one, comparison))
            {
                return one;
            }
        }

        return null;
    }

    /// <summary>True for type/subtype of two tokens (RFC 2045 §5.1).</summary>
    public static bool IsValid(string value)
    {
        var slash = value.IndexOf('/');
        return slash > 0 && slash < value.Length - 1 && !value.AsSpan().ContainsAny(NoToken) && value.LastIndexOf('/') == slash;
    }
}
