using System.Net;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Ingest.Tests;

public sealed class OpsDownloadTests : OpsFixture
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(70_000)]
    [TestCase(3_000_000)]
    public async Task An_attachment_comes_back_octet_for_octet(int octets)
    {
        var content = new byte[octets];
        new Random(4711).NextBytes(content);
        var id = House.AddTouchpoint(new OpsMail("Files") { Files = [OpsFile.Base64("first.bin", [9, 9]), OpsFile.Base64("second.bin", content)] });
        var file = House.Database.Reports.Mail(id)!.Attachments[1].Id;

        var got = await House.Browser.GetByteArrayAsync($"/mails/{id.Value}/attachments/{file}");

        Assert.That(got.AsSpan().SequenceEqual(content), Is.True);
    }

    [TestCase("8bit", "a\u00e4\r\nb", "a\u00e4\r\nb")]
    [TestCase("quoted-printable", "a=3Db=\r\nc", "a=bc")]
    [TestCase("7bit", "plain", "plain")]
    public async Task An_attachment_is_decoded_as_it_was_encoded(string encoding, string encoded, string decoded)
    {
        var id = House.AddTouchpoint(new OpsMail("Files") { Files = [new OpsFile("a.txt", Encoding.UTF8.GetBytes(decoded), Encoding.UTF8.GetBytes(encoded), encoding, "text/plain")] });
        var file = House.Database.Reports.Mail(id)!.Attachments[0].Id;

        Assert.That(await House.GetAsync($"/mails/{id.Value}/attachments/{file}"), Is.EqualTo(decoded));
    }

    [TestCase("offer.pdf", "offer.pdf")]
    [TestCase("Größe & Preise.pdf", "Größe & Preise.pdf")]
    [TestCase("見積書.docx", "見積書.docx")]
    [TestCase("../../etc/passwd", "passwd")]
    [TestCase("C:\\Windows\\evil.exe", "evil.exe")]
    [TestCase("a\"; filename=\"b.exe", "a_; filename=_b.exe")]
    [TestCase("a\r\nSet-Cookie: x=y", "a  Set-Cookie_ x=y")]
    [TestCase("report\u202Efdp.exe", "reportfdp.exe")]
    [TestCase("CON.txt", "_CON.txt")]
    [TestCase("...", "attachment-1")]
    [TestCase("", "attachment-1")]
    public async Task A_name_is_offered_cleaned_and_the_file_is_only_ever_kept(string name, string offered)
    {
        var id = House.AddTouchpoint(new OpsMail("Files") { Files = [OpsFile.Base64(name, [1], "text/html")] });
        var file = House.Database.Reports.Mail(id)!.Attachments[0].Id;

        using var answer = await House.Browser.GetAsync($"/mails/{id.Value}/attachments/{file}");

        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Multiple(() =>
        {
            Assert.That(disposition.DispositionType, Is.EqualTo("attachment"));
            Assert.That(disposition.FileNameStar, Is.EqualTo(offered));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/octet-stream"));
            Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("sandbox"));
            Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
        });
    }

    [Test]
    public async Task The_source_comes_back_octet_for_octet_to_keep_and_as_text_to_read()
    {
        var mail = new OpsMail("Größe") { Text = "<script>alert(1)</script>" };
        var id = House.AddTouchpoint(mail);

        using var kept = await House.Browser.GetAsync($"/mails/{id.Value}/source.eml");
        using var shown = await House.Browser.GetAsync($"/mails/{id.Value}/source");

        Assert.Multiple(async () =>
        {
            Assert.That(await kept.Content.ReadAsByteArrayAsync(), Is.EqualTo(mail.Octets));
            Assert.That(kept.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
            Assert.That(await shown.Content.ReadAsByteArrayAsync(), Is.EqualTo(mail.Octets));
            Assert.That(shown.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; charset=iso-8859-1"));
        });
    }

    [Test]
    public async Task A_long_source_is_cut_in_the_view_and_says_so()
    {
        var id = House.AddTouchpoint(new OpsMail("Long") { Text = new string('x', 1_500_000) });

        var shown = await House.GetAsync($"/mails/{id.Value}/source");

        Assert.That(shown, Has.Length.LessThan(1_001_000));
        Assert.That(shown, Does.EndWith("500 kB more: download the mail]\r\n"));
    }

    [Test]
    public async Task What_is_gone_is_not_found()
    {
        using var answer = await House.Browser.GetAsync("/mails/1/attachments/1");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
