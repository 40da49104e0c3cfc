using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class PgpTests
{
    private const string Signature = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";

    [TestCase("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- -- \nAnna\n" + Signature, "Hello\n-- \nAnna\n")]
    [TestCase("Before\n-----BEGIN PGP SIGNED MESSAGE-----\n\nHello\n" + Signature + "List footer\n", "Before\nHello\nList footer\n")]
    public void A_clear_signed_text_is_shown_without_its_armour(string body, string text)
    {
        var mail = Some.Mail("Subject: x\n\n" + body);
        Assert.That((mail.Text, mail.Protection, mail.Attachments.Count), Is.EqualTo((text, MailProtection.Signature, 0)));
    }

    [TestCase("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n")]
    [TestCase("> -----BEGIN PGP SIGNED MESSAGE-----\n> \n> Hello\n")]
    [TestCase("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n-----END PGP PUBLIC KEY BLOCK-----\n")]
    [TestCase("-----BEGIN PGP MESSAGE-----\n\nabc\n")]
    public void What_is_cut_off_or_quoted_or_a_key_is_text(string body)
    {
        var mail = Some.Mail("Subject: x\n\n" + body);
        Assert.That((mail.Text, mail.Protection), Is.EqualTo((body, MailProtection.None)));
    }

    [Test]
    public void An_encrypted_text_is_kept_as_a_file()
    {
        var mail = Some.Mail("Subject: x\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\nfooter\n");
        Assert.That((mail.Text, mail.Protection, Some.Types(mail.Attachments)), Is.EqualTo(("footer\n", MailProtection.Encryption, "text/plain")));
    }

    [Test]
    public void An_encrypted_multipart_is_marked_and_its_parts_are_kept()
    {
        var mail = Some.Mail("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
            + "--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--b--\n");
        Assert.That((mail.Text, mail.Protection, Some.Names(mail.Attachments)), Is.EqualTo(((string?)null, MailProtection.Encryption, " | encrypted.asc")));
    }

    [Test]
    public void The_signature_of_a_signed_multipart_is_hidden()
    {
        var mail = Some.Mail("Content-Type: multipart/signed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nabc\n--b--\n");
        Assert.That((mail.Text, mail.Protection, mail.Attachments.Count, mail.Parts[2].IsHidden), Is.EqualTo(("Hello", MailProtection.Signature, 0, true)));
    }
}
