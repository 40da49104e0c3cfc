namespace Touchpoints.Mail;

/// <summary>A mail inside TNEF as a stream: the TNEF is read whole when the first octet is asked for, for its parts lie in any order.</summary>
internal sealed class TnefMailStream(Stream tnef) : ForwardStream
{
    private MemoryStream? _mail;

    public override int Read(Span<byte> buffer)
    {
        if (_mail is null)
        {
            using var whole = new MemoryStream();
            tnef.CopyTo(whole);
            _mail = Composed(whole);
        }

        return _mail.Read(buffer);
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
