using System.Buffers;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Encoded words (RFC 2047), wherever they stand, quoted strings included. Neighbours of one charset are decoded together, so that a
/// character that was split between them comes out whole; the blanks between neighbours are no text (§6.2).
/// </summary>
internal static class EncodedWords
{
    private const int LongestInAddress = 2048;

    public static string Decode(string value, MailLimits limits, DefectList defects)
    {
        if (!value.Contains("=?", StringComparison.Ordinal))
        {
            return value;
        }

        using var words = new WordJoiner(value.Length, limits, defects);
        ReadOnlySpan<char> rest = value;
        while (true)
        {
            var at = rest.IndexOf("=?");
            if (at < 0)
            {
                words.Plain(rest);
                return words.Finish();
            }

            if (!words.Full && TryRead(rest[at..], out var word))
            {
                words.Word(rest[..at], word);
                rest = rest[(at + word.Length)..];
            }
            else
            {
                words.Plain(rest[..(at + 2)]);
                rest = rest[(at + 2)..];
            }
        }
    }

    /// <summary>The length of the encoded word that the text begins with; 0 for none.</summary>
    public static int LengthAt(ReadOnlySpan<char> text) => TryRead(text[..Math.Min(text.Length, LongestInAddress)], out var word) && word.Terminated ? word.Length : 0;

    private static bool TryRead(ReadOnlySpan<char> text, out EncodedWord word)
    {
        word = default;
        var charset = text.Length > 2 ? text[2..Math.Min(text.Length, 64)].IndexOf('?') : -1;
        if (charset < 1 || text.Length < charset + 5 || text[charset + 4] != '?' || (text[charset + 3] | 0x20) is not ('b' or 'q')
            || text.Slice(2, charset).IndexOfAny(' ', '=') >= 0)
        {
            return false;
        }

        var start = charset + 5;
        var payload = text[start..];
        var other = payload.IndexOf("=?"); // looked for first: the search for an end never passes the next word
        var end = (other < 0 ? payload : payload[..Math.Min(payload.Length, other + 3)]).IndexOf("?=");
        var unterminated = end < 0 || (other >= 0 && other < end && other + 1 != end);
        if (unterminated)
        {
            // No end: the word goes to the next one, or to the end of the text.
            payload = other < 0 ? payload : payload[..other].TrimEnd();
        }
        else
        {
            payload = payload[..end];
        }

        var length = start + payload.Length + (unterminated ? 0 : 2);
        payload = unterminated && other < 0 && payload.EndsWith('?') ? payload[..^1] : payload; // of "?=" the last was cut off
        word = new EncodedWord(text.Slice(2, charset), (text[charset + 3] | 0x20) == 'b', payload, length, !unterminated);
        return true;
    }
}

/// <summary>One encoded word, as it stands in the text.</summary>
internal readonly ref struct EncodedWord(ReadOnlySpan<char> charset, bool base64, ReadOnlySpan<char> payload, int length, bool terminated)
{
    public ReadOnlySpan<char> Charset { get; } = charset;

    public bool Base64 { get; } = base64;

    public ReadOnlySpan<char> Payload { get; } = payload;

    public int Length { get; } = length;

    public bool Terminated { get; } = terminated;

    /// <summary>Writes the octets of the word; the output is as long as the payload times three. Returns how many.</summary>
    public int Decode(Span<byte> output)
    {
        var octets = ArrayPool<byte>.Shared.Rent(Payload.Length * 3);
        var count = Octets(Payload, Charset, octets);
        var written = Base64 ? DecodeBase64(octets.AsSpan(0, count), output) : DecodeQ(octets.AsSpan(0, count), output);
        ArrayPool<byte>.Shared.Return(octets);
        return written;
    }

    // Raw 8-bit text inside a word was written in the charset of the word.
    private static int Octets(ReadOnlySpan<char> payload, ReadOnlySpan<char> charset, byte[] octets)
    {
        var encoding = Ascii.IsValid(payload) ? Encoding.Latin1 : Charsets.Find(charset);
        return encoding is { IsSingleByte: true } and not ReadOnlyEncoding ? encoding.GetBytes(payload, octets) : Encoding.UTF8.GetBytes(payload, octets);
    }

    private static int DecodeBase64(ReadOnlySpan<byte> text, Span<byte> output)
    {
        if (System.Buffers.Text.Base64.DecodeFromUtf8(text, output, out _, out var written) == OperationStatus.Done)
        {
            return written;
        }

        var decoder = new Base64Decoder();
        written = decoder.Decode(text, output);
        return written + decoder.Finish(output[written..]);
    }

    private static int DecodeQ(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var written = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '=' && at + 2 < text.Length
                && QuotedPrintableDecoder.Hex(text[at + 1]) is >= 0 and var high && QuotedPrintableDecoder.Hex(text[at + 2]) is >= 0 and var low)
            {
                output[written++] = (byte)((high << 4) | low);
                at += 2;
            }
            else
            {
                output[written++] = text[at] == '_' ? (byte)' ' : text[at];
            }
        }

        return written;
    }
}
