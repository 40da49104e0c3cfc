namespace Touchpoints.Mail;

/// <summary>Tag and length of an ASN.1 element (X.690 §8.1.2, §8.1.3).</summary>
internal static class BerHead
{
    public const byte Constructed = 0x20;
    public const long Indefinite = -1;

    /// <summary>
    /// False while octets are missing (<paramref name="isWhole"/> false) or where no length of mail can be meant. <paramref name="length"/> is
    /// <see cref="Indefinite"/> where two zeros end the element.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out long length, out bool isWhole)
    {
        (length, isWhole) = (0, false);
        var at = 1;
        if (head.Length > 0 && (head[0] & 0x1F) == 0x1F)
        {
            while (at < head.Length && (head[at] & 0x80) != 0)
            {
                at++;
            }

            at++;
        }

        if (head.Length <= at)
        {
            return false;
        }

        var first = head[at++];
        var octets = first & 0x7F;
        if (first <= 0x80)
        {
            isWhole = true;
            length = first == 0x80 ? Indefinite : first;
            return true;
        }

        if (octets > 7 || head.Length < at + octets)
        {
            return false;
        }

        foreach (var octet in head.Slice(at, octets))
        {
            length = (length << 8) | octet;
        }

        isWhole = true;
        return true;
    }
}
