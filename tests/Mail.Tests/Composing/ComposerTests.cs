using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class ComposerTests
{
    private static readonly MailAddress s_bad = new("x\r\nBcc: all@evil.example", "a@b.example");

    private static readonly TestCaseData[] s_refused =
    [
        new("Subject", Composed.Draft with { Subject = "Hello\r\nBcc: all@evil.example" }),
        new("Subject", Composed.Draft with { Subject = "Hello\n" }),
        new("Subject", Composed.Draft with { Subject = "\0" }),
        new("Subject", Composed.Draft with { Subject = "bell \a" }),
        new("From", Composed.Draft with { From = [s_bad] }),
        new("From", Composed.Draft with { From = [] }),
        new("From", Composed.Draft with { From = [new("", "a@b.example"), new("", "c@d.example")] }),
        new("Sender", Composed.Draft with { Sender = s_bad }),
        new("Reply-To", Composed.Draft with { ReplyTo = [s_bad] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "a@b.example\r\nX: y")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "\"a\r\n\"@b.example")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "\"a\"b\"@b.example")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "\"a\\\"@b.example")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "a b@b.example")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "a@b.example, c@d.example")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "a@b.example>")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "a@b..example")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "a@")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "nobody")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", "jürgen@b.example")] }),
        new("To", Composed.Draft with { To = [new MailAddress("", new string('a', 320) + "@b.example")] }),
        new("Cc", Composed.Draft with { Cc = [new Recipient.Group("x\ny", [])] }),
        new("Message-ID", Composed.Draft with { MessageId = "a>\r\nX: y" }),
        new("Message-ID", Composed.Draft with { MessageId = "" }),
        new("In-Reply-To", Composed.Draft with { InReplyTo = ["a b"] }),
        new("References", Composed.Draft with { References = ["a@b", "<c@d>"] }),
        new("X-Note", Composed.Draft with { Fields = [new("X-Note", "a\nb")] }),
        new("Fields", Composed.Draft with { Fields = [new("X Note", "a")] }),
        new("Fields", Composed.Draft with { Fields = [new("X:", "a")] }),
        new("Fields", Composed.Draft with { Fields = [new("bcc", "all@evil.example")] }),
        new("Fields", Composed.Draft with { Fields = [new("Resent-Bcc", "all@evil.example")] }),
        new("Fields", Composed.Draft with { Fields = [new("From", "a@b.example")] }),
        new("Fields", Composed.Draft with { Fields = [new("Content-Type", "text/html")] }),
        new("Images", Composed.Draft with { Images = [Composed.File("a.png", "image/png", "") with { ContentId = "1" }] }),
        new("Images", Composed.Draft with { Html = "x", Images = [Composed.File("a.png", "image/png", "")] }),
        new("Content-ID", Composed.Draft with { Html = "x", Images = [Composed.File("a.png", "image/png", "") with { ContentId = "a>\r\n" }] }),
        new("File name", Composed.Draft with { Attachments = [Composed.File("a\r\nb", "image/png", "")] }),
        new("File name", Composed.Draft with { Attachments = [Composed.File(new string('a', 256), "image/png", "")] }),
        new("Media type", Composed.Draft with { Attachments = [Composed.File("a", "image/png\r\nX: y", "")] }),
        new("Media type", Composed.Draft with { Attachments = [Composed.File("a", "multipart/mixed", "")] }),
        new("Calendar", Composed.Draft with { Calendar = new("REQUEST; x=y", "") }),
    ];

    [TestCaseSource(nameof(s_refused))]
    public async Task What_cannot_stand_in_a_mail_is_refused_by_its_name_before_anything_is_written(string field, object draft)
    {
        using var output = new MemoryStream();
        var refused = await Assert.ThrowsAsync<MailDraftException>(() => MailComposer.WriteAsync((MailDraft)draft, output, CancellationToken.None));
        Assert.That(refused!.Field, Is.EqualTo(field));
        Assert.That(refused.Message, Does.StartWith(field + ": ").And.Not.Contain("\n"));
        Assert.That(output.Length, Is.Zero);
    }

    [Test]
    public async Task A_plain_mail_is_as_plain_as_it_can_be() => Assert.That(await Composed.TextAsync(Composed.Draft), Is.EqualTo("""
        From: Jane Doe <jane@vendor.example>
        To: Anna <anna@acme.example>
        Subject: Hello
        Date: Mon, 12 Jan 2026 09:14:58 +0100
        Message-ID: <1@vendor.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 7bit

        Hello Anna

        """.ReplaceLineEndings("\r\n")));

    [TestCase("Offer for Müller AG and everybody", "Offer for =?utf-8?Q?M=C3=BCller?= AG and everybody")]
    [TestCase("你好世界", "=?utf-8?B?5L2g5aW95LiW55WM?=")]
    [TestCase("two  blanks", "=?utf-8?Q?two__blanks?=")]
    [TestCase(" first", "=?utf-8?Q?_first?=")]
    [TestCase("a\ttab", "a tab")]
    [TestCase("say =?x?", "say =?utf-8?B?PT94Pw==?=")]
    [TestCase("", "")]
    public async Task Only_what_needs_it_is_encoded(string subject, string written)
    {
        var field = (await Composed.TextAsync(Composed.Draft with { Subject = subject })).Split("\r\n").Single(l => l.StartsWith("Subject:", StringComparison.Ordinal));
        Assert.That(field[8..].Trim(), Is.EqualTo(written));
        Assert.That(Some.MailWith(field).Subject, Is.EqualTo(subject.Replace('\t', ' ')));
    }

    [Test]
    public async Task Parts_are_nested_as_readers_expect()
    {
        var mail = Some.Mail(await Composed.OctetsAsync(Composed.Draft with
        {
            Html = "<img src=\"cid:1@vendor.example\">",
            Calendar = new("REQUEST", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"),
            Images = [Composed.File("logo.png", "image/png", "png") with { ContentId = "1@vendor.example" }],
            Attachments = [Composed.File("a.pdf", "application/pdf", "pdf"), Composed.File("b.eml", "message/rfc822", "Subject: b\r\n\r\nx\r\n"), Composed.File("c.eml", "message/rfc822", "Subject: \u00FC\n")],
        }));
        Assert.That(Some.Types(mail.Parts), Is.EqualTo(
            "multipart/mixed multipart/alternative text/plain multipart/related text/html image/png text/calendar application/pdf message/rfc822 application/octet-stream"));
        Assert.That(mail.Parts[5].IsInline);
        Assert.That(mail.Parts[8].Nested?.Subject, Is.EqualTo("b"));
        Assert.That(mail.Parts[9].DecodeText(99), Is.EqualTo("Subject: ü\n"));
    }

    [TestCase("Hello\n", "7bit")]
    [TestCase("", "7bit")]
    [TestCase("Grüße aus München\n", "quoted-printable")]
    [TestCase("你好世界\n", "base64")]
    [TestCase("trailing \n", "quoted-printable")]
    [TestCase("From here\n", "quoted-printable")]
    [TestCase("--=_x\n", "quoted-printable")]
    [TestCase("bell\a\n", "quoted-printable")]
    public async Task The_plainest_encoding_that_keeps_the_text_is_chosen(string text, string encoding)
        => Assert.That(await Composed.TextAsync(Composed.Draft with { Text = text }), Does.Contain($"Content-Transfer-Encoding: {encoding}\r\n"));

    [Test]
    public async Task A_boundary_that_an_attached_mail_holds_is_not_used()
    {
        var stems = new Queue<string>(["first", "second"]);
        using var output = new MemoryStream();
        var mail = Composed.File("b.eml", "message/rfc822", $"Subject: b\r\n\r\n{new string('x', 500)}\r\n--=_first_0\r\n");
        await MailComposer.WriteAsync(Composed.Draft with { Attachments = [mail] }, output, stems.Dequeue, CancellationToken.None);
        var text = Encoding.ASCII.GetString(output.ToArray());
        Assert.That(text, Does.Contain("boundary=\"=_second_0\""));
        Assert.That(Some.Mail(output.ToArray()).Attachments.Single().DecodeText(9999), Does.EndWith("--=_first_0\n"));
    }

    [Test]
    public void Everybody_who_gets_it_is_a_forward_path_once() => Assert.That(
        (Composed.Draft with
        {
            Cc = [new Recipient.Group("Team", [new("", "b@x.example"), new("", "anna@acme.example")])],
            Bcc = [new("", "c@x.example"), new("", "b@x.example")],
        }).ForwardPaths(),
        Is.EqualTo(new[] { "anna@acme.example", "b@x.example", "c@x.example" }));

    [Test]
    public async Task Memory_does_not_grow_with_a_file()
    {
        await WriteAsync(1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await WriteAsync(64 << 20);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));

        static Task WriteAsync(long octets) => MailComposer.WriteAsync(
            Composed.Draft with { Attachments = [new("big.bin", "application/octet-stream", () => new ZeroStream(octets))] }, Stream.Null, CancellationToken.None);
    }

    [Test]
    public void New_ids_differ_and_stand_at_the_domain()
    {
        var id = MailComposer.NewMessageId("bücher.example");
        Assert.That(id, Does.Match("^[0-9a-f]{32}@xn--bcher-kva\\.example$"));
        Assert.That(MailComposer.NewMessageId("bücher.example"), Is.Not.EqualTo(id));
    }

    private sealed class ZeroStream(long octets) : Stream
    {
        private long _left = octets;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(_left, buffer.Length);
            buffer[..count].Clear();
            _left -= count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
