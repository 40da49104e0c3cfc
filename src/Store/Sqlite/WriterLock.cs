namespace Touchpoints.Store;

/// <summary>
/// The lock that makes one process the writer. The kernel holds it and gives it back when the process dies, however it dies. What the holder
/// says about itself stands in a file of its own beside it, because a locked file cannot be read everywhere; a stale one is harmless.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    private readonly FileStream _lock;
    private readonly string _noteFile;

    private WriterLock(FileStream @lock, string noteFile)
    {
        _lock = @lock;
        _noteFile = noteFile;
    }

    public static WriterLock Take(StoreSettings settings)
    {
        var file = settings.Database;
        var noteFile = file + ".note";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var opened = Effects.About("open", "lock");
            var taken = new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            opened.Done();
            DurableFile.Write(noteFile, $"process {Environment.ProcessId}\n{settings.LockNote}", replace: true);
            return new WriterLock(taken, noteFile);
        }
        catch (IOException held) when (held.HResult is WouldBlockLinux or WouldBlockMac or SharingViolationWindows)
        {
            throw Locked(file, noteFile, held);
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, file);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(file, failure.Message, failure);
        }
    }

    public void Dispose()
    {
        try
        {
            var deleted = Effects.About("delete", "note");
            File.Delete(_noteFile);
            deleted.Done();
        }
        catch (IOException)
        {
            // A note that stays is harmless; the lock must go.
        }

        _lock.Dispose();
    }

    private static StoreException Locked(string file, string noteFile, Exception held)
    {
        var lines = ReadNote(noteFile).Split('\n', 2);
        var note = lines.Length > 1 ? lines[1] : "";
        var addresses = note.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word.Contains("://", StringComparison.Ordinal));
        var shown = string.Join(", ", addresses.Prepend(lines[0]).Where(part => part.Length > 0));
        return new StoreException(
            StoreProblem.Locked,
            $"The database {file} is in use by another process ({(shown.Length > 0 ? shown : "it left no note")}). Only one may write. Stop that one, or give this one a database of its own (Touchpoints:Store:Database).",
            held)
        {
            Holder = note,
        };
    }

    private static string ReadNote(string noteFile)
    {
        try
        {
            return File.ReadAllText(noteFile);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
