namespace Touchpoints.Ingest;

/// <summary>Finds the mails that some paths name: files, folders in ordinal path order, Maildir entries, the mails of an mbox.</summary>
internal static class MailFiles
{
    public static IEnumerable<string> Under(IEnumerable<string> paths) => paths.SelectMany(p => Directory.Exists(p) ? InFolder(p) : [p]);

    private static IEnumerable<string> InFolder(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(IsMail)
        .Order(StringComparer.Ordinal);

    private static bool IsMail(string path)
        => Path.GetExtension(path).ToLowerInvariant() is ".eml" or ".txt" or ".mbox"
            || Path.GetFileName(Path.GetDirectoryName(path)) is "cur" or "new"; // Maildir entries have no extension of their own

    /// <summary>
    /// The mails of an mbox: each begins behind a "From " line at the start or after an empty line. ">From " quoting stays as it is, for
    /// which of its dialects was used cannot be known (RFC 4155).
    /// </summary>
    public static IEnumerable<ReadOnlyMemory<byte>> SplitMbox(ReadOnlyMemory<byte> octets)
    {
        var start = -1;
        var emptyBefore = true;
        for (var at = 0; at < octets.Length;)
        {
            var line = octets.Span[at..];
            var end = line.IndexOf((byte)'\n');
            var length = end < 0 ? line.Length : end + 1;
            if (emptyBefore && line.StartsWith("From "u8))
            {
                if (start >= 0)
                {
                    yield return octets[start..at];
                }

                start = at + length;
            }

            emptyBefore = length == 1 || (length == 2 && octets.Span[at] == '\r');
            at += length;
        }

        if (start >= 0 && start <= octets.Length)
        {
            yield return octets[start..];
        }
    }

    /// <summary>A file's octets; answers why they cannot be had, or nothing.</summary>
    public static string TryRead(string path, out ReadOnlyMemory<byte> octets)
    {
        try
        {
            octets = File.ReadAllBytes(path);
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            octets = default;
            return e.Message;
        }
    }
}
