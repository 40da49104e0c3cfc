using System.Text;

namespace Touchpoints.Mail;

/// <summary>Writes encoded words (RFC 2047) in UTF-8: whole characters in each, and only what may stand in a phrase (§5 rule 3).</summary>
internal static class EncodedWordWriter
{
    private const int LongestWord = 75; // §2
    private const int Frame = 12; // =?utf-8?Q??=

    public static bool IsBetterInBase64(string text)
    {
        var q = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            q += InQ(rune);
        }

        // People look at raw headers: Q as long as most of it can be read.
        return q > Encoding.UTF8.GetByteCount(text) * 5 / 3;
    }

    /// <summary>How many characters at the front fit into one word of at most <paramref name="room"/>; 0 for none.</summary>
    public static int Fitting(ReadOnlySpan<char> text, int room, bool base64)
    {
        room = Math.Min(room, LongestWord) - Frame;
        var (characters, octets, q) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            octets += rune.Utf8SequenceLength;
            q += InQ(rune);
            if ((base64 ? (octets + 2) / 3 * 4 : q) > room)
            {
                break;
            }

            characters += rune.Utf16SequenceLength;
        }

        return characters;
    }

    public static string Write(ReadOnlySpan<char> text, bool base64)
    {
        var octets = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, octets);
        if (base64)
        {
            return $"=?utf-8?B?{Convert.ToBase64String(octets)}?=";
        }

        var word = new StringBuilder("=?utf-8?Q?");
        foreach (var octet in octets)
        {
            if (octet == ' ')
            {
                word.Append('_');
            }
            else if (IsSafe(octet))
            {
                word.Append((char)octet);
            }
            else
            {
                word.Append('=').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return word.Append("?=").ToString();
    }

    private static int InQ(Rune rune) => rune.Value == ' ' || (rune.IsAscii && IsSafe((byte)rune.Value)) ? 1 : 3 * rune.Utf8SequenceLength;

    private static bool IsSafe(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}
