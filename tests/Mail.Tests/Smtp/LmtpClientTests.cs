using System.Text;
using NUnit.Framework;
using static Touchpoints.Mail.Tests.ScriptedImapServer;

namespace Touchpoints.Mail.Tests;

public sealed class LmtpClientTests
{
    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Detail_of_the_address_is_in_Delivered_To_and_each_recipient_has_a_reply()
    {
        var server = await Dovecot.Server;
        await using var client = await LmtpClient.ConnectAsync("localhost", server.LmtpPort, Token);
        var subject = TestContext.CurrentContext.Test.ID;
        var mail = Encoding.UTF8.GetBytes($"Subject: lmtp {subject}\n\n.dot\n..dots\nGrüße\r\nlast line without end");

        var replies = await client.DeliverAsync("ann@customer.example", ["touchpoints+t-abc@in.vendor.example", "nobody@in.vendor.example"], mail, Token);
        var both = await client.DeliverAsync("ann@customer.example", [Dovecot.Second, "nobody@in.vendor.example", Dovecot.Second], mail, Token);
        var refused = await client.DeliverAsync("", ["nobody@in.vendor.example"], mail, Token);
        var again = await client.DeliverAsync("", [Dovecot.Second], mail, Token);

        Assert.That(replies.Select(r => r.Code), Is.EqualTo(new[] { 250, 550 }));
        Assert.That(both.Select(r => r.Code), Is.EqualTo(new[] { 250, 550, 250 }));
        Assert.That(replies[1].Text, Does.Contain("nobody@in.vendor.example"));
        Assert.That((refused[0].IsSuccess, again[0].IsSuccess), Is.EqualTo((false, true)));
        var stored = await server.DoveadmAsync("fetch", "-u", Dovecot.User, "text", "HEADER", "Subject", $"lmtp {subject}");
        Assert.That(stored, Does.Contain("Delivered-To: touchpoints+t-abc@in.vendor.example").And.Contain("Return-Path: <ann@customer.example>"));
        Assert.That(stored.ReplaceLineEndings("\n"), Does.Contain("\n\n.dot\n..dots\nGrüße\nlast line without end\n"));
    }

    [TestCase("", ".\r\n")]
    [TestCase("a", "a\r\n.\r\n")]
    [TestCase("a\n.b\r\n..\n.", "a\r\n..b\r\n...\r\n..\r\n.\r\n")]
    [TestCase("a\n\n", "a\r\n\r\n.\r\n")]
    public void Dots_are_stuffed_and_lines_end_in_CRLF(string octets, string wire) =>
        Assert.That(Encoding.ASCII.GetString(LmtpClient.DotStuffed(Encoding.ASCII.GetBytes(octets)).Span), Is.EqualTo(wire));

    [TestCase("a@b.example>\r\nRCPT TO:<c@d.example")]
    [TestCase("a@b.example\0")]
    [TestCase("<a@b.example>")]
    [TestCase("ä@b.example")]
    public async Task Address_that_is_none_is_not_sent(string address)
    {
        await using var server = new ScriptedImapServer(Say("220 ready\r\n"), Expect("LHLO", "250 vendor.example\r\n"), Expect("QUIT", "221 bye\r\n"));
        await using var client = await LmtpClient.ConnectAsync("localhost", server.Port, Token);

        await Assert.ThrowsAsync<ArgumentException>(() => client.DeliverAsync("", [address], "x"u8.ToArray(), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.DeliverAsync(address, ["c@d.example"], "x"u8.ToArray(), Token));
    }

    [Test]
    public async Task Extensions_are_used_where_they_are_offered()
    {
        await using var server = new ScriptedImapServer(
            Say("220 ready\r\n"),
            Expect("LHLO", "250-vendor.example\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"),
            Expect("MAIL FROM:<> SIZE=2 BODY=8BITMIME SMTPUTF8", "250 ok\r\n"),
            Expect("RCPT TO:<ä@b.example>", "250 ok\r\n"),
            Expect("RCPT TO:<c@d.example>", "450 later\r\n"),
            Expect("DATA", "354 go\r\n"),
            Expect("ä"),
            Expect(".", "452-too\r\n452 full\r\n"),
            Expect("QUIT", "221 bye\r\n"));
        await using var client = await LmtpClient.ConnectAsync("localhost", server.Port, Token);

        var replies = await client.DeliverAsync("", ["ä@b.example", "c@d.example"], "ä"u8.ToArray(), Token);

        Assert.That(replies, Is.EqualTo(new SmtpReply[] { new(452, "too\nfull"), new(450, "later") }));
    }

    [TestCase("* OK IMAP ready\r\n", "is no SMTP")]
    [TestCase("554 go away\r\n", "go away")]
    public async Task Server_that_is_no_LMTP_server_is_told(string greeting, string words)
    {
        await using var server = new ScriptedImapServer(Say(greeting));

        var failure = (await Assert.ThrowsAsync<SmtpProtocolException>(() => LmtpClient.ConnectAsync("localhost", server.Port, Token)))!;

        Assert.That(failure.Message, Does.Contain(words));
    }

    [Test]
    public async Task Connection_that_breaks_in_mid_mail_is_told()
    {
        await using var server = new ScriptedImapServer(
            Say("220 ready\r\n"), Expect("LHLO", "250 vendor.example\r\n"), Expect("MAIL", "250 ok\r\n"), Expect("RCPT", "250 ok\r\n"), Expect("DATA", "354 go\r\n"), Expect("x"), Cut());
        await using var client = await LmtpClient.ConnectAsync("localhost", server.Port, Token);

        await Assert.ThrowsAsync<SmtpProtocolException>(() => client.DeliverAsync("", ["c@d.example"], "x"u8.ToArray(), Token));
    }
}
