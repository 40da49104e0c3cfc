using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>What the composer writes, the reader reads: equal, without a defect, in lines that every server takes.</summary>
public sealed class ComposedMailTests
{
    [Test]
    public async Task What_is_written_is_read_back_equal([Range(1, 120)] int seed)
    {
        var draft = new RandomDraft(seed).Next();
        var octets = await Composed.OctetsAsync(draft);
        var mail = Some.Mail(octets);
        AreEqual(draft, mail);
        Assert.That(mail.Defects, Is.Empty);
        Assert.That(Ascii.IsValid(octets));
    }

    [Test]
    public async Task So_it_is_in_UTF_8([Range(1, 40)] int seed)
    {
        var draft = new RandomDraft(seed).Next(utf8: true);
        var mail = Some.Mail(await Composed.OctetsAsync(draft));
        AreEqual(draft, mail);
        Assert.That(mail.Defects.Except(["raw-8-bit-header"]), Is.Empty);
    }

    [Test]
    public async Task Lines_are_short_and_no_field_is_another_s([Range(1, 120)] int seed)
    {
        var text = Encoding.Latin1.GetString(await Composed.OctetsAsync(new RandomDraft(seed).Next(utf8: seed % 4 == 0)));
        Assert.That(text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n'), Is.False);
        Assert.That(text, Does.EndWith("\r\n").And.Not.Contain("bcc.example"));
        foreach (var line in text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n"))
        {
            Assert.That(line, Does.Match("^( [^ ]|(From|Sender|Reply-To|To|Cc|Subject|Date|Message-ID|In-Reply-To|References|X-Note|Auto-Submitted|MIME-Version|Content-Type|Content-Transfer-Encoding):)"));
            var characters = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)).Length;
            Assert.That(characters <= 78 || !line.TrimStart().Contains(' ', StringComparison.Ordinal), line);
            Assert.That(characters <= 76 || !line.Contains("=?utf-8?", StringComparison.Ordinal), line);
        }

        Assert.That(text.Split("\r\n").Max(l => l.Length), Is.LessThanOrEqualTo(998));
    }

    private static void AreEqual(MailDraft draft, ReadMail mail)
    {
        Assert.That(mail.Subject, Is.EqualTo(draft.Subject));
        Assert.That((mail.MessageId, mail.Date), Is.EqualTo(((string?)draft.MessageId, (DateTimeOffset?)draft.Date)));
        Assert.That(mail.Date!.Value.Offset, Is.EqualTo(draft.Date.Offset));
        Assert.That(mail.InReplyTo, Is.EqualTo(draft.InReplyTo));
        Assert.That(mail.References, Is.EqualTo(draft.References));
        Assert.That(mail.From, Is.EqualTo(Read(draft, [.. draft.From.Select(a => (Recipient)a)])));
        Assert.That(mail.Sender, Is.EqualTo(draft.Sender is { } sender ? Read(draft, [sender]) : []));
        Assert.That(mail.ReplyTo, Is.EqualTo(Read(draft, draft.ReplyTo)));
        Assert.That(mail.To, Is.EqualTo(Read(draft, draft.To)));
        Assert.That(mail.Cc, Is.EqualTo(Read(draft, draft.Cc)));
        Assert.That(mail.Bcc, Is.Empty);
        Assert.That(mail.Text, Is.EqualTo(draft.Text is { } text ? RandomDraft.LineEnds(text) : draft.Html is null && draft.Calendar is null ? "" : null));
        Assert.That(mail.Html, Is.EqualTo(draft.Html is { } html ? RandomDraft.LineEnds(html) : null));
        Assert.That(mail.Attachments.Where(a => a.MediaType != "text/calendar").Select(Shown), Is.EqualTo(draft.Images.Concat(draft.Attachments).Select(Shown)));
        Assert.That(
            mail.Parts.Where(a => a.MediaType == "text/calendar").Select(a => (a.Parameters["method"], a.DecodeText(9999))),
            Is.EqualTo(draft.Calendar is { } c ? new[] { (c.Method, RandomDraft.LineEnds(c.Content)) } : []));
    }

    private static IEnumerable<MailAddress> Read(MailDraft draft, IReadOnlyList<Recipient> recipients) =>
        recipients.SelectMany(r => r.Members).Select(a => RandomDraft.AsRead(a, draft.Utf8Headers));

    private static (string, string, string) Shown(MimePart part) => (part.FileName, part.ContentId, Convert.ToHexString(part.Digest().Sha256.Span));

    private static (string, string, string) Shown(MailFile file) => (file.Name, file.ContentId, Convert.ToHexString(SHA256.HashData(file.Open())));
}
