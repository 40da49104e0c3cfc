namespace Touchpoints.Store;

/// <summary>Makes small files that only this user may read, there whole or not at all, whenever the process or the machine dies.</summary>
public static class DurableFile
{
    /// <summary>
    /// Writes and syncs the text under another name, then renames; the folder is made when it is not there. A file that is there already is replaced, or else wins: of two processes that make
    /// it at the same time one does.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Write(string path, string text, bool replace)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);

        // Made anew, never truncated: its mode is then ours, and a reader sees the old text or the new one.
        var fresh = replace ? path + ".new" : $"{path}.{Path.GetRandomFileName()}.new";
        File.Delete(fresh);
        WriteAndSync(fresh, text);
        var renamed = Effects.About("rename", "file");
        try
        {
            File.Move(fresh, path, overwrite: replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            File.Delete(fresh);
        }

        renamed.Done();
        FolderEntries.Sync(folder);
    }

    private static void WriteAndSync(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var written = Effects.About("write", "file");
        using var file = new FileStream(path, options);
        using var writer = new StreamWriter(file);
        writer.Write(text);
        writer.Flush();
        written.Done();
        var synced = Effects.About("sync", "file");
        file.Flush(flushToDisk: true);
        synced.Done();
    }
}
