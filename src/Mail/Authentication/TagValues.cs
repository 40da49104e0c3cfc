using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>The kinds of values that tags have (RFC 6376 §3.2, §3.5). Each answers null for what is none.</summary>
internal static class TagValues
{
    private const int LongestDomain = 253; // RFC 1035 §2.3.4
    private static readonly IdnMapping Idn = new();

    /// <summary>A list with colons; null when one of its items is empty or has white space in it.</summary>
    public static string[]? List(string? value)
    {
        var items = value?.Split(':', StringSplitOptions.TrimEntries);
        return items is null || items.Any(i => i.Length == 0 || i.Any(char.IsWhiteSpace)) ? null : items;
    }

    /// <summary>Digits only, at most so many. What is larger than any time or length is the largest number there is.</summary>
    public static long? Number(string? value, int digits)
    {
        if (string.IsNullOrEmpty(value) || value.Length > digits || !value.All(char.IsAsciiDigit))
        {
            return null;
        }

        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }

    /// <summary>base64 with folding white space anywhere in it.</summary>
    public static byte[]? Base64(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var octets = new byte[value.Length];
        return Convert.TryFromBase64String(value, octets, out var length) && length > 0 ? octets[..length] : null;
    }

    /// <summary>A domain name or selector as the DNS asks for it: A-labels (RFC 8616), lower case.</summary>
    public static string? Domain(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > LongestDomain)
        {
            return null;
        }

        try
        {
            var ascii = (System.Text.Ascii.IsValid(value) ? value : Idn.GetAscii(value)).ToLowerInvariant();
            return ascii.Length <= LongestDomain && ascii.Split('.').All(IsLabel) ? ascii : null;
        }
        catch (ArgumentException) // the only way in which the platform says that a name is none
        {
            return null;
        }
    }

    private static bool IsLabel(string label) => label.Length is > 0 and < 64 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
