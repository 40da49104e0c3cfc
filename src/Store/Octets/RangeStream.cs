namespace Touchpoints.Store;

/// <summary>What the streams of all homes share: a range of a segment, read once, forward only.</summary>
internal abstract class RangeStream(long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => WasRead;
        set => throw new NotSupportedException();
    }

    /// <summary>Octets handed out so far.</summary>
    protected abstract long WasRead { get; }

    public override void Flush()
    {
        // Nothing is kept back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
