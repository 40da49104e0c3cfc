using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class FilesInTextTests
{
    private const string FullLine = "M04)#1$5&1TA)2DM,34Y/4%%24U155E=865I!0D-$149'2$E*2TQ-3D]045)3";

    [TestCase("begin 644 a.bin\n#0V%T\n`\nend\n", "a.bin", "Cat", "uuencode-in-text")]
    [TestCase("begin 0644 a b.bin\n#0V%T\n \nend\n", "a b.bin", "Cat", "uuencode-in-text")]
    [TestCase("begin-base64 644 a.bin\nQ2F0\n====\n", "a.bin", "Cat", "uuencode-in-text")]
    [TestCase("=ybegin line=128 size=3 name=a b.bin\n\u006D\u008B\u009E\n=yend size=3\n", "a b.bin", "Cat", "yenc-in-text")]
    [TestCase("=ybegin part=1 line=128 size=9 name=a.bin\n=ypart begin=1 end=3\n\u006D\u008B=\u00DE\n=yend size=3\n", "a.bin", "Cat", "yenc-in-text")]
    [TestCase("=ybegin line=2 size=3 name=a.bin\n\u006D\u008B\n\u009E", "a.bin", "Cat", "yenc-in-text")]
    public void A_file_in_the_text_is_an_attachment_and_leaves_the_text(string file, string name, string content, string defect)
    {
        var octets = Some.Octets($"Subject: x\nContent-Type: text/plain; charset=utf-8\n\nBefore\n{file}");
        var mail = Some.Mail(octets);
        Assert.That(mail.Text, Is.EqualTo("Before\n"));
        Assert.That((Some.Names(mail.Attachments), Encoding.Latin1.GetString(mail.Attachments[0].Decode()), string.Join(' ', mail.Defects)), Is.EqualTo((name, content, defect)));
        SomeCoding.AssertSame(octets, mail.Attachments[0]);
    }

    [Test]
    public void A_uuencoded_file_that_was_cut_off_is_a_file_when_it_had_a_full_line() =>
        Assert.That(Some.Names(Some.Mail($"Subject: x\n\nbegin 644 a.bin\n{FullLine}\n{FullLine}\n").Attachments), Is.EqualTo("a.bin"));

    [TestCase("begin 644 tomorrow\nthe work\nend\n")]
    [TestCase("begin the work\nend\n")]
    [TestCase("begin-base64 644 a\nno base64!\n====\n")]
    [TestCase("=ybegin is a word\n")]
    [TestCase("we begin 644 a.bin\n#0V%T\n`\nend\n")]
    public void Prose_stays_prose(string text)
    {
        var mail = Some.Mail("Subject: x\n\n" + text);
        Assert.That((mail.Text, mail.Attachments.Count), Is.EqualTo((text, 0)));
    }

    [Test]
    public void A_name_is_one_line_whatever_stands_in_it() =>
        Assert.That(Some.Mail(System.Text.Encoding.Latin1.GetBytes("Subject: x\n\n=ybegin line=1 name=a\rb\0.bin\nx\n")).Attachments[0].FileName, Is.EqualTo("ab.bin"));

    [Test]
    public void A_mail_that_has_all_its_parts_has_no_files_in_its_texts()
    {
        const string Text = "--b\n\n=ybegin line=1 name=a\nx\n";
        var octets = System.Text.Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat(Text, 9)) + "--b--\n");
        Assert.That(Some.Mail(octets, MailLimits.Default with { Parts = 4 }).Parts, Has.Count.LessThanOrEqualTo(5));
    }

    [Test]
    public void Every_octet_survives_yenc()
    {
        var file = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var encoded = file.SelectMany(o => (byte)(o + 42) is 0 or 10 or 13 or 61 or 46 ? [61, (byte)(o + 106)] : new[] { (byte)(o + 42) }).ToArray();
        byte[] octets = [.. "Subject: x\r\n\r\n=ybegin line=500 size=256 name=all.bin\r\n"u8, .. encoded, .. "\r\n=yend size=256\r\n"u8];
        var part = Some.Mail(octets).Attachments[0];
        Assert.That(part.Decode(), Is.EqualTo(file));
        SomeCoding.AssertSame(octets, part);
    }
}
