using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Octets to a string, faster than the platform's code pages do it: those look at every octet twice, while most of any mail is ASCII.
/// </summary>
internal static class Characters
{
    private static readonly ConcurrentDictionary<Encoding, UpperHalf?> Halves = new(ReferenceEqualityComparer.Instance);

    public static string Of(ReadOnlySpan<byte> octets, Encoding encoding)
    {
        if (ReferenceEquals(encoding, Encoding.UTF8) || ReferenceEquals(encoding, Encoding.Latin1))
        {
            return encoding.GetString(octets);
        }

        if (encoding.IsSingleByte && Halves.GetOrAdd(encoding, UpperHalf.Of) is { } half)
        {
            return half.Text(octets);
        }

        var chars = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(octets.Length));
        var text = chars.AsSpan(0, encoding.GetChars(octets, chars)).ToString();
        ArrayPool<char>.Shared.Return(chars);
        return text;
    }

    /// <summary>
    /// The characters in an array of the shared pool, for a text that is changed before it becomes a string; at most that many, <paramref name="cut"/>
    /// where there would be more.
    /// </summary>
    public static char[] Rent(ReadOnlySpan<byte> octets, Encoding encoding, int most, out int length, out bool cut)
    {
        // Two is the least that a decoder can be given: it may have to write a surrogate pair.
        var room = Math.Min(Math.Max(most, 2), encoding.GetMaxCharCount(octets.Length));
        var chars = ArrayPool<char>.Shared.Rent(room);
        encoding.GetDecoder().Convert(octets, chars.AsSpan(0, room), flush: true, out _, out length, out var completed);
        cut = !completed || length > most;
        length = Math.Min(length, most);
        return chars;
    }

    /// <summary>The characters 128 to 255 of a charset whose lower half is ASCII.</summary>
    private sealed class UpperHalf
    {
        private readonly string _upper;
        private readonly SpanAction<char, ReadOnlySpan<byte>> _fill;

        private UpperHalf(string upper)
        {
            _upper = upper;
            _fill = Fill;
        }

        /// <summary>Null for a charset that is no larger ASCII.</summary>
        public static UpperHalf? Of(Encoding encoding)
        {
            var all = encoding.GetString([.. Enumerable.Range(0, 256).Select(c => (byte)c)]);
            return all.Length == 256 && Enumerable.Range(0, 128).All(c => all[c] == c) ? new UpperHalf(all[128..]) : null;
        }

        public string Text(ReadOnlySpan<byte> octets) => string.Create(octets.Length, octets, _fill);

        private void Fill(Span<char> text, ReadOnlySpan<byte> octets)
        {
            while (!octets.IsEmpty)
            {
                Ascii.ToUtf16(octets, text, out var plain);
                while (plain < octets.Length && octets[plain] >= 0x80)
                {
                    text[plain] = _upper[octets[plain] & 0x7F];
                    plain++;
                }

                text = text[plain..];
                octets = octets[plain..];
            }
        }
    }
}
