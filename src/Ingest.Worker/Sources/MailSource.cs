namespace Touchpoints.Ingest;

/// <summary>Mail that lies in files: a folder of .eml, an mbox, or a Maildir.</summary>
internal static class MailSource
{
    private static readonly string[] s_maildirFolders = ["cur", "new"];

    /// <summary>What is at <paramref name="path"/>, oldest name first; null when it is none of the three, or not there.</summary>
    public static IEnumerable<SourceMail>? Open(string path)
    {
        if (File.Exists(path))
        {
            return Path.GetExtension(path).Equals(".eml", StringComparison.OrdinalIgnoreCase) ? [OfFile(path, Path.GetFileName(path))] : IsMbox(path) ? Mbox.Read(path) : null;
        }

        if (Directory.Exists(Path.Combine(path, "cur")) && Directory.Exists(Path.Combine(path, "new")))
        {
            return Maildir(path);
        }

        return Directory.Exists(path) ? Folder(path) : null;
    }

    private static IEnumerable<SourceMail> Folder(string path) => Directory
        .EnumerateFiles(path, "*.eml", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(f => OfFile(f, Path.GetRelativePath(path, f)));

    /// <summary>Flags stand behind ":2," and change; moving from new to cur does not make another mail.</summary>
    private static IEnumerable<SourceMail> Maildir(string path) => s_maildirFolders
        .SelectMany(f => Directory.EnumerateFiles(Path.Combine(path, f)))
        .Where(f => !Path.GetFileName(f).StartsWith('.'))
        .OrderBy(Path.GetFileName, StringComparer.Ordinal)
        .Select(f => OfFile(f, Path.GetFileName(f).Split(":2,")[0]));

    private static SourceMail OfFile(string file, string name) => new(name, new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero), to =>
    {
        using var from = File.OpenRead(file);
        from.CopyTo(to);
    });

    private static bool IsMbox(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[5];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == 0 || start.SequenceEqual("From "u8);
    }
}
