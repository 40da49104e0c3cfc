using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>
/// The octets of mail, kept once, as they came, in append-only segment files (performance.md section 0). A mail is named by segment, offset
/// and length; an attachment is a range of it.
/// </summary>
public sealed class OctetsStore : IDisposable
{
    /// <summary>A segment that is larger takes no further mail.</summary>
    internal const long FullSegment = 256L * 1024 * 1024;

    // Larger mail is mapped, so that nothing large is on the heap.
    private const long LargestPooled = 1024 * 1024;

    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly HashSet<long> _taken = [];
    private readonly ConcurrentDictionary<long, SafeFileHandle> _open = [];

    internal OctetsStore(string folder) => _folder = folder;

    /// <summary>Free octets on the disk of the store.</summary>
    public long FreeOctets => new DriveInfo(Path.GetDirectoryName(_folder)!).AvailableFreeSpace;

    /// <summary>Octets in all segments, those of mail that was begun and never ended included.</summary>
    public long StoredOctets => System.IO.Directory.Exists(_folder) ? new DirectoryInfo(_folder).EnumerateFiles("seg-*").Sum(file => file.Length) : 0;

    /// <summary>A writer with a segment of its own, for one mailbox. Not for two threads at once.</summary>
    public OctetsAppender OpenAppender() => new(this);

    /// <summary>The octets of one mail, from memory-mapped pages when it is large, else from a pooled buffer; valid until disposed.</summary>
    /// <exception cref="StoreException">The segment is missing or shorter than the row says (Damaged).</exception>
    public OctetsLease Read(OctetsPlace place)
    {
        if (place.Length == 0)
        {
            return new OctetsLease(ReadOnlyMemory<byte>.Empty, owner: null);
        }

        var segment = Segment(place);
        if (place.Length > LargestPooled)
        {
            var mapped = new MappedOctets(segment, place.Offset, checked((int)place.Length));
            return new OctetsLease(mapped.Memory, mapped);
        }

        var pooled = new PooledOctets((int)place.Length);
        ReadExactly(segment, pooled.Memory.Span, place.Offset);
        return new OctetsLease(pooled.Memory, pooled);
    }

    /// <summary>A forward-only stream of a range of a mail.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the mail.</exception>
    public Stream Open(OctetsPlace place, long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, place.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, place.Length - start);
        return length == 0 ? Stream.Null : new RangeStream(Segment(place), place.Offset + start, length);
    }

    /// <summary>Closes the segments that were read.</summary>
    public void Dispose()
    {
        foreach (var handle in _open.Values)
        {
            handle.Dispose();
        }

        _open.Clear();
    }

    internal string PathOf(long segment) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"seg-{segment:000000}"));

    /// <summary>A segment for one appender: one with room that nobody has, else a new one. What a crash left behind its last mail stays unnamed.</summary>
    internal (long Segment, SafeFileHandle Handle) TakeSegment()
    {
        lock (_gate)
        {
            var isNewFolder = !System.IO.Directory.Exists(_folder);
            var made = Effects.About("make", "folder");
            System.IO.Directory.CreateDirectory(_folder);
            made.Done();
            var segments = new DirectoryInfo(_folder).EnumerateFiles("seg-*")
                .Select(file => (Number: long.Parse(file.Name.AsSpan(4), CultureInfo.InvariantCulture), file.Length))
                .OrderBy(file => file.Number)
                .ToList();
            var free = segments.FirstOrDefault(file => file.Length < FullSegment && !_taken.Contains(file.Number));
            var number = free.Number > 0 ? free.Number : segments.LastOrDefault().Number + 1;
            var opened = Effects.About("open", "segment");
            var handle = File.OpenHandle(PathOf(number), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            opened.Done();
            _taken.Add(number);
            if (free.Number == 0)
            {
                FolderEntries.Sync(_folder);
                if (isNewFolder)
                {
                    FolderEntries.Sync(Path.GetDirectoryName(_folder)!);
                }
            }

            return (number, handle);
        }
    }

    internal void GiveBack(long segment)
    {
        lock (_gate)
        {
            _taken.Remove(segment);
        }
    }

    internal static void ReadExactly(SafeFileHandle segment, Span<byte> into, long offset)
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

    private SafeFileHandle Segment(OctetsPlace place)
    {
        var path = PathOf(place.Segment);
        SafeFileHandle handle;
        try
        {
            handle = _open.TryGetValue(place.Segment, out var open)
                ? open
                : _open.GetOrAdd(place.Segment, _ => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        }
        catch (IOException missing)
        {
            throw StoreProblems.Damaged(path, "this segment of the mail store is missing", missing);
        }

        return RandomAccess.GetLength(handle) >= place.Offset + place.Length
            ? handle
            : throw StoreProblems.Damaged(path, $"this segment of the mail store is shorter than the mail at offset {place.Offset} says");
    }

    private sealed class PooledOctets(int length) : IDisposable
    {
        private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(length);

        public Memory<byte> Memory => _buffer.AsMemory(0, length);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
