namespace Touchpoints.Threading;

/// <summary>RFC 4648 §6 base32 in lower case and without padding.</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The value of a digit, or -1.</summary>
    public static int Digit(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= '2' and <= '7' => c - '2' + 26,
        _ => -1,
    };

    public static char Letter(int digit) => Alphabet[digit];

    /// <summary>Writes the octets as digits; the last digit is filled up with zero bits.</summary>
    public static void Encode(ReadOnlySpan<byte> octets, Span<char> digits)
    {
        var (bits, count, next) = (0, 0, 0);
        foreach (var octet in octets)
        {
            bits = (bits << 8) | octet;
            for (count += 8; count >= 5; count -= 5)
            {
                digits[next++] = Letter((bits >> (count - 5)) & 31);
            }

            bits &= 31;
        }

        if (count > 0)
        {
            digits[next] = Letter((bits << (5 - count)) & 31);
        }
    }
}
