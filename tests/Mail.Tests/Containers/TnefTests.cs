using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class TnefTests
{
    [Test]
    public void Its_files_and_its_body_stand_in_its_place_S124()
    {
        var tnef = SomeTnef.Stream(
            SomeTnef.Message(SomeTnef.Text(0x1000, "Hello\r\nAnna")),
            SomeTnef.File("Grüße.txt", "one"u8.ToArray(), SomeTnef.Text(0x370E, "text/plain")),
            SomeTnef.File("plan.pdf", "two"u8.ToArray()));
        var mail = Some.Mail(SomeTnef.Mail(tnef));
        Assert.That(mail.Text, Is.EqualTo("Hello\nAnna"));
        Assert.That(Some.Names(mail.Attachments), Is.EqualTo("Grüße.txt | plan.pdf"));
        Assert.That(Some.Types(mail.Attachments), Is.EqualTo("text/plain application/octet-stream"));
        Assert.That(Encoding.ASCII.GetString(mail.Attachments[1].Decode()), Is.EqualTo("two"));
        Assert.That(mail.Parts.Single(p => p.IsHidden), Is.Not.Null.And.Property(nameof(MimePart.IsReplaced)).True.And.Property(nameof(MimePart.FileName)).EqualTo("winmail.dat"));
        Assert.That(mail.Defects, Is.Empty);
    }

    [Test]
    public void The_words_of_the_mail_itself_are_kept()
    {
        var tnef = SomeTnef.Stream(SomeTnef.Message(SomeTnef.Text(0x1000, "The same in TNEF"), SomeTnef.Binary(0x1013, "<p>html</p>"u8.ToArray())));
        var mail = Some.Mail(SomeTnef.Mail(tnef, "The words"));
        Assert.That((mail.Text, mail.Html), Is.EqualTo(("The words", "<p>html</p>")));
    }

    [Test]
    public void A_file_that_the_html_shows_is_inline()
    {
        var tnef = SomeTnef.Stream(
            SomeTnef.Message(SomeTnef.Binary(0x1013, "<img src=\"cid:logo@x\">"u8.ToArray())),
            SomeTnef.File("logo.png", "PNG"u8.ToArray(), SomeTnef.Text(0x3712, "logo@x")),
            SomeTnef.File("plan.pdf", "PDF"u8.ToArray()));
        Assert.That(Some.Mail(SomeTnef.Mail(tnef)).Attachments.Select(a => a.IsInline), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void A_mail_inside_is_a_mail_with_its_own_header_text_and_files()
    {
        var inner = SomeTnef.Stream(
            SomeTnef.Message(
                SomeTnef.Text(0x0037, "Größe"), SomeTnef.Text(0x1000, "Inner words"), SomeTnef.Text(0x0C1A, "Gina, García"), SomeTnef.Text(0x0C1F, "gina@globex.example"), SomeTnef.Text(0x1035, "<in@globex.example>")),
            SomeTnef.File("in.txt", "inner"u8.ToArray()),
            SomeTnef.Mail("Deeper", SomeTnef.Stream(SomeTnef.Message(SomeTnef.Text(0x1000, "Deepest words")))));
        var mail = Some.Mail(SomeTnef.Mail(SomeTnef.Stream(SomeTnef.Mail("Größe", inner))));
        var nested = mail.Attachments[0].Nested!;
        Assert.That(mail.Attachments[0].FileName, Is.EqualTo("Größe.eml"));
        Assert.That((nested.Subject, nested.MessageId, nested.Text), Is.EqualTo(("Größe", "in@globex.example", "Inner words")));
        Assert.That(Some.Show(nested.From), Is.EqualTo("Gina, García <gina@globex.example>"));
        Assert.That(Encoding.ASCII.GetString(nested.Attachments[0].Decode()), Is.EqualTo("inner"));
        Assert.That(nested.Text, Does.Not.Contain("Deepest"));
        Assert.That(Some.Names(nested.Attachments), Is.EqualTo("in.txt"), "its mail is opened in its place");
    }

    [TestCase("garbage", "winmail.dat", "broken-tnef")]
    [TestCase("", "winmail.dat", "broken-tnef")]
    public void What_is_no_tnef_stays_a_file(string content, string names, string defect)
    {
        var mail = Some.Mail(SomeTnef.Mail(Encoding.Latin1.GetBytes(content)));
        Assert.That((Some.Names(mail.Attachments), string.Join(' ', mail.Defects)), Is.EqualTo((names, defect)));
    }

    [Test]
    public void One_that_holds_nothing_to_show_stays_a_file() =>
        Assert.That(Some.Names(Some.Mail(SomeTnef.Mail(SomeTnef.Stream(SomeTnef.Attribute(1, 0x00078008, "IPM.Report\0"u8.ToArray())))).Attachments), Is.EqualTo("winmail.dat"));

    [Test]
    public void Of_one_that_is_cut_off_what_there_is_is_shown()
    {
        var tnef = SomeTnef.Stream(SomeTnef.File("one.txt", "one"u8.ToArray()), SomeTnef.Attribute(2, 0x00069002, new byte[14]), SomeTnef.Attribute(2, 0x0006800F, new byte[100]));
        var mail = Some.Mail(SomeTnef.Mail(tnef[..^60]));
        Assert.That(mail.Attachments[0].FileName, Is.EqualTo("one.txt"));
        Assert.That(mail.Defects, Is.EqualTo(new[] { "broken-tnef" }));
    }

    [Test]
    public void A_stream_over_the_stored_range_gives_each_file_again()
    {
        var inner = SomeTnef.Stream(SomeTnef.Message(SomeTnef.Text(0x1000, "Inner words")), SomeTnef.File("in.txt", "inner"u8.ToArray()));
        var octets = SomeTnef.Mail(SomeTnef.Stream(SomeTnef.File("one.bin", Noise(5000)), SomeTnef.File("two.bin", Noise(70_000)), SomeTnef.Mail("Inner", inner)));
        foreach (var part in Some.Mail(octets).Attachments)
        {
            SomeCoding.AssertSame(octets, part);
        }
    }

    private static byte[] Noise(int length)
    {
        var octets = new byte[length];
        new Random(length).NextBytes(octets);
        return octets;
    }
}
