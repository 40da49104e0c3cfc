using System.Buffers;
using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>The continuations and encoded values of RFC 2231: name*, name*0, name*0*, in any order.</summary>
internal sealed class SegmentList
{
    private const int MostSegments = 50;
    private readonly List<(string Name, int Index, bool Encoded, string Text)> _segments = [];

    public void Add(string name, string text)
    {
        var star = name.IndexOf('*');
        var rest = name.AsSpan(star + 1);
        var encoded = rest.IsEmpty || rest[^1] == '*';
        rest = rest.TrimEnd('*');
        var index = -1;
        if (rest.IsEmpty || int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            _segments.Add((name[..star], rest.IsEmpty ? -1 : index, encoded, text));
        }
    }

    /// <summary>Adds the joined values; they win over a plain parameter of the same name (RFC 6266 §4.3).</summary>
    public void JoinInto(Dictionary<string, string> named, Encoding fallback, MailLimits limits, DefectList defects)
    {
        foreach (var group in _segments.GroupBy(segment => segment.Name))
        {
            var joined = Join([.. group.OrderBy(segment => segment.Index).DistinctBy(segment => segment.Index).Take(MostSegments)], fallback, defects);
            if (joined.Length > 0)
            {
                // RFC 2231 and RFC 2047 mixed: some programs cut an encoded word into continuations.
                named[group.Key] = EncodedWords.Decode(joined, limits, defects);
            }
        }
    }

    private static string Join(List<(string Name, int Index, bool Encoded, string Text)> segments, Encoding fallback, DefectList defects)
    {
        var first = segments[0];
        if (first.Index < 0)
        {
            segments = [first];
        }

        var charset = "";
        var text = first.Text;
        if (first.Encoded && text.IndexOf('\'') is >= 0 and var quote && text.IndexOf('\'', quote + 1) is > 0 and var second)
        {
            charset = text[..quote];
            segments[0] = first with { Text = text[(second + 1)..] };
        }

        var octets = new ArrayBufferWriter<byte>();
        foreach (var segment in segments)
        {
            if (segment.Encoded)
            {
                Unescape(segment.Text, octets);
            }
            else
            {
                Write(segment.Text, charset, octets);
            }
        }

        return TextDecoder.Decode(octets.WrittenSpan, charset, fallback, defects);
    }

    private static void Write(string text, string charset, ArrayBufferWriter<byte> octets)
    {
        var encoding = charset.Length > 0 && !Ascii.IsValid(text) ? Charsets.Find(charset) : null;
        if (encoding is null or ReadOnlyEncoding)
        {
            encoding = Encoding.UTF8;
        }

        encoding.GetBytes(text, octets);
    }

    private static void Unescape(string text, ArrayBufferWriter<byte> octets)
    {
        var output = octets.GetSpan(text.Length * 3);
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                output[length++] = (byte)((QuotedPrintableDecoder.Hex((byte)text[at + 1]) << 4) | QuotedPrintableDecoder.Hex((byte)text[at + 2]));
                at += 2;
            }
            else if (c < 0x80)
            {
                output[length++] = (byte)c;
            }
            else
            {
                length += Encoding.UTF8.GetBytes(text.AsSpan(at, 1), output[length..]);
            }
        }

        octets.Advance(length);
    }
}
