using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class BodyTests
{
    private static string Part(string header, string content) => $"--b\n{header}\n\n{content}\n";

    private static ReadMail Multipart(string subtype, params string[] parts) =>
        Some.Mail($"Content-Type: multipart/{subtype}; boundary=b\n\n{string.Concat(parts)}--b--\n");

    [Test]
    public void Inline_texts_are_joined_in_order_and_the_image_between_is_an_attachment()
    {
        var mail = Multipart("mixed", Part("Content-Type: text/plain", "one"), Part("Content-Type: image/png", "png"), Part("Content-Type: text/plain", "two"));
        Assert.That((mail.Text, Some.Types(mail.Attachments)), Is.EqualTo(("one\ntwo", "image/png")));
    }

    [TestCase("Content-Type: text/plain\nContent-Disposition: attachment; filename=notes.txt")]
    [TestCase("Content-Type: text/plain; name=notes.txt")]
    [TestCase("Content-Type: text/html; name=notes.txt\nContent-Disposition: inline")]
    public void A_named_text_is_a_file(string header)
    {
        var mail = Multipart("mixed", Part("Content-Type: text/plain", "one"), Part(header, "notes"));
        Assert.That((mail.Text, Some.Names(mail.Attachments)), Is.EqualTo(("one", "notes.txt")));
    }

    [Test]
    public void The_alternatives_are_text_and_html()
    {
        var mail = Multipart("alternative", Part("Content-Type: text/plain", "one"), Part("Content-Type: text/html", "<p>one</p>"), Part("Content-Type: text/calendar; method=REQUEST", "BEGIN:VCALENDAR"));
        Assert.That((mail.Text, mail.Html, Some.Types(mail.Attachments)), Is.EqualTo(("one", "<p>one</p>", "text/calendar")));
    }

    [Test]
    public void Images_that_the_html_shows_are_inline()
    {
        var mail = Multipart("related", Part("Content-Type: text/html", "<img src=\"cid:a%40x\"><img src='https://x.example/b.png'>"), Part("Content-Type: image/png\nContent-ID: <a@x>", "a"), Part("Content-Type: image/png\nContent-Location: https://x.example/b.png", "b"), Part("Content-Type: image/png\nContent-ID: <c@x>", "c"));
        Assert.That(mail.Attachments.Select(p => p.IsInline), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public void Only_the_root_of_a_related_is_the_body()
    {
        var mail = Some.Mail("Content-Type: multipart/related; boundary=b; start=\"<r@x>\"\n\n" + Part("Content-Type: text/html", "part") + Part("Content-Type: text/html\nContent-ID: <r@x>", "root") + "--b--\n");
        Assert.That((mail.Html, mail.Attachments.Count), Is.EqualTo(("root", 1)));
    }

    [Test]
    public void The_signature_of_a_signed_mail_is_no_attachment()
    {
        var mail = Multipart("signed; protocol=\"application/pgp-signature\"", Part("Content-Type: text/plain", "signed"), Part("Content-Type: application/pgp-signature; name=signature.asc", "sig"));
        Assert.That((mail.Text, mail.Attachments.Count, mail.Parts.Count), Is.EqualTo(("signed", 0, 3)));
    }

    [Test]
    public void Both_halves_of_an_appledouble_and_a_report_are_kept()
    {
        Assert.That(Some.Types(Multipart("appledouble", Part("Content-Type: application/applefile", "r"), Part("Content-Type: application/pdf", "d")).Attachments), Is.EqualTo("application/applefile application/pdf"));
        var report = Multipart("report; report-type=delivery-status", Part("Content-Type: text/plain", "failed"), Part("Content-Type: message/delivery-status", "Action: failed"), Part("Content-Type: text/rfc822-headers", "Subject: x"));
        Assert.That((report.Text, Some.Types(report.Attachments), report.Parts[0].Parameters["report-type"]), Is.EqualTo(("failed", "message/delivery-status text/rfc822-headers", "delivery-status")));
    }

    [Test]
    public void A_mail_that_is_a_file_has_no_text()
    {
        var mail = Some.Mail("Content-Type: application/pdf; name=x.pdf\n\nPDF\n");
        Assert.That((mail.Text, mail.Html, Some.Names(mail.Attachments)), Is.EqualTo(((string?)null, (string?)null, "x.pdf")));
    }

    [TestCase("", "one \ntwo\n", "one two\n")]
    [TestCase("; delsp=yes", "one \ntwo\n", "onetwo\n")]
    [TestCase("", "> quoted \n> words\nmine\n", "> quoted words\nmine\n")]
    [TestCase("", "> quoted \nmine\n", "> quoted \nmine\n")]
    [TestCase("", " From here\n", "From here\n")]
    [TestCase("", "bye\n-- \nAnna\n", "bye\n-- \nAnna\n")]
    public void Flowed_text_is_unfolded(string parameter, string content, string expected) =>
        Assert.That(Some.Mail($"Content-Type: text/plain; format=flowed{parameter}\n\n{content}").Text, Is.EqualTo(expected));

    [Test]
    public void A_uuencoded_file_in_text_is_an_attachment_and_leaves_the_text()
    {
        var octets = Some.Octets("Subject: x\n\nSee file.\nbegin 644 cat.txt\n#0V%T\n`\nend\nBye\n");
        var mail = Some.Mail(octets);
        Assert.That((mail.Text, Some.Names(mail.Attachments)), Is.EqualTo(("See file.\nBye\n", "cat.txt")));
        Assert.That(mail.Attachments[0].Decode(), Is.EqualTo("Cat"u8.ToArray()));
        Assert.That(octets.AsSpan(mail.Attachments[0].Start).StartsWith("begin 644"u8), Is.True);
    }

    [Test]
    public void Prose_that_begins_with_begin_stays() =>
        Assert.That(Some.Mail("Subject: x\n\nbegin 644 the day\nwith a smile that no uuencoder ever wrote\nend\n").Text, Does.Contain("smile"));
}
