using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class TransferEncodingTests
{
    [TestCase("base64", "SGVs\nbG8=\n", "Hello")]
    [TestCase("base64", "SGVsbG8", "Hello")]
    [TestCase("base64", "SGVsbG8==", "Hello")]
    [TestCase("base64", " S G-V*s bG8= ", "Hello")]
    [TestCase("base64", "SGVs\nbG8=\nSGVsbG8=\n", "HelloHello")]
    [TestCase("base64", "SGVs\nbG8=\n--\nTo leave this list, write to us.\n", "Hello")]
    [TestCase("base64", "=SGVs*bG8h", "Hello!")]
    [TestCase("base64", "S", "")]
    [TestCase("BASE64;", "SGVsbG8=", "Hello")]
    [TestCase("(always) base64", "SGVsbG8=", "Hello")]
    [TestCase("quoted-printable", "Hel=6Co", "Hello")]
    [TestCase("quoted-printable", "Hel=6co=\n there", "Hello there")]
    [TestCase("quoted-printable", "Hello= \t\n there", "Hello there")]
    [TestCase("quoted-printable", "1 =ZZ 2 = 3 =4", "1 =ZZ 2 = 3 =4")]
    [TestCase("quoted-printable", "Hello=", "Hello")]
    [TestCase("quoted-printable", "==41", "=A")]
    [TestCase("quoted-printable", "-- \nAnna", "-- \r\nAnna")]
    [TestCase("x-uuencode", "begin 644 cat.txt\n#0V%T\n`\nend", "Cat")]
    [TestCase("x-uuencode", "begin 644 cat.txt\nM0V%T\n", "Cat")]
    [TestCase("8bit", "Hello", "Hello")]
    [TestCase("x-nonsense", "Hello", "Hello")]
    public void Broken_encodings_give_what_they_hold(string encoding, string content, string expected)
    {
        var octets = Some.Octets($"Content-Type: application/octet-stream\nContent-Transfer-Encoding: {encoding}\n\n{content}");
        Assert.That(Encoding.Latin1.GetString(Some.Mail(octets).Attachments[0].Decode()), Is.EqualTo(expected));
    }

    [Test]
    public void A_stream_over_the_stored_range_gives_the_octets_that_were_hashed([Values] TransferEncoding encoding)
    {
        var random = new Random(20260112);
        for (var round = 0; round < 300; round++)
        {
            var content = Noise(random, random.Next(0, round < 290 ? 400 : 200_000));
            var part = Some.Mail([.. Some.Octets($"Content-Type: application/octet-stream\nContent-Transfer-Encoding: {Name(encoding)}\n\n"), .. content]).Attachments[0];
            using var stream = TransferDecoder.Open(new Drip(content, random), part.Coding);
            using var copy = new MemoryStream();
            stream.CopyTo(copy, random.Next(1, 5000));
            Assert.That(copy.ToArray(), Is.EqualTo(part.Decode()));
            var digest = part.Digest();
            Assert.That((digest.Octets, Convert.ToHexString(digest.Sha256.Span)), Is.EqualTo((copy.Length, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(copy.ToArray())))));
        }
    }

    [Test]
    public void A_text_of_any_length_is_cut_where_it_was_asked([Values(1_300, 2_100, 30_000, 60_000, 200_000)] int octets, [Values("quoted-printable", "base64", "x-uuencode", "8bit")] string encoding)
    {
        var mail = Some.Mail($"Content-Type: text/plain\nContent-Transfer-Encoding: {encoding}\n\n" + new string('A', octets));
        Assert.That(mail.Parts[0].DecodeText(50), Has.Length.LessThanOrEqualTo(50));
    }

    private static string Name(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => "base64",
        TransferEncoding.QuotedPrintable => "quoted-printable",
        TransferEncoding.Uuencode => "x-uuencode",
        _ => "binary",
    };

    // The octets that decoders stumble over, far more often than chance would have them.
    private static byte[] Noise(Random random, int length)
    {
        string[] pieces = ["=", "=\r\n", "=  \t\r\n", "=3D", "=4", "QUJD", "QUI=", "\r\n", "\n", "\r", "begin 644 x\r\n", "#0V%T\r\n", "end\r\n", "\0", " ", "\t", "z", "\u00FF", new string('A', 76) + "\r\n"];
        var text = new StringBuilder("begin 644 x\r\n");
        while (text.Length < length)
        {
            text.Append(pieces[random.Next(pieces.Length)]);
        }

        return Encoding.Latin1.GetBytes(text.ToString()[..length]);
    }

    /// <summary>Gives its octets in pieces of any size, as sockets and disks do.</summary>
    private sealed class Drip(byte[] octets, Random random) : MemoryStream(octets)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, random.Next(2, 9000)))]);
    }
}
