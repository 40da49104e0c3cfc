using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class CmsTests
{
    internal const string Entity = "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + "Signed words =E2=82=AC\r\n--i\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8gaGVsbG8=\r\n--i--\r\n";

    private static readonly byte[] SignedData = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
    private static readonly byte[] EnvelopedData = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03];
    private static readonly byte[] Data = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];

    [TestCase(false, 0)]
    [TestCase(true, 0)]
    [TestCase(false, 10)]
    [TestCase(true, 10)]
    [TestCase(true, 1000)]
    public void The_signed_mail_stands_in_the_place_of_its_container_S125(bool indefinite, int pieces)
    {
        var octets = Mail(Signed(Encoding.ASCII.GetBytes(Entity), indefinite, pieces), "signed-data");
        var mail = Some.Mail(octets);
        Assert.That(mail.Text, Is.EqualTo("Signed words €"));
        Assert.That(Some.Names(mail.Attachments), Is.EqualTo("a.pdf"));
        Assert.That(mail.Protection, Is.EqualTo(MailProtection.Signature));
        foreach (var part in mail.Parts)
        {
            SomeCoding.AssertSame(octets, part);
        }
    }

    [Test]
    public void A_signature_around_a_signature_is_opened_too()
    {
        var inner = "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(Signed(Encoding.ASCII.GetBytes(Entity), true, 100));
        var octets = Mail(Signed(Encoding.ASCII.GetBytes(inner), false, 0), "signed-data");
        var mail = Some.Mail(octets);
        Assert.That((mail.Text, Some.Names(mail.Attachments)), Is.EqualTo(("Signed words €", "a.pdf")));
        SomeCoding.AssertSame(octets, mail.Attachments[0]);
    }

    [Test]
    public void Beyond_the_limit_a_container_stays_a_file()
    {
        var octets = Mail(Signed(Encoding.ASCII.GetBytes(Entity), false, 0), "signed-data");
        foreach (var limits in new[] { MailLimits.Default with { ContainerDepth = 0 }, MailLimits.Default with { ContainerOctets = 100 }, MailLimits.Default with { Containers = 0 } })
        {
            var mail = Some.Mail(octets, limits);
            Assert.That((Some.Names(mail.Attachments), string.Join(' ', mail.Defects)), Is.EqualTo(("smime.p7m", "limits:container")));
        }
    }

    [Test]
    public void What_is_encrypted_is_marked_and_kept_S125()
    {
        var mail = Some.Mail(Mail(Element(0x30, [.. EnvelopedData, .. Element(0xA0, Element(0x30, new byte[100]))]), "enveloped-data"));
        Assert.That((mail.Text, Some.Names(mail.Attachments), mail.Protection), Is.EqualTo(((string?)null, "smime.p7m", MailProtection.Encryption)));
    }

    [Test]
    public void Certificates_alone_are_a_file() =>
        Assert.That(Some.Names(Some.Mail(Mail(Signed([], false, 0), "certs-only")).Attachments), Is.EqualTo("smime.p7m"));

    [Test]
    public void No_octets_make_it_throw([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        var whole = Signed(Encoding.ASCII.GetBytes(Entity), true, 50);
        for (var round = 0; round < 1500; round++)
        {
            var cms = whole.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                cms[random.Next(random.Next(2) == 0 ? cms.Length : 60)] = (byte)random.Next(256);
            }

            var octets = Mail(cms[..random.Next(20, cms.Length)], "signed-data");
            Assert.That(() => Some.Mail(octets).Attachments.Select(a => a.Digest()).ToList(), Throws.Nothing, () => Convert.ToBase64String(cms));
        }
    }

    internal static byte[] Signed(byte[] content, bool indefinite, int pieces)
    {
        var octets = pieces == 0
            ? Element(0x04, content)
            : Element(0x24, [.. content.Chunk((content.Length / pieces) + 1).SelectMany(piece => Element(0x04, piece))], indefinite);
        byte[] encapsulated = content.Length == 0 ? Data : [.. Data, .. Element(0xA0, octets, indefinite)];
        byte[] signed = [2, 1, 1, .. Element(0x31, []), .. Element(0x30, encapsulated, indefinite), .. Element(0xA0, [4, 3, 1, 2, 3]), .. Element(0x31, [0x30, 2, 4, 0])];
        return Element(0x30, [.. SignedData, .. Element(0xA0, Element(0x30, signed, indefinite), indefinite)], indefinite);
    }

    private static byte[] Element(byte tag, byte[] content, bool indefinite = false) => indefinite
        ? [tag, 0x80, .. content, 0, 0]
        : content.Length < 128 ? [tag, (byte)content.Length, .. content] : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Mail(byte[] cms, string type) => Some.Octets(
        $"From: a@x.example\nContent-Type: application/pkcs7-mime; smime-type={type}; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks)}\n");
}
