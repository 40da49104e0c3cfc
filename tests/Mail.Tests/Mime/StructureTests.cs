using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class StructureTests
{
    private const string Two = "--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: application/pdf; name=x.pdf\n\nPDF\n";

    [TestCase("Content-Type: multipart/mixed; boundary=b\n\npreamble\n" + Two + "--b--\nepilogue\n", "")]
    [TestCase("Content-Type: multipart/mixed; boundary=\"b\"\n\n" + Two, "missing-end-boundary")]
    [TestCase("Content-Type: multipart/mixed\n\nThis is a multi-part message in MIME format.\n--next\nContent-Type: text/plain\n\nHello\n--next\nContent-Type: application/pdf; name=x.pdf\n\nPDF\n--next--\n", "missing-boundary boundary-guessed")]
    [TestCase("Content-Type: multipart/mixed; boundary=wrong\n\n--next\nContent-Type: text/plain\n\nHello\n--next\nContent-Type: application/pdf; name=x.pdf\n\nPDF\n--next--\n", "boundary-guessed")]
    [TestCase("Subject: x\n\n--next\nContent-Type: text/plain\n\nHello\n--next\nContent-Type: application/pdf; name=x.pdf\n\nPDF\n--next--\n", "boundary-guessed")]
    [TestCase("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b--\n--b\nContent-Type: application/pdf; name=x.pdf\n\nPDF\n--b--\n", "parts-after-end")]
    [TestCase("Content-Type: multipart/mixed; boundary=b\n\n--b  \nHello\n--b\t\nContent-Type: application/pdf; name=x.pdf\nPDF\n--b--\n", "missing-blank-line")]
    public void Parts_are_found_whatever_the_boundaries(string mail, string defects)
    {
        var read = Some.Mail(mail);
        Assert.That((read.Text!.Trim(), Some.Names(read.Attachments)), Is.EqualTo(("Hello", "x.pdf")));
        Assert.That(string.Join(' ', read.Defects), Is.EqualTo(defects));
        Assert.That(read.Attachments[0].DecodeText(100).Trim(), Is.EqualTo("PDF"));
    }

    [TestCase("From anna@acme.example Mon Jan 12 09:14:58 2026\nSubject: x\n\nHello\n", "mbox-line")]
    [TestCase("\n\n\nSubject: x\n\nHello\n", "")]
    [TestCase("*** scanned by the gateway ***\n\nSubject: x\n\nHello\n", "junk-before-header")]
    [TestCase("\u00EF\u00BB\u00BFSubject: x\n\nHello\n", "")]
    [TestCase("To: a@x.example\n>From a@x.example Mon Jan 12\nSubject: x\n\nHello\n", "junk-in-header")]
    [TestCase("Subject: x\nX-Info:\nSGVsbG8gd29ybGQ\n\nHello\n", "junk-in-header")]
    [TestCase("Subject: x\nHello\n", "missing-blank-line")]
    [TestCase("Subject: x\n   \nHello\n", "")]
    public void The_header_is_found_among_junk(string mail, string defects)
    {
        var read = Some.Mail(mail);
        Assert.That((read.Subject, read.Text), Is.EqualTo(("x", "Hello\n")));
        Assert.That(string.Join(' ', read.Defects), Is.EqualTo(defects));
    }

    [TestCase("Subject: x\nTo: a@x.example\n\nHello\nyou\n")]
    [TestCase("Subject: x\rTo: a@x.example\r\rHello\ryou\r")]
    [TestCase("Subject: x\r\nTo: a@x.example\r\n\r\nHello\r\nyou\r\n")]
    [TestCase("Subject: x\r\r\nTo: a@x.example\r\r\n\r\r\nHello\r\r\nyou\r\r\n")]
    public void Every_line_end_is_one(string mail)
    {
        var read = Some.Mail(System.Text.Encoding.Latin1.GetBytes(mail));
        Assert.That((read.Subject, Some.Show(read.To), read.Text), Is.EqualTo(("x", " <a@x.example>", "Hello\nyou\n")));
    }

    [Test]
    public void Octets_without_a_header_are_a_body()
    {
        var read = Some.Mail("just words\nand more words\n");
        Assert.That((read.Text, read.Fields.Count), Is.EqualTo(("just words\nand more words\n", 0)));
        Assert.That(read.Defects, Does.Contain("no-header"));
    }

    [Test]
    public void Only_no_octets_at_all_are_unreadable() =>
        Assert.That(MailReader.Read(ReadOnlyMemory<byte>.Empty, MailLimits.Default), Is.InstanceOf<MailReading.Unreadable>());

    [Test]
    public void An_outer_boundary_ends_what_is_open_inside()
    {
        var read = Some.Mail("Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/alternative; boundary=in\n\n--in\n\nHello\n--out\nContent-Type: application/pdf\n\nPDF\n--out--\n");
        Assert.That(Some.Types(read.Parts), Is.EqualTo("multipart/mixed multipart/alternative text/plain application/pdf"));
        Assert.That(read.Parts.Select(p => p.Parent), Is.EqualTo(new[] { -1, 0, 1, 0 }));
    }

    [Test]
    public void A_nested_mail_is_a_file_named_from_its_subject()
    {
        var read = Some.Mail("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below\n--b\nContent-Type: message/rfc822\n\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nFrom: a@x.example\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nInside\n--c--\n--b--\n");
        Assert.That((read.Text, Some.Names(read.Attachments), read.Parts.Count), Is.EqualTo(("See below", "Grüße.eml", 3)));
        Assert.That((read.Attachments[0].Nested?.Subject, read.Attachments[0].Nested?.Text), Is.EqualTo(("Grüße", "Inside")));
    }

    [Test]
    public void A_nested_mail_in_base64_is_read_too()
    {
        var inner = Convert.ToBase64String("Subject: inside\r\n\r\nHello\r\n"u8);
        var read = Some.Mail($"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}\n");
        Assert.That(read.Attachments[0].Nested?.Subject, Is.EqualTo("inside"));
    }

    [Test]
    public void The_parts_of_a_digest_are_mails() =>
        Assert.That(Some.Names(Some.Mail("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\n1\n--b\n\nSubject: two\n\n2\n--b--\n").Attachments), Is.EqualTo("one.eml | two.eml"));

    [Test]
    public void A_multipart_without_parts_is_text()
    {
        var read = Some.Mail("Content-Type: multipart/alternative; boundary=b\n\n<html><p>Hello</p></html>\n");
        Assert.That((read.Text, read.Html), Is.EqualTo(((string?)null, "<html><p>Hello</p></html>\n")));
        Assert.That(read.Defects, Does.Contain("empty-multipart"));
    }

    [Test]
    public void A_part_is_a_range_of_the_mail()
    {
        var octets = Some.Octets("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\nContent-Type: image/png\n\nSGVsbG8=\n--b--\n");
        var part = Some.Mail(octets).Attachments[0];
        Assert.That(octets.AsSpan(part.Start, part.Length).ToArray(), Is.EqualTo("SGVsbG8="u8.ToArray()));
        Assert.That((part.Encoding, part.Digest().Octets), Is.EqualTo((TransferEncoding.Base64, 5L)));
    }
}
