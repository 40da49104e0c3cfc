using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>Appends to a segment file; one fdatasync for a batch.</summary>
internal sealed class FolderWriter(FolderSegments segments, bool isNew) : SegmentWriter
{
    private SafeFileHandle? _file;

    /// <summary>The kernel's sync; a test lets it fail.</summary>
    public Action<SafeFileHandle> Flush { get; init; } = RandomAccess.FlushToDisk;

    public override int PieceOctets => 256 * 1024;

    public override void Begin()
    {
        try
        {
            (Segment, _file) = isNew ? segments.TakeNew() : segments.Take();
            Written = RandomAccess.GetLength(_file);
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, segments.PathOf(Segment));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(segments.PathOf(Segment), failure.Message, failure);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        Write(piece.Span);
        return ValueTask.CompletedTask;
    }

    public override ValueTask SyncAsync(ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        Write(last.Span);
        try
        {
            var synced = Effects.About("sync", "segment");
            Flush(_file!);
            synced.Done();
        }
        catch (IOException failure)
        {
            // B32: the kernel may have thrown the octets away and would call the next sync a success. Nobody gets this segment again.
            var path = segments.PathOf(Segment);
            Close();
            throw StoreProblems.Of(failure, path);
        }

        if (Written >= FolderSegments.FullSegment)
        {
            Close();
        }

        return ValueTask.CompletedTask;
    }

    public override void Dispose()
    {
        if (_file is not null)
        {
            var segment = Segment;
            Close();
            segments.GiveBack(segment);
        }
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        try
        {
            var written = Effects.About("write", "segment");
            RandomAccess.Write(_file!, octets, Written);
            written.Done();
            Written += octets.Length;
        }
        catch (IOException failure)
        {
            // The disk may be full: the next owner begins behind whatever came through.
            var path = segments.PathOf(Segment);
            Dispose();
            throw StoreProblems.Of(failure, path);
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        Segment = 0;
        Written = 0;
    }
}
