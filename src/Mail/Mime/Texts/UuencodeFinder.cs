namespace Touchpoints.Mail;

/// <summary>A uuencoded file inside text.</summary>
internal readonly record struct UuencodedFile(string Name, int Start, int End);

/// <summary>Finds files that were uuencoded into a text body, from "begin 644 name" to "end".</summary>
internal static class UuencodeFinder
{
    public static List<UuencodedFile>? Find(ReadOnlySpan<byte> text, int most)
    {
        List<UuencodedFile>? files = null;
        var at = 0;
        while (files is null || files.Count < most)
        {
            var begin = text[at..].IndexOf("begin "u8);
            if (begin < 0)
            {
                break;
            }

            begin += at;
            at = begin + 6;
            if ((begin == 0 || text[begin - 1] is (byte)'\n' or (byte)'\r') && Name(text[begin..], out var body) is { } name
                && End(text, begin + body) is > 0 and var end)
            {
                files ??= [];
                files.Add(new UuencodedFile(name, begin, end));
                at = end;
            }
        }

        return files;
    }

    private static string? Name(ReadOnlySpan<byte> line, out int next)
    {
        next = 0;
        var end = line.IndexOf((byte)'\n');
        if (end < 0 || end > 300)
        {
            return null;
        }

        next = end + 1;
        line = line[6..end].TrimEnd("\r "u8);
        var mode = line.IndexOfAnyExceptInRange((byte)'0', (byte)'7');
        return mode is 3 or 4 && line[mode] == ' ' && line.Length > mode + 1 ? System.Text.Encoding.Latin1.GetString(line[(mode + 1)..]) : null;
    }

    // Every line up to "end" must hold what its first character promises; anything else was prose that began with "begin".
    private static int End(ReadOnlySpan<byte> text, int at)
    {
        var lines = 0;
        while (at < text.Length)
        {
            var length = text[at..].IndexOf((byte)'\n');
            var line = (length < 0 ? text[at..] : text.Slice(at, length)).TrimEnd("\r"u8);
            var next = length < 0 ? text.Length : at + length + 1;
            if (line.SequenceEqual("end"u8))
            {
                return lines > 0 ? next : -1;
            }

            if (line.Length > 66 || (!line.IsEmpty && (line[0] is < 0x20 or > 0x60 || line.Length < ((((line[0] - 32) & 63) + 2) / 3 * 4) - 2)))
            {
                return -1;
            }

            lines++;
            at = next;
        }

        return -1;
    }
}
