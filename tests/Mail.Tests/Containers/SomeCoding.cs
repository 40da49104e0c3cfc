using System.Security.Cryptography;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>What is kept of a part is a range and a coding: they must give the octets that were read.</summary>
internal static class SomeCoding
{
    public static void AssertSame(byte[] mail, MimePart part)
    {
        var range = mail.AsSpan(part.Start, part.Length).ToArray();
        using var decoded = TransferDecoder.Open(new Halting(range), part.Coding);
        using var copy = new MemoryStream();
        decoded.CopyTo(copy, 333);
        Assert.That(copy.ToArray(), Is.EqualTo(part.Decode()), part.Coding);
        var (kept, read) = (TransferDecoder.Digest(range, part.Coding), part.Digest());
        Assert.That((kept.Octets, Convert.ToHexString(kept.Sha256.Span)), Is.EqualTo((read.Octets, Convert.ToHexString(read.Sha256.Span))), part.Coding);
        Assert.That(Convert.ToHexString(read.Sha256.Span), Is.EqualTo(Convert.ToHexString(SHA256.HashData(part.Decode()))));
    }

    private sealed class Halting(byte[] octets) : MemoryStream(octets)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));
    }
}
