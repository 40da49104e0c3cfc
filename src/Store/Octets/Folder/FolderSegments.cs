using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>
/// Who may append to which segment of a folder, for any number of processes. A new segment is made by its first owner, and the file system lets only one
/// make it. An owner that ends in good order leaves a marker, "free-NUMBER", beside a segment that is not full; who renames the marker away has the
/// segment, and a rename succeeds for one process only, also on a network's mount. There is no lock that could be lost with a connection: what a killed
/// process had stays as it is, and takes no further mail.
/// </summary>
internal sealed class FolderSegments(string folder, TimeProvider time)
{
    /// <summary>A segment that is larger takes no further mail.</summary>
    internal const long FullSegment = 256L * 1024 * 1024;

    private const string Free = "free-";
    private const string Taken = "taken-";

    public string PathOf(long segment) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"seg-{segment:000000}"));

    public IEnumerable<FileInfo> Files() => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("seg-*") : [];

    /// <summary>A segment with room that nobody has, else a new one. What its last owner left behind the last mail stays, unnamed.</summary>
    public (long Segment, SafeFileHandle File) Take()
    {
        MakeFolder();
        foreach (var marker in Directory.EnumerateFiles(folder, Free + "*"))
        {
            var number = long.Parse(Path.GetFileName(marker.AsSpan())[Free.Length..], CultureInfo.InvariantCulture);
            if (Claim(marker) && OpenAgain(number) is { } file)
            {
                return (number, file);
            }
        }

        return TakeNew();
    }

    /// <summary>A new segment.</summary>
    public (long Segment, SafeFileHandle File) TakeNew()
    {
        MakeFolder();
        while (true)
        {
            var number = SegmentNumbers.Next(time.GetUtcNow());
            try
            {
                var file = Open(number, FileMode.CreateNew);
                FolderEntries.Sync(folder);
                return (number, file);
            }
            catch (IOException) when (File.Exists(PathOf(number)))
            {
                // Another process drew the same number.
            }
        }
    }

    /// <summary>Leaves a segment for the next one; all that was written to it must be synced or worth nothing.</summary>
    public void GiveBack(long segment)
    {
        // One that was removed in the meantime has ended.
        if (!File.Exists(PathOf(segment)))
        {
            return;
        }

        try
        {
            var made = Effects.About("make", "marker");
            File.Create(Path.Combine(folder, Free + segment.ToString(CultureInfo.InvariantCulture))).Dispose();
            made.Done();
        }
        catch (IOException)
        {
            // The disk is full, say. Without a marker the segment takes no further mail, and that is all.
        }
    }

    /// <summary>Markers that somebody took who died before it was done.</summary>
    public void RemoveLeftovers(DateTimeOffset olderThan)
    {
        foreach (var file in Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles(Taken + "*") : [])
        {
            if (file.LastWriteTimeUtc < olderThan.UtcDateTime)
            {
                file.Delete();
            }
        }
    }

    private void MakeFolder()
    {
        if (!Directory.Exists(folder))
        {
            var made = Effects.About("make", "folder");
            Directory.CreateDirectory(folder);
            made.Done();
            FolderEntries.Sync(Path.GetDirectoryName(folder)!);
        }
    }

    private bool Claim(string marker)
    {
        var mine = Path.Combine(folder, Taken + Guid.NewGuid().ToString("N"));
        try
        {
            // With "overwrite" it is a rename; without, .NET links and unlinks, which two can do.
            var renamed = Effects.About("rename", "marker");
            File.Move(marker, mine, overwrite: true);
            renamed.Done();
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        // Before anything is written: a power cut must not bring the marker back while somebody has the segment.
        var deleted = Effects.About("delete", "marker");
        File.Delete(mine);
        deleted.Done();
        FolderEntries.Sync(folder);
        return true;
    }

    private SafeFileHandle? OpenAgain(long segment)
    {
        try
        {
            return Open(segment, FileMode.Open);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private SafeFileHandle Open(long segment, FileMode mode)
    {
        var opened = Effects.About("open", "segment");
        var file = File.OpenHandle(PathOf(segment), mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        opened.Done();
        return file;
    }
}
