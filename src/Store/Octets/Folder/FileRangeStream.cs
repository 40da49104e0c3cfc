using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>Reads a range of a segment, forward only. It has the file open by itself: who reads slowly may go on when the segment is removed.</summary>
internal sealed class FileRangeStream(SafeFileHandle segment, long offset, long length) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _read);
        if (wanted == 0)
        {
            return 0;
        }

        var got = RandomAccess.Read(segment, buffer[..wanted], offset + _read);
        _read += got;
        return got > 0 ? got : throw StoreProblems.Damaged("octets", "a segment ended while it was read");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is kept back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        segment.Dispose();
        base.Dispose(disposing);
    }
}
