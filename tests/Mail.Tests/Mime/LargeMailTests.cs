using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>A large mail takes no more memory than a small one (reliability.md B33).</summary>
[NonParallelizable]
public sealed class LargeMailTests
{
    private const int Large = 16_000_000;
    private const int Piece = 1024 * 1024;

    // What is decoded at a time is borrowed from the pool, which may be empty; a body's text is as long as its limit.
    private const long MostAllocated = 1_000_000;

    [TestCase("base64")]
    [TestCase("quoted-printable")]
    [TestCase("binary")]
    public void A_large_attachment_is_read_in_pieces(string encoding)
    {
        var mail = new Pages(Mail($"Content-Type: application/zip\nContent-Transfer-Encoding: {encoding}", Large));
        var allocated = Allocated(() =>
        {
            var part = Read(mail).Attachments.Single();
            Assert.That(part.Digest().Octets, Is.GreaterThan(Large / 2));
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(allocated, Is.LessThan(MostAllocated));
            Assert.That(mail.Kept, Is.LessThan(3 * Piece));
            Assert.That(mail.WasLetGo, Is.GreaterThan(3L * Large), "twice searched for the boundary, twice hashed.");
        }
    }

    [Test]
    public void An_attached_mail_with_a_large_attachment_is_read_in_pieces()
    {
        var mail = new Pages([.. Some.Octets("Content-Type: message/rfc822\n\n"), .. Mail("Content-Type: application/zip\nContent-Transfer-Encoding: base64", Large)]);
        var allocated = Allocated(() => Assert.That(Read(mail).Attachments.Single().Nested!.Attachments.Single().Digest().Octets, Is.GreaterThan(Large / 2)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(allocated, Is.LessThan(MostAllocated));
            Assert.That(mail.Kept, Is.LessThan(3 * Piece));
        }
    }

    [TestCase("text/plain", "7bit")]
    [TestCase("text/plain; charset=utf-8", "8bit")]
    [TestCase("text/plain; charset=utf-8; format=flowed", "quoted-printable")]
    [TestCase("text/html; charset=iso-8859-1", "base64")]
    public void Of_a_large_body_no_more_is_decoded_than_is_kept(string type, string encoding)
    {
        var mail = new Pages([.. Some.Octets($"Content-Type: {type}\nContent-Transfer-Encoding: {encoding}\n\n"), .. Lines(Large)]);
        var limits = MailLimits.Default with { TextCharacters = 100_000, HtmlCharacters = 100_000 };
        ReadMail? read = null;
        var allocated = Allocated(() => read = Read(mail, limits));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(((read!.Text ?? read.Html)!).Length, Is.InRange(60_000, 100_000));
            Assert.That(read.Defects, Has.Some.StartsWith("limits:"));
            Assert.That(allocated, Is.LessThan(3 * MostAllocated));
            Assert.That(mail.Kept, Is.LessThan(3 * Piece));
        }
    }

    [Test]
    public void What_was_let_go_of_gives_the_same_hash()
    {
        var octets = Mail("Content-Type: application/zip\nContent-Transfer-Encoding: base64", 5_000_000);
        var expected = Some.Mail(octets).Attachments.Single().Digest();
        var found = Read(new Pages(octets)).Attachments.Single().Digest();
        Assert.That((found.Octets, Convert.ToHexString(found.Sha256.Span)), Is.EqualTo((expected.Octets, Convert.ToHexString(expected.Sha256.Span))));
    }

    private static ReadMail Read(Pages mail, MailLimits? limits = null) => ((MailReading.Readable)MailReader.Read(mail.Memory, limits ?? MailLimits.Default)).Mail;

    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] Mail(string fields, int length) =>
        [.. Some.Octets($"Subject: Large\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\n{fields}\n\n"), .. Lines(length), .. Some.Octets("\n--b--\n")];

    private static byte[] Lines(int length)
    {
        var line = Encoding.ASCII.GetBytes(Convert.ToBase64String(SHA256.HashData("line"u8)).PadRight(74, 'x')[..74] + "\r\n");
        var lines = new byte[length / line.Length * line.Length];
        for (var at = 0; at < lines.Length; at += line.Length)
        {
            line.CopyTo(lines.AsSpan(at));
        }

        return lines;
    }

    /// <summary>Octets that know how far the reader went on without letting go.</summary>
    private sealed class Pages(byte[] octets) : PagedOctets
    {
        private int _free;

        /// <summary>How far the reader went at most without letting go.</summary>
        public int Kept { get; private set; }

        public long WasLetGo { get; private set; }

        public override void LetGo(int start, int length)
        {
            // A pass that begins anew keeps nothing of the one before.
            Kept = Math.Max(Kept, start >= _free ? start - _free + length : length);
            _free = start + length;
            WasLetGo += length;
        }

        public override Span<byte> GetSpan() => octets;

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            // It has nothing of its own.
        }
    }
}
