using System.Text;

namespace Touchpoints.Mail;

/// <summary>Names in messages (RFC 1035 §3.1 and §4.1.4).</summary>
internal static class DnsName
{
    private const int Longest = 255;

    /// <summary>The name at a place, in lower case, and moves behind it; null when it is broken. A pointer must lead back, so that none can lead round.</summary>
    public static string? Read(ReadOnlySpan<byte> message, ref int at)
    {
        var name = new StringBuilder();
        var (here, end) = (at, -1);
        while (here < message.Length && name.Length <= Longest)
        {
            int length = message[here];
            if (length == 0)
            {
                at = end < 0 ? here + 1 : end;
                return name.ToString();
            }

            if (length >= 0xC0)
            {
                if (here + 1 >= message.Length || ((length & 0x3F) << 8 | message[here + 1]) is var target && target >= here)
                {
                    return null;
                }

                end = end < 0 ? here + 2 : end;
                here = target;
                continue;
            }

            if (length > 63 || here + 1 + length > message.Length)
            {
                return null;
            }

            Append(name, message.Slice(here + 1, length));
            here += 1 + length;
        }

        return null;
    }

    // A dot or blank within a label must not look like one between labels.
    private static void Append(StringBuilder name, ReadOnlySpan<byte> label)
    {
        name.Append(name.Length > 0 ? "." : "");
        foreach (var octet in label)
        {
            name.Append(octet is > (byte)' ' and <= (byte)'~' and not (byte)'.' ? char.ToLowerInvariant((char)octet) : '?');
        }
    }
}
