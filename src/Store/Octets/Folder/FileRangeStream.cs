using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>Reads a range of a segment, forward only. It has the file open by itself: who reads slowly may go on when the segment is removed.</summary>
internal sealed class FileRangeStream(SafeFileHandle segment, long offset, long length) : RangeStream(length)
{
    private long _read;

    protected override long WasRead => _read;

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - _read);
        if (wanted == 0)
        {
            return 0;
        }

        var got = RandomAccess.Read(segment, buffer[..wanted], offset + _read);
        _read += got;
        return got > 0 ? got : throw StoreProblems.Damaged("octets", "a segment ended while it was read");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        segment.Dispose();
        base.Dispose(disposing);
    }
}
