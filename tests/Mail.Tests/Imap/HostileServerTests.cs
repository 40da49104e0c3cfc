using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using static Touchpoints.Mail.Tests.ScriptedImapServer;

namespace Touchpoints.Mail.Tests;

/// <summary>Servers, and those who sit between, that do not keep to the rules (B17, C15, C17).</summary>
public sealed class HostileServerTests
{
    private static IEnumerable<TestCaseData> StartTls()
    {
        var greeting = Say("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready\r\n");
        yield return Row("words behind the answer to STARTTLS", "before TLS began", greeting, Expect("STARTTLS", "{tag} OK begin\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected\r\n"));
        yield return Row("STARTTLS not offered", "does not offer STARTTLS", Say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"));
        yield return Row("STARTTLS refused", "refused STARTTLS", greeting, Expect("STARTTLS", "{tag} NO not now\r\n"));
        yield return Row("PREAUTH", "PREAUTH", Say("* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n"));
        yield return Row("tagged OK before STARTTLS was sent", "", Say("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\nt1 OK begin\r\n* OK more\r\n"), Expect("STARTTLS"));

        static TestCaseData Row(string name, string words, params Step[] script) => new TestCaseData(script, words).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(StartTls))]
    public async Task Nothing_leads_past_STARTTLS(object script, string words)
    {
        await using var server = new ScriptedImapServer([.. (Step[])script, Expect("no login in the clear")]);

        var refused = (await Assert.ThrowsAsync<ImapConnectException>(() => Scripted.ConnectAsync(server, ImapSecurity.StartTls)))!;

        Assert.That(refused.Message, Does.Contain(words));
        Assert.That(server.Received, Has.None.Contains("AUTHENTICATE").And.None.Contains("LOGIN"));
    }

    [TestCase("* BYE overloaded\r\n", "overloaded")]
    [TestCase("220 mail.vendor.example ESMTP\r\n", "is no IMAP server")]
    [TestCase("\0\u0001\u00ff\r\n", "is no IMAP server")]
    [TestCase("", "closed the connection")]
    public async Task Greeting_that_is_none_is_told(string greeting, string words)
    {
        await using var server = new ScriptedImapServer(Say(greeting), Cut());

        var refused = (await Assert.ThrowsAsync<ImapConnectException>(() => Scripted.ConnectAsync(server)))!;

        Assert.That(refused.Step, Is.EqualTo(ImapConnectStep.Greeting));
        Assert.That(refused.Message, Does.Contain(words));
    }

    private static IEnumerable<TestCaseData> Answers()
    {
        yield return Row("BYE", "* BYE Autologout\r\n", "Autologout");
        yield return Row("end of file", "", "closed the connection");
        yield return Row("a line without end", new string('x', 300_000), "line of more than");
        yield return Row("lists within lists", $"* 1 FETCH (UID 5 X {new string('(', 100)}\r\n", "deeper than 64");
        yield return Row("a giant mail", "* 1 FETCH (UID 5 BODY[] {9000000000}\r\nx", "9000000000");
        yield return Row("a mail cut off", "* 1 FETCH (UID 5 BODY[] {90}\r\nx", "closed the connection");
        yield return Row("a count that is wrong", "* 1 FETCH (UID 5 BODY[] {2}\r\nabc)\r\n{tag} OK\r\n", "no IMAP");
        yield return Row("a tag that was never used", "t99 OK done\r\n", "not asked for");
        yield return Row("no number", "* 1 FETCH (UID five BODY[] {1}\r\na)\r\n", "number");
        yield return Row("a string without end", "* 1 FETCH (UID 5 BODY[] \"abc\r\n", "without end");

        static TestCaseData Row(string name, string answer, string words) => new TestCaseData(answer, words).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Answers))]
    public async Task Broken_answer_to_FETCH_ends_the_connection_and_completes_no_mail(string answer, string words)
    {
        await using var server = new ScriptedImapServer(Selected("", Expect("UID FETCH 5 (UID BODY.PEEK[])", answer), Cut()));
        await using var client = await Scripted.SelectAsync(server);
        var completed = 0;

        var failure = (await Assert.ThrowsAsync<ImapProtocolException>(() => client.FetchOctetsAsync(
            [new(5, 1, DateTimeOffset.UnixEpoch)],
            (_, _) => new MemoryStream(),
            (_, _) =>
            {
                completed++;
                return ValueTask.CompletedTask;
            },
            CancellationToken.None)))!;

        Assert.That(failure.Message, Does.Contain(words));
        Assert.That(completed, Is.Zero);
    }

    [TestCase("* SEARCH 1 2 99999999999\r\n")]
    [TestCase("* ESEARCH (TAG \"x\") UID ALL 1:4294967295\r\n")]
    [TestCase("* ESEARCH (TAG \"x\") UID ALL 1:x\r\n")]
    [TestCase("* LIST {70000}\r\n")]
    [TestCase("+ go on\r\n")]
    public async Task Broken_answer_to_SEARCH_ends_the_connection(string answer)
    {
        await using var server = new ScriptedImapServer(Selected("ESEARCH", Expect("SEARCH", answer + "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        await Assert.ThrowsAsync<ImapProtocolException>(() => client.SearchAsync(1, CancellationToken.None));
    }

    [Test]
    public async Task Caller_that_fails_in_the_middle_of_a_mail_leaves_the_connection_dead()
    {
        await using var server = new ScriptedImapServer(Selected("", Expect("UID FETCH", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.FetchOctetsAsync(
            [new(5, 1, default)], (_, _) => throw new InvalidOperationException("too large"), (_, _) => ValueTask.CompletedTask, CancellationToken.None));

        await Assert.ThrowsAsync<ImapProtocolException>(() => client.NoOpAsync(CancellationToken.None));
    }

    [Test]
    public async Task Endless_talk_is_no_answer()
    {
        Step[] talk = [.. Enumerable.Repeat(Say(string.Concat(Enumerable.Repeat("* OK Still here\r\n", 2000))), 20_000)];
        await using var server = new ScriptedImapServer(Selected("", [Expect("NOOP"), .. talk]));
        await using var client = await Scripted.SelectAsync(server);

        var failure = (await Assert.ThrowsAsync<ImapProtocolException>(() => client.NoOpAsync(CancellationToken.None)))!;

        Assert.That(failure.Message, Does.Contain("did not answer NOOP"));
    }

    [Test]
    public void Any_octets_are_read_or_refused()
    {
        string[] pieces = ["* ", "1 ", "FETCH ", "(", ")", "UID ", "\"", "\\", "{3}\r\n", "{", "}", "[", "]", "BODY[] ", "NIL ", "INTERNALDATE ", "FLAGS ", "RFC822.SIZE ", "ALL ", "4294967296 ", "1:5,", "\r\n", "\0", "é"];
        var responses = Gen.Elements(pieces).ArrayOf().Select(p => Encoding.Latin1.GetBytes(string.Concat(p)));

        Check.QuickThrowOnFailure(Prop.ForAll(responses.ToArbitrary(), AllAnswersTakeIt));
    }

    private static void AllAnswersTakeIt(byte[] response)
    {
        ImapUntagged[] answers = [new ImapFolders(isUtf8: false).Take, new ImapSelectAnswer().Take, new ImapSearchAnswer().Take, new ImapInfoAnswer().Take];
        foreach (var (answer, name) in answers.Zip(["LIST", "OK", "ESEARCH", "FETCH"]))
        {
            try
            {
                var tokens = new ImapTokens(response);
                answer(1, Encoding.ASCII.GetBytes(name), ref tokens);
            }
            catch (ImapProtocolException)
            {
                // Refused: that is one of the two.
            }
        }
    }
}
