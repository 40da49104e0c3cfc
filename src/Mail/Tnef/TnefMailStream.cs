namespace Touchpoints.Mail;

/// <summary>A mail inside TNEF as a stream: the TNEF is read whole when the first octet is asked for, for its parts lie in any order.</summary>
internal sealed class TnefMailStream(Stream tnef) : Stream
{
    private MemoryStream? _mail;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_mail is null)
        {
            using var whole = new MemoryStream();
            tnef.CopyTo(whole);
            _mail = Composed(whole);
        }

        return _mail.Read(buffer, offset, count);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_mail is null)
        {
            using var whole = new MemoryStream();
            await tnef.CopyToAsync(whole, cancellationToken);
            _mail = Composed(whole);
        }

        return await _mail.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            tnef.Dispose();
            _mail?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static MemoryStream Composed(MemoryStream whole) => new(TnefMail.Compose(whole.GetBuffer().AsSpan(0, (int)whole.Length), MailLimits.Default), writable: false);
}
