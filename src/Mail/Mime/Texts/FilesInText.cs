using System.Text;

namespace Touchpoints.Mail;

/// <summary>A file that was written into a text: what is cut out of the text, and the encoded file in it.</summary>
internal readonly record struct FileInText(string Name, Range Cut, Range Content, TransferEncoding Encoding);

/// <summary>
/// Finds files in a text body: uuencode ("begin 644 name" to "end"), its base64 form ("begin-base64 644 name" to "====", POSIX.1-2017) and yEnc
/// ("=ybegin" to "=yend"). A line that only looks like such a beginning is text.
/// </summary>
internal static class FilesInText
{
    private const int LongestLine = 300;

    public static List<FileInText>? Find(ReadOnlyMemory<byte> text, int most)
    {
        List<FileInText>? files = null;
        for (var at = 0; (files?.Count ?? 0) < most;)
        {
            var begin = PagedOctets.IndexOf(text, at, "begin"u8);
            if (begin < 0)
            {
                break;
            }

            at = begin + 5;
            if (FileAt(text.Span, begin) is { } file)
            {
                files ??= [];
                files.Add(file);
                at = Math.Max(at, file.Cut.End.Value);
            }
        }

        return files;
    }

    private static FileInText? FileAt(ReadOnlySpan<byte> text, int begin)
    {
        if (begin > 1 && text[(begin - 2)..begin].SequenceEqual("=y"u8))
        {
            return IsLineStart(text, begin - 2) ? Yenc(text, begin - 2) : null;
        }

        return IsLineStart(text, begin) ? text[begin..] switch
        {
            var uu when uu.StartsWith("begin "u8) => Uuencoded(text, begin),
            var base64 when base64.StartsWith("begin-base64 "u8) => Base64(text, begin),
            _ => null,
        } : null;
    }

    private static bool IsLineStart(ReadOnlySpan<byte> text, int at) => at == 0 || text[at - 1] is (byte)'\n' or (byte)'\r';

    private static FileInText? Uuencoded(ReadOnlySpan<byte> text, int begin) =>
        Name(text, begin, "begin ".Length, out var body) is { } name && EndOfUuencode(text, body) is > 0 and var end
            ? new FileInText(name, begin..end, begin..end, TransferEncoding.Uuencode)
            : null;

    private static FileInText? Base64(ReadOnlySpan<byte> text, int begin)
    {
        if (Name(text, begin, "begin-base64 ".Length, out var body) is not { } name)
        {
            return null;
        }

        for (var at = body; at < text.Length;)
        {
            var line = Line(text, at, out var next);
            if (line.SequenceEqual("===="u8))
            {
                return new FileInText(name, begin..next, body..at, TransferEncoding.Base64);
            }

            if (!System.Buffers.Text.Base64.IsValid(line))
            {
                break;
            }

            at = next;
        }

        return null;
    }

    // Octets of any value: only the lines that begin with "=y" are known. A part of a larger file is a file too.
    private static FileInText? Yenc(ReadOnlySpan<byte> text, int begin)
    {
        var line = Line(text, begin, out var body);
        var name = line.IndexOf(" name="u8);
        if (!line.StartsWith("=ybegin "u8) || name < 0 || line.IndexOf(" line="u8) < 0 || line.Length > LongestLine)
        {
            return null;
        }

        var last = text[body..].IndexOf("\n=yend"u8);
        var end = text.Length;
        if (last >= 0)
        {
            Line(text, body + last + 1, out end);
        }

        return new FileInText(Clean(line[(name + 6)..]), begin..end, begin..end, TransferEncoding.Yenc);
    }

    // A mode of three or four octal digits, then the name.
    private static string? Name(ReadOnlySpan<byte> text, int begin, int head, out int body)
    {
        var line = Line(text, begin, out body);
        if (line.Length > LongestLine || body == text.Length)
        {
            return null;
        }

        line = line[head..].TrimEnd((byte)' ');
        var mode = line.IndexOfAnyExceptInRange((byte)'0', (byte)'7');
        return mode is 3 or 4 && line[mode] == ' ' && line.Length > mode + 1 ? Clean(line[(mode + 1)..]) : null;
    }

    // UTF-8 when valid, as everywhere; controls are no part of a name.
    private static string Clean(ReadOnlySpan<byte> name)
    {
        var text = TextDecoder.Decode(name, "", Charsets.Windows1252, new DefectList());
        return string.Concat(text.Where(c => !char.IsControl(c))).Trim(' ', '"');
    }

    // Every line must hold what its first character promises; anything else was prose that began with "begin". A file that was cut off
    // counts when it had at least one full line.
    private static int EndOfUuencode(ReadOnlySpan<byte> text, int at)
    {
        var (lines, isFull) = (0, false);
        while (at < text.Length)
        {
            var line = Line(text, at, out var next);
            if (line.SequenceEqual("end"u8))
            {
                return lines > 0 ? next : -1;
            }

            if (line.Length > 66 || (!line.IsEmpty && (line[0] is < 0x20 or > 0x60 || line.Length < ((((line[0] - 32) & 63) + 2) / 3 * 4) - 2)))
            {
                return -1;
            }

            isFull |= line.Length == 61 && line[0] == 'M';
            lines++;
            at = next;
        }

        return isFull ? text.Length : -1;
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, int at, out int next)
    {
        var length = text[at..].IndexOf((byte)'\n');
        next = length < 0 ? text.Length : at + length + 1;
        return (length < 0 ? text[at..] : text.Slice(at, length)).TrimEnd((byte)'\r');
    }
}
