using System.Buffers.Binary;

namespace Touchpoints.Mail;

/// <summary>Compressed RTF (MS-OXRTFCP): LZ77 over a ring of 4,096 octets that begins with common RTF.</summary>
internal static class CompressedRtf
{
    private const int HeaderLength = 16;
    private const uint Compressed = 0x75465A4C;
    private const uint Uncompressed = 0x414C454D;
    private const int RingLength = 4096;

    private static ReadOnlySpan<byte> Prefix =>
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"u8;

    /// <summary>The RTF, at most <paramref name="most"/> octets of it; what is broken ends it there.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int most)
    {
        if (packed.Length < HeaderLength)
        {
            return [];
        }

        var length = (int)Math.Min((uint)most, BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]));
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(packed[8..]);
        packed = packed[HeaderLength..];
        return kind switch
        {
            Compressed => Unpack(packed, new byte[Math.Min(length, Most(packed.Length))]),
            Uncompressed => packed[..Math.Min(length, packed.Length)].ToArray(),
            _ => [],
        };
    }

    // Two octets make at most 17; what the header promises beyond that cannot come.
    private static int Most(int packed) => (int)Math.Min(int.MaxValue, (packed * 9L) + 1);

    private static byte[] Unpack(ReadOnlySpan<byte> packed, byte[] output)
    {
        Span<byte> ring = stackalloc byte[RingLength];
        ring.Clear();
        Prefix.CopyTo(ring);
        var (write, length, at, control, bit) = (Prefix.Length, 0, 0, 0, 8);
        while (at < packed.Length && length < output.Length)
        {
            if (bit == 8)
            {
                control = packed[at++];
                bit = 0;
                continue;
            }

            if (((control >> bit++) & 1) == 0)
            {
                output[length++] = ring[write] = packed[at++];
                write = (write + 1) % RingLength;
                continue;
            }

            if (packed.Length - at < 2)
            {
                break;
            }

            var reference = BinaryPrimitives.ReadUInt16BigEndian(packed[at..]);
            at += 2;
            var read = reference >> 4;
            if (read == write)
            {
                break; // §2.2.1.5: the end
            }

            for (var left = (reference & 15) + 2; left > 0 && length < output.Length; left--)
            {
                output[length++] = ring[write] = ring[read];
                read = (read + 1) % RingLength;
                write = (write + 1) % RingLength;
            }
        }

        return length == output.Length ? output : output[..length];
    }
}
