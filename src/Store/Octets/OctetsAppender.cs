using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace Touchpoints.Store;

/// <summary>Appends mails to one segment: write, end, write, end …, then one <see cref="SyncAsync"/> for all of them.</summary>
/// <remarks>
/// Every method throws <see cref="StoreException"/> when the home is full, fails or cannot be reached; the mails since the last sync are then not there. Where any of them was
/// ended, the next <see cref="SyncAsync"/> throws too: nobody takes them for stored.
/// </remarks>
public sealed class OctetsAppender : IDisposable
{
    private const int FirstBuffer = 256 * 1024;

    private readonly SegmentWriter _writer;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly AppendingStream _stream;

    // What the writer has not been given yet, _hashed octets of it hashed. The mail in hand begins at _mailStart of the segment.
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _buffered;
    private int _hashed;
    private long _mailStart;
    private bool _isOpen;
    private bool _hasEnded;
    private ExceptionDispatchInfo? _lost;

    internal OctetsAppender(SegmentWriter writer)
    {
        _writer = writer;
        _stream = new AppendingStream(this);
    }

    /// <summary>The segment in hand; 0: none.</summary>
    internal long Segment => _writer.Segment;

    private long End => _writer.Written + _buffered;

    /// <summary>A write-only stream for the next mail; hashed while written. A mail begun and not ended is forgotten.</summary>
    public Stream BeginMail()
    {
        Forget();
        if (_writer.Segment == 0)
        {
            _writer.Begin();
        }

        _mailStart = End;
        _hashed = _buffered;
        _isOpen = true;
        return _stream;
    }

    /// <summary>Ends the mail. It is durable only after <see cref="SyncAsync"/>.</summary>
    public StoredOctets EndMail()
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("No mail was begun.");
        }

        HashBuffered();
        _isOpen = false;
        _hasEnded = true;
        return new StoredOctets(new OctetsPlace(_writer.Segment, _mailStart, End - _mailStart), _hash.GetHashAndReset());
    }

    /// <summary>Makes every mail ended since the last time durable, at one go.</summary>
    public async ValueTask SyncAsync(CancellationToken cancellationToken)
    {
        Forget();
        _hasEnded = false;
        if (Interlocked.Exchange(ref _lost, null) is { } lost)
        {
            Empty();
            lost.Throw();
        }

        if (_writer.Segment == 0)
        {
            return;
        }

        try
        {
            await _writer.SyncAsync(_buffer.AsMemory(0, _buffered), cancellationToken);
        }
        finally
        {
            Empty();
        }
    }

    /// <summary><see cref="SyncAsync"/> for who has a thread that may wait.</summary>
    public void Sync() => SyncAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Lets go of the segment.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
    }

    internal void Append(ReadOnlySpan<byte> octets)
    {
        for (octets = octets[Take(octets)..]; octets.Length > 0; octets = octets[Take(octets)..])
        {
            WriteOutAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    internal ValueTask AppendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        var taken = Take(octets.Span);
        return taken == octets.Length ? ValueTask.CompletedTask : AppendRestAsync(octets[taken..], cancellationToken);
    }

    private async ValueTask AppendRestAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        for (; octets.Length > 0; octets = octets[Take(octets.Span)..])
        {
            await WriteOutAsync(cancellationToken);
        }
    }

    /// <summary>Buffers what there is room for.</summary>
    private int Take(ReadOnlySpan<byte> octets)
    {
        ObjectDisposedException.ThrowIf(!_isOpen, this);
        while (_buffer.Length - _buffered < octets.Length && _buffer.Length < _writer.PieceOctets)
        {
            Exchange(_buffer.Length * 2);
        }

        var taken = Math.Min(octets.Length, Math.Min(_buffer.Length, _writer.PieceOctets) - _buffered);
        octets[..taken].CopyTo(_buffer.AsSpan(_buffered));
        _buffered += taken;
        return taken;
    }

    private async ValueTask WriteOutAsync(CancellationToken cancellationToken)
    {
        HashBuffered();
        try
        {
            await _writer.WriteAsync(_buffer.AsMemory(0, _buffered), cancellationToken);
            _buffered = _hashed = 0;
        }
        catch (Exception e)
        {
            _lost ??= _hasEnded ? ExceptionDispatchInfo.Capture(e) : null;
            Empty();
            throw;
        }
    }

    private void HashBuffered()
    {
        _hash.AppendData(_buffer.AsSpan(_hashed, _buffered - _hashed));
        _hashed = _buffered;
    }

    /// <summary>What was written of a mail begun and not ended stays where it is, and no row names it; what waits is dropped.</summary>
    private void Forget()
    {
        if (_isOpen)
        {
            _isOpen = false;
            _ = _hash.GetHashAndReset();
            _buffered = (int)Math.Max(0, _mailStart - _writer.Written);
        }
    }

    private void Empty()
    {
        _isOpen = false;
        _ = _hash.GetHashAndReset();
        _buffered = _hashed = 0;
        if (_buffer.Length > FirstBuffer)
        {
            Exchange(FirstBuffer);
        }
    }

    private void Exchange(int length)
    {
        var next = ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(0, _buffered).CopyTo(next);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = next;
    }
}
