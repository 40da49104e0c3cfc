using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>Refuses what must not stand in a header value.</summary>
internal static class FieldCheck
{
    private const int LongestName = 255;

    /// <summary>The value with tabs made blanks, which is what they mean in a header (RFC 5322 §2.2.2).</summary>
    public static string Text(string field, string value)
    {
        ArgumentNullException.ThrowIfNull(value, field);
        value = value.Replace('\t', ' ');
        for (var at = 0; at < value.Length; at++)
        {
            if (char.IsAscii(value[at]) && char.IsControl(value[at]))
            {
                throw new MailDraftException(field, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Word(value[at])} at character {at + 1} must not stand in a header value, where it could begin a line of its own (RFC 5322 §2.2): take it out."));
            }
        }

        return value;
    }

    public static string FileName(string name) => Text("File name", name) is { Length: <= LongestName } text ? text
        : throw new MailDraftException("File name", string.Create(CultureInfo.InvariantCulture, $"it has {name.Length} characters, and {LongestName} are the most that file systems take."));

    /// <summary>An id without its brackets (RFC 5322 §3.6.4).</summary>
    public static string Id(string field, string id, bool utf8) =>
        Text(field, id).Length is 0 or > 250 || id.AsSpan().ContainsAny(" \t<>") || (!utf8 && !System.Text.Ascii.IsValid(id))
            ? throw new MailDraftException(field, $"\"{Shown(id)}\" is no id: 1 to 250 ASCII characters without blanks and angle brackets (RFC 5322 §3.6.4).")
            : id;

    /// <summary>type/subtype (RFC 2045 §5.1) in lower case; a file can be neither a multipart nor a piece of a mail.</summary>
    public static string MediaType(string type)
    {
        var lower = type.ToLowerInvariant();
        return MediaTypes.IsValid(lower) && lower.Length <= 128 && !lower.AsSpan().ContainsAnyExceptInRange('!', '~')
            && !lower.StartsWith("multipart/", StringComparison.Ordinal) && lower is not ("message/partial" or "message/external-body")
            ? lower
            : throw new MailDraftException("Media type", $"\"{Shown(type)}\" is none that a file can have, such as application/pdf (RFC 2045 §5.1).");
    }

    /// <summary>A value for an error: one line, not long.</summary>
    public static string Shown(string value) =>
        string.Concat(value.Take(60).Select(c => char.IsControl(c) ? '?' : c)) + (value.Length > 60 ? "…" : "");

    private static string Word(char control) => control switch
    {
        '\r' => "CR",
        '\n' => "LF",
        '\0' => "NUL",
        _ => string.Create(CultureInfo.InvariantCulture, $"U+{(int)control:X4}"),
    };
}
