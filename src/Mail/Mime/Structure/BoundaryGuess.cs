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
                && at < end && IsContentField(lines.Line(at, out _)))
            {
                return line[2..].ToArray();
            }
        }

        return [];
    }

    private static bool IsContentField(ReadOnlySpan<byte> line) =>
        line.Length > 8 && System.Text.Ascii.EqualsIgnoreCase(line[..8], "content-"u8);
}
