using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Which charset octets above 127 are in that nothing declares, where the octets themselves leave no doubt: a script in which nearly every letter is above 127
/// (<see cref="ScriptGuess"/>), or pairs of octets of which nearly all are frequent characters (<see cref="PairGuess"/>).
/// It looks at the first 32 KB. It says nothing, and the text stays windows-1252, of Latin scripts (windows-1250 and windows-1254 look alike), of fewer than five letters or three
/// pairs, of Japanese without kana, and of Korean mixed with much Chinese.
/// </summary>
internal static class CharsetGuess
{
    /// <summary>As far as it looks.</summary>
    public const int MostOctets = 32 * 1024;

    private const int FewestOctets = 4;

    /// <summary>The charset, or null when in doubt. The octets are no UTF-8.</summary>
    public static Encoding? Of(ReadOnlySpan<byte> octets)
    {
        var first = octets.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        if (first < 0)
        {
            return null;
        }

        octets = octets[first..];
        octets = octets[..Math.Min(octets.Length, MostOctets)];
        return IsVaried(octets) ? ScriptGuess.Of(octets) ?? PairGuess.Of(octets) : null;
    }

    // "§§§§§" and "°°°" are no words.
    private static bool IsVaried(ReadOnlySpan<byte> octets)
    {
        Span<bool> seen = stackalloc bool[256];
        foreach (var octet in octets)
        {
            seen[octet] = true;
        }

        return seen[0x80..].Count(true) >= FewestOctets;
    }
}
