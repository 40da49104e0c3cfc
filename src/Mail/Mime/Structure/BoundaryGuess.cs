namespace Touchpoints.Mail;

/// <summary>Finds the boundary that a multipart uses where the declared one is missing or wrong.</summary>
internal static class BoundaryGuess
{
    private const int Farthest = 64 * 1024;

    /// <summary>
    /// The boundary of the first line of the form "--token" that a Content-* field or a blank line follows; empty when there is none in
    /// the first 64 KiB.
    /// </summary>
    public static byte[] Find(HeaderScanner lines, int start, int end)
    {
        end = Math.Min(end, start + Farthest);
        for (var at = start; at < end;)
        {
            var line = lines.Line(at, out at).TrimEnd(" \t"u8);
            if (line.Length > 4 && line.StartsWith("--"u8) && !line.ContainsAny((byte)' ', (byte)'\t') && line[2..].ContainsAnyExcept("-=_*+"u8)
                && IsContentField(lines.Line(at, out _)))
            {
                return line[2..].ToArray();
            }
        }

        return [];
    }

    /// <summary>The same where the content begins with it, but for the words for readers without MIME.</summary>
    public static byte[] AtStart(HeaderScanner lines, int start, int end)
    {
        for (var at = start; at < end;)
        {
            var from = at;
            var line = lines.Line(at, out at);
            if (line.StartsWith("--"u8))
            {
                return Find(lines, from, at) is { Length: > 0 } boundary ? boundary : [];
            }

            if (!line.IsEmpty && line.IndexOf("MIME format"u8) < 0)
            {
                break;
            }
        }

        return [];
    }

    private static bool IsContentField(ReadOnlySpan<byte> line) =>
        line.Length > 8 && System.Text.Ascii.EqualsIgnoreCase(line[..8], "content-"u8);
}
