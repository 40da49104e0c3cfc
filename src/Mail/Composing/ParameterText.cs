using System.Text;

namespace Touchpoints.Mail;

/// <summary>name=value as a token, a quoted string, or in the pieces of RFC 2231.</summary>
internal static class ParameterText
{
    private const int LongestQuoted = 60;
    private const int LongestPiece = 54;

    public static IReadOnlyList<string> Of(string name, string value)
    {
        if (value.Length is > 0 and <= LongestQuoted && !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && !value.AsSpan().ContainsAny("\"\\")
            && value.Trim().Length == value.Length && !value.Contains("=?", StringComparison.Ordinal))
        {
            return [IsToken(value) ? $"{name}={value}" : $"{name}=\"{value}\""];
        }

        // RFC 2231 §4.1 lets a piece begin anywhere; whole characters in each serve those who decode them one by one.
        var pieces = new List<string>();
        var piece = new StringBuilder("utf-8''");
        Span<byte> octets = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(octets);
            if (piece.Length + (3 * length) > LongestPiece)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            Append(piece, octets[..length]);
        }

        pieces.Add(piece.ToString());
        return pieces is [var whole] ? [$"{name}*={whole}"] : [.. pieces.Select((p, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}*{i}*={p}"))];
    }

    private static void Append(StringBuilder piece, ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_')
            {
                piece.Append((char)octet);
            }
            else
            {
                piece.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private static bool IsToken(string value) => value.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&+-.^_`{|}~".Contains(c, StringComparison.Ordinal));
}
