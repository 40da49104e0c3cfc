using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>
/// Segments as files of one folder, on a disk of this machine or a mount that several share. Reading one takes nothing but its name; who may append
/// is <see cref="FolderSegments"/>' business.
/// </summary>
internal sealed class FolderOctets : OctetsStore
{
    private readonly string _folder;
    private readonly FolderSegments _segments;
    private readonly ConcurrentDictionary<long, SafeFileHandle> _open = [];

    public FolderOctets(string folder, TimeProvider time)
    {
        _folder = Path.GetFullPath(folder);
        _segments = new FolderSegments(_folder, time);
    }

    public override string Where => _folder;

    public override long? FreeOctets
    {
        get
        {
            // The folder is made with the first mail; until then its disk is that of what is there.
            var there = new DirectoryInfo(_folder);
            while (!there.Exists && there.Parent is { } parent)
            {
                there = parent;
            }

            return new DriveInfo(there.FullName).AvailableFreeSpace;
        }
    }

    public override long? StoredOctets => _segments.Files().Sum(file => file.Length);

    public override void Dispose()
    {
        foreach (var handle in _open.Values)
        {
            handle.Dispose();
        }

        _open.Clear();
    }

    internal string PathOf(long segment) => _segments.PathOf(segment);

    internal override IEnumerable<StoredSegment> Segments(long from)
    {
        // A segment that others removed is let go of, or its octets would stay on the disk for as long as this process lives.
        foreach (var number in _open.Keys.Where(number => !File.Exists(PathOf(number))))
        {
            Close(number);
        }

        return _segments.Files()
            .Select(file => new StoredSegment(long.Parse(file.Name.AsSpan(4), CultureInfo.InvariantCulture), file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)))
            .Where(segment => segment.Number >= from)
            .OrderBy(segment => segment.Number);
    }

    internal override void Remove(long segment)
    {
        try
        {
            var deleted = Effects.About("delete", "segment");
            File.Delete(PathOf(segment));
            deleted.Done();
            FolderEntries.Sync(_folder);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever stored.
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, PathOf(segment));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(PathOf(segment), failure.Message, failure);
        }

        Close(segment);
    }

    internal override void RemoveLeftovers(DateTimeOffset olderThan) => _segments.RemoveLeftovers(olderThan);

    private protected override SegmentWriter OpenSegment(bool isNew) => new FolderWriter(_segments, isNew);

    private protected override OctetsLease ReadRange(OctetsPlace range)
    {
        var segment = Handle(range);
        if (range.Length > LargestPooled)
        {
            var mapped = new MappedOctets(segment, range.Offset, checked((int)range.Length));
            return new OctetsLease(mapped, mapped);
        }

        var pooled = new PooledOctets((int)range.Length);
        ReadExactly(segment, pooled.Memory.Span, range.Offset);
        return new OctetsLease(pooled.Memory, pooled);
    }

    private protected override Stream OpenRange(OctetsPlace range)
    {
        var handle = OpenFile(range.Segment);
        try
        {
            Require(handle, range);
            return new FileRangeStream(handle, range.Offset, range.Length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void ReadExactly(SafeFileHandle segment, Span<byte> into, long offset)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(segment, into, offset);
            if (read == 0)
            {
                throw StoreProblems.Damaged("octets", "a segment ended while it was read");
            }

            into = into[read..];
            offset += read;
        }
    }

    private SafeFileHandle Handle(OctetsPlace range)
    {
        if (!_open.TryGetValue(range.Segment, out var handle))
        {
            var opened = OpenFile(range.Segment);
            handle = _open.GetOrAdd(range.Segment, opened);
            if (!ReferenceEquals(handle, opened))
            {
                opened.Dispose();
            }
        }

        Require(handle, range);
        return handle;
    }

    private SafeFileHandle OpenFile(long segment)
    {
        var path = PathOf(segment);
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw StoreProblems.Damaged(path, "this segment of the mail store is missing", missing);
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, path);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(path, failure.Message, failure);
        }
    }

    private void Require(SafeFileHandle handle, OctetsPlace range)
    {
        if (RandomAccess.GetLength(handle) < range.Offset + range.Length)
        {
            throw StoreProblems.Damaged(PathOf(range.Segment), $"this segment of the mail store is shorter than the mail at offset {range.Offset} says");
        }
    }

    private void Close(long segment)
    {
        if (_open.TryRemove(segment, out var handle))
        {
            handle.Dispose();
        }
    }
}
