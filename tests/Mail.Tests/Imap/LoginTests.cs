using System.Text;
using NUnit.Framework;
using static Touchpoints.Mail.Tests.ScriptedImapServer;

namespace Touchpoints.Mail.Tests;

/// <summary>The ways of logging in, and which refusals are about the password (B20, B21).</summary>
public sealed class LoginTests
{
    private static string Plain(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));

    private static Step Greeting(string capabilities) => Say($"* OK [CAPABILITY IMAP4rev1 {capabilities}] ready\r\n");

    private static IEnumerable<TestCaseData> Ways()
    {
        yield return Row("in one step", Greeting("AUTH=PLAIN SASL-IR"), Expect($"AUTHENTICATE PLAIN {Plain("us\"er", "pä ss")}", "{tag} OK in\r\n"));
        yield return Row("in two steps", Greeting("AUTH=PLAIN"), Expect("AUTHENTICATE PLAIN", "+ \r\n"), Expect(Plain("us\"er", "pä ss"), "{tag} OK in\r\n"));
        yield return Row("LOGIN", Greeting(""), Expect("LOGIN \"us\\\"er\" {6}", "+ go on\r\n"), Expect("pä ss", "{tag} OK in\r\n"));

        static TestCaseData Row(string name, params Step[] script) => new TestCaseData((object)script).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Logs_in_and_asks_for_capabilities_anew(object script)
    {
        await using var server = new ScriptedImapServer([.. (Step[])script, Expect("CAPABILITY", "* CAPABILITY IMAP4rev1 LOGINDISABLED MOVE\r\n{tag} OK\r\n")]);
        await using var client = await Scripted.ConnectAsync(server);

        await client.LogInAsync("us\"er", "pä ss", CancellationToken.None);

        Assert.That(client.Capabilities, Does.Contain("MOVE"));
    }

    [TestCase("NO [AUTHENTICATIONFAILED] Invalid credentials", false)]
    [TestCase("NO [AUTHENTICATIONFAILED] Too many wrong passwords", false)]
    [TestCase("NO LOGIN failed.", false)]
    [TestCase("NO [PRIVACYREQUIRED] TLS first", false)]
    [TestCase("NO [ALERT] Too many simultaneous connections. (Failure)", true)]
    [TestCase("NO [UNAVAILABLE] Temporary authentication failure.", true)]
    [TestCase("NO [LIMIT] Maximum connections from user+IP exceeded", true)]
    [TestCase("NO [INUSE] mailbox in use", true)]
    [TestCase("BAD User is authenticated but not connected.", true)]
    [TestCase("NO Request is throttled. Suggested Backoff Time: 297812 milliseconds", true)]
    public async Task Refusal_is_transient_when_it_is_not_about_the_password(string answer, bool isTransient)
    {
        await using var server = new ScriptedImapServer(Greeting("AUTH=PLAIN SASL-IR"), Expect("AUTHENTICATE PLAIN", $"{{tag}} {answer}\r\n"));
        await using var client = await Scripted.ConnectAsync(server);

        var refused = (await Assert.ThrowsAsync<ImapAuthenticationException>(() => client.LogInAsync("user", "hunter2", CancellationToken.None)))!;

        Assert.That(refused.IsTransient, Is.EqualTo(isTransient));
        Assert.That(refused.Message, Does.Contain(answer[(answer.LastIndexOf(']') + 1)..].Trim()));
    }

    [TestCase("hunter2")]
    [TestCase("AHVzZXIAaHVudGVyMg==", Description = "as it was sent")]
    public async Task Password_that_the_server_repeats_is_not_repeated_by_us(string repeated)
    {
        await using var server = new ScriptedImapServer(Greeting("AUTH=PLAIN SASL-IR"), Expect("AUTHENTICATE PLAIN", $"{{tag}} NO user/{repeated} is wrong\r\n"));
        await using var client = await Scripted.ConnectAsync(server);

        var refused = (await Assert.ThrowsAsync<ImapAuthenticationException>(() => client.LogInAsync("user", "hunter2", CancellationToken.None)))!;

        Assert.That(refused.ToString(), Does.Contain("is wrong").And.Not.Contain(repeated));
    }

    [Test]
    public async Task Password_is_not_sent_where_LOGINDISABLED_says_so()
    {
        await using var server = new ScriptedImapServer(Greeting("LOGINDISABLED STARTTLS"));
        await using var client = await Scripted.ConnectAsync(server);

        var refused = (await Assert.ThrowsAsync<ImapAuthenticationException>(() => client.LogInAsync("user", "password", CancellationToken.None)))!;

        Assert.That(refused.Message, Does.Contain("StartTls"));
        Assert.That(server.Received, Has.None.Contains("LOGIN"));
    }

    [Test]
    public async Task Utf8_is_enabled_where_it_is_offered_and_names_go_as_they_are()
    {
        await using var server = new ScriptedImapServer(
            Greeting("AUTH=PLAIN SASL-IR"),
            Expect("AUTHENTICATE", "{tag} OK [CAPABILITY IMAP4rev1 ENABLE UTF8=ACCEPT] in\r\n"),
            Expect("ENABLE UTF8=ACCEPT", "* ENABLED UTF8=ACCEPT\r\n{tag} OK\r\n"),
            Expect("SELECT {3}", "+ \r\n"),
            Expect("Bä", "* OK [UIDVALIDITY 7]\r\n{tag} OK\r\n"));
        await using var client = await Scripted.ConnectAsync(server);
        await client.LogInAsync("user", "password", CancellationToken.None);

        Assert.That((await client.SelectAsync("Bä", readOnly: false, CancellationToken.None)).UidValidity, Is.EqualTo(7));
    }
}
