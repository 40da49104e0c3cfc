using System.Text;

namespace Touchpoints.Mail;

/// <summary>A charset that mail is read in and never written in. No octet of it makes more than one UTF-16 unit.</summary>
internal abstract class ReadOnlyEncoding(int codePage) : Encoding(codePage)
{
    public sealed override int GetCharCount(byte[] bytes, int index, int count) => GetChars(bytes.AsSpan(index, count), new char[count]);

    public sealed override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <summary>Writes the characters and returns how many; there is room for one an octet.</summary>
    public abstract override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars);

    public sealed override int GetMaxCharCount(int byteCount) => byteCount;

    public sealed override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException("This charset is only read.");

    public sealed override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("This charset is only read.");

    public sealed override int GetMaxByteCount(int charCount) => charCount;

    /// <summary>Characters of two octets each, which the code page has with other high bits.</summary>
    protected static int Pairs(ReadOnlySpan<byte> octets, Encoding page, byte first, byte second, Span<char> chars)
    {
        Span<byte> pairs = stackalloc byte[256];
        var written = 0;
        for (octets = octets[..(octets.Length & ~1)]; !octets.IsEmpty;)
        {
            var count = Math.Min(pairs.Length, octets.Length);
            for (var at = 0; at < count; at += 2)
            {
                pairs[at] = (byte)((octets[at] & 0x7F) | first);
                pairs[at + 1] = (byte)((octets[at + 1] & 0x7F) | second);
            }

            written += page.GetChars(pairs[..count], chars[written..]);
            octets = octets[count..];
        }

        return written;
    }
}
