using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>Appends mails to one segment: write, end, write, end …, then one <see cref="Sync"/> for all of them.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> when the disk is full or fails; the mails since the last <see cref="Sync"/> are then not there.</remarks>
public sealed class OctetsAppender : IDisposable
{
    private readonly OctetsStore _store;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly MailStream _stream;

    // The segment. _written octets of it are in the file, _buffered more are waiting; the mail in hand begins at _mailStart.
    private SafeFileHandle? _handle;
    private long _segment;
    private long _written;
    private int _buffered;
    private long _mailStart;
    private int _hashed;
    private bool _isOpen;

    internal OctetsAppender(OctetsStore store)
    {
        _store = store;
        _stream = new MailStream(this);
    }

    /// <summary>A write-only stream for the next mail; hashed while written. A mail begun and not ended is forgotten.</summary>
    public Stream BeginMail()
    {
        if (_isOpen)
        {
            Forget();
        }

        if (_handle is null || _written + _buffered >= OctetsStore.FullSegment)
        {
            Sync();
            CloseSegment();
            OpenSegment();
        }

        _mailStart = _written + _buffered;
        _hashed = _buffered;
        _isOpen = true;
        return _stream;
    }

    /// <summary>Ends the mail. It is durable only after <see cref="Sync"/>.</summary>
    public StoredOctets EndMail()
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("No mail was begun.");
        }

        HashBuffered();
        _isOpen = false;
        return new StoredOctets(new OctetsPlace(_segment, _mailStart, _written + _buffered - _mailStart), _hash.GetHashAndReset());
    }

    /// <summary>One sync of the segment for every mail ended since the last.</summary>
    public void Sync()
    {
        if (_handle is null)
        {
            return;
        }

        Flush();
        try
        {
            var synced = Effects.About("sync", "segment");
            RandomAccess.FlushToDisk(_handle);
            synced.Done();
        }
        catch (IOException failure)
        {
            // B32: the kernel may have thrown the octets away and would call the next sync a success. Nobody gets this segment again.
            Abandon();
            throw StoreProblems.Of(failure, _store.PathOf(_segment));
        }
    }

    /// <summary>Closes the segment.</summary>
    public void Dispose()
    {
        CloseSegment();
        _hash.Dispose();
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        ObjectDisposedException.ThrowIf(_handle is null || !_isOpen, this);
        while (octets.Length > 0)
        {
            if (_buffered == _buffer.Length)
            {
                Flush();
            }

            var taken = Math.Min(octets.Length, _buffer.Length - _buffered);
            octets[..taken].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += taken;
            octets = octets[taken..];
        }
    }

    private void Flush()
    {
        if (_isOpen)
        {
            HashBuffered();
        }

        try
        {
            var written = Effects.About("write", "segment");
            RandomAccess.Write(_handle!, _buffer.AsSpan(0, _buffered), _written);
            written.Done();
        }
        catch (IOException failure)
        {
            CloseSegment();
            throw StoreProblems.Of(failure, _store.PathOf(_segment));
        }

        _written += _buffered;
        _buffered = 0;
        _hashed = 0;
    }

    private void HashBuffered()
    {
        _hash.AppendData(_buffer.AsSpan(_hashed, _buffered - _hashed));
        _hashed = _buffered;
    }

    private void Forget()
    {
        // What was flushed of it is overwritten by the next mail; no row names it.
        _ = _hash.GetHashAndReset();
        if (_mailStart >= _written)
        {
            _buffered = (int)(_mailStart - _written);
        }
        else
        {
            _written = _mailStart;
            _buffered = 0;
        }

        _isOpen = false;
    }

    private void OpenSegment()
    {
        try
        {
            (_segment, _handle) = _store.TakeSegment();
            _written = RandomAccess.GetLength(_handle);
            _buffered = 0;
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, _store.PathOf(_segment));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(_store.PathOf(_segment), failure.Message, failure);
        }
    }

    private void CloseSegment()
    {
        if (_handle is not null)
        {
            Abandon();
            _store.GiveBack(_segment);
        }
    }

    private void Abandon()
    {
        _handle?.Dispose();
        _handle = null;
        _isOpen = false;
        _ = _hash.GetHashAndReset();
    }

    private sealed class MailStream(OctetsAppender appender) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => appender.Append(buffer);

        public override void Write(byte[] buffer, int offset, int count) => appender.Append(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            appender.Append(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            appender.Append(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        public override void Flush()
        {
            // Octets go to the disk with Sync, many mails at a time.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
