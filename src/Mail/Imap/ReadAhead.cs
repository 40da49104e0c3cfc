using System.Buffers;

namespace Touchpoints.Mail;

/// <summary>
/// The octets of a connection, taken from the network in large pieces: to be woken for every few kilobytes of a long answer costs more than the octets, both here
/// and where they are sent. Holds no buffer while nothing comes.
/// </summary>
internal sealed class ReadAhead(Stream network) : Stream
{
    private const int BufferOctets = 256 * 1024;
    private const int LargeOctets = 64 * 1024;

    // Within a long answer, when all that had come is read: in this time a fast server sends a buffer full, and with a slow one nobody notices it.
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private long _sinceWrite;
    private bool _isAllRead;

    private bool IsToWait => _isAllRead && _sinceWrite > LargeOctets;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start < _end)
        {
            return ValueTask.FromResult(Take(buffer));
        }

        if (buffer.IsEmpty)
        {
            // So TLS waits for octets before it takes a buffer.
            return IsToWait ? ValueTask.FromResult(0) : network.ReadAsync(buffer, cancellationToken);
        }

        return buffer.Length >= LargeOctets ? FromNetworkAsync(buffer, cancellationToken) : FillAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A short answer is never waited with.
        _sinceWrite = 0;
        return network.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => network.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => network.FlushAsync(cancellationToken);

    public override void Flush() => network.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        network.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _buffer = _buffer.Length > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(BufferOctets);
        (_start, _end) = (0, await FromNetworkAsync(_buffer, cancellationToken));
        return Take(buffer);
    }

    private async ValueTask<int> FromNetworkAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (IsToWait)
        {
            await Task.Delay(s_moment, cancellationToken);
        }

        var octets = await network.ReadAsync(buffer, cancellationToken);
        _sinceWrite += octets;
        _isAllRead = octets < LargeOctets;
        return octets;
    }

    private int Take(Memory<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, taken).CopyTo(buffer.Span);
        _start += taken;
        if (_start == _end)
        {
            ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
        }

        return taken;
    }
}
