using System.Buffers.Binary;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>The values of properties as text, numbers and times.</summary>
internal readonly ref struct MapiStrings(ReadOnlySpan<byte> stream, Encoding octets)
{
    private const int Unicode = 0x001F;
    private const int Longest = 64 * 1024;
    private readonly ReadOnlySpan<byte> _stream = stream;

    /// <summary>The encoding of a code page, or null where there is none such.</summary>
    public static Encoding? Page(uint page) => page is > 0 and < 65536 ? Charsets.Find(page.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>Octets in the code page of the stream, up to the first NUL.</summary>
    public string Octets(int start, int length)
    {
        var text = _stream.Slice(start, length);
        var end = text.IndexOf((byte)0);
        return octets.GetString(end < 0 ? text : text[..end]);
    }

    /// <summary>A short text, such as a name; controls in it are no part of it.</summary>
    public string Word(MapiProperty property) => Clean(Text(property, Longest));

    /// <summary>The same of octets.</summary>
    public string Word(int start, int length) => Clean(Octets(start, Math.Min(length, Longest)));


    /// <summary>A text of at most that many octets.</summary>
    public string Text(MapiProperty property, int most)
    {
        var length = Math.Min(property.Length, most);
        return property.Type == Unicode
            ? Encoding.Unicode.GetString(_stream.Slice(property.Start, length & ~1)).TrimEnd('\0')
            : Octets(property.Start, length);
    }

    public int Number(MapiProperty property) => property.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(_stream[property.Start..]);

    /// <summary>A FILETIME.</summary>
    public DateTimeOffset? Time(MapiProperty property)
    {
        var ticks = property.Length < 8 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(_stream[property.Start..]);
        return ticks > 0 && ticks < DateTimeOffset.MaxValue.ToFileTime() ? DateTimeOffset.FromFileTime(ticks).ToUniversalTime() : null;
    }

    private static string Clean(string text) =>
        text.AsSpan().ContainsAnyInRange('\0', '\x1F') ? string.Concat(text.Where(c => !char.IsControl(c))).Trim() : text.Trim();
}
