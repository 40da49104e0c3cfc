using NUnit.Framework;
using static Touchpoints.Mail.Tests.ScriptedImapServer;

namespace Touchpoints.Mail.Tests;

/// <summary>Servers that answer in unusual, but lawful or long known ways (B6, B7, B10, B11, B20, B21).</summary>
public sealed class OddServerTests
{
    private static IEnumerable<TestCaseData> Bodies()
    {
        yield return Row("octets before the UID", "* 1 FETCH (BODY[] {3}\r\nabc UID 5)\r\n", "abc");
        yield return Row("quoted octets before the UID", "* 1 FETCH (BODY[] \"a\\\"c\" UID 5)\r\n", "a\"c");
        yield return Row("small letters", "* 1 fetch (uid 5 body[] {3}\r\nabc)\r\n", "abc");
        yield return Row("no octets", "* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\n", "");
        yield return Row("an empty string", "* 1 FETCH (UID 5 BODY[] \"\")\r\n", "");
        yield return Row("literal8", "* 1 FETCH (UID 5 BODY[] ~{3}\r\na\0c)\r\n", "a\0c");
        yield return Row("flags before and behind", "* 1 FETCH (FLAGS (\\Seen x (y)) UID 5 BODY[] {3}\r\nabc FLAGS (\\Recent))\r\n", "abc");
        yield return Row("another literal first", "* 1 FETCH (X {2}\r\n)( UID 5 BODY[] {3}\r\nabc)\r\n", "abc");
        yield return Row("words in between", "* OK [ALERT] quota {5}\r\n* 4 EXISTS\r\n* 2 EXPUNGE\r\n* 1 FETCH (FLAGS ())\r\n* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n* 9 FETCH (UID 77 FLAGS ())\r\n", "abc");
        yield return Row("the mail twice", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n* 1 FETCH (UID 5 BODY[] {3}\r\nxyz)\r\n", "abc");
        yield return Row("a mail that was not asked for", "* 1 FETCH (UID 6 BODY[] {3}\r\nxyz)\r\n* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n", "abc");
        yield return Row("NIL", "* 1 FETCH (UID 5 BODY[] NIL)\r\n", null);
        yield return Row("no octets at all", "* 1 FETCH (UID 5)\r\n", null);
        yield return Row("no UID", "* 1 FETCH (BODY[] {3}\r\nabc)\r\n", null);
        yield return Row("nothing", "", null);

        static TestCaseData Row(string name, string answer, string? octets) => new TestCaseData(answer, octets).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task Octets_are_found_wherever_they_stand(string answer, string? octets)
    {
        await using var server = new ScriptedImapServer(Selected("", Expect("UID FETCH 5 (UID BODY.PEEK[])", answer + "{tag} OK done\r\n"), Expect("NOOP", "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        var mails = await Scripted.FetchAsync(client, 5);
        await client.NoOpAsync(CancellationToken.None);

        Assert.That(mails.GetValueOrDefault(5u), Is.EqualTo(octets));
    }

    [Test]
    public async Task Two_commands_are_ahead_and_a_third_waits_for_the_first()
    {
        await using var server = new ScriptedImapServer(Selected(
            "",
            Expect("UID FETCH 1:100 ("),
            Expect("UID FETCH 101:200 (", "* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n{before} OK\r\n"),
            Expect("UID FETCH 201:205,207 (", "* 1 FETCH (UID 207 BODY[] {1}\r\nb)\r\n{before} OK\r\n{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        var mails = await Scripted.FetchAsync(client, [.. Enumerable.Range(1, 205).Select(i => (uint)i), 207]);

        Assert.That(mails, Is.EqualTo(new Dictionary<uint, string> { [1] = "a", [207] = "b" }));
    }

    [Test]
    public async Task Mail_that_the_server_cannot_give_takes_no_other_with_it()
    {
        await using var server = new ScriptedImapServer(Selected(
            "",
            Expect("UID FETCH 5:7 (", "* 1 FETCH (UID 5 BODY[] {1}\r\na)\r\n{tag} NO could not retrieve\r\n"),
            Expect("UID FETCH 6 ("),
            Expect("UID FETCH 7 (", "{before} NO could not retrieve\r\n* 3 FETCH (UID 7 BODY[] {1}\r\nc)\r\n{tag} OK\r\n"),
            Expect("NOOP", "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);
        var completed = new List<uint>();

        var refused = (await Assert.ThrowsAsync<ImapCommandException>(() => client.FetchOctetsAsync(
            [new(5, 1, default), new(6, 1, default), new(7, 1, default)],
            (_, _) => new MemoryStream(),
            (mail, _) =>
            {
                completed.Add(mail.Uid);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None)))!;
        await client.NoOpAsync(CancellationToken.None);

        Assert.That(refused.Message, Does.Contain("could not retrieve"));
        Assert.That(completed, Is.EqualTo(new uint[] { 5, 7 }));
    }

    [Test]
    public async Task Throttled_download_is_not_asked_again_mail_by_mail()
    {
        await using var server = new ScriptedImapServer(Selected("", Expect("UID FETCH 5:6 (", "{tag} NO [UNAVAILABLE] Request is throttled\r\n"), Expect("NOOP", "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        var refused = (await Assert.ThrowsAsync<ImapCommandException>(() => Scripted.FetchAsync(client, 5, 6)))!;
        await client.NoOpAsync(CancellationToken.None);

        Assert.That(refused.Code, Is.EqualTo("UNAVAILABLE"));
    }

    [TestCase("", "* SEARCH 9 3 7 7\r\n* SEARCH 5\r\n", "3,5,7,9")]
    [TestCase("", "* SEARCH\r\n", "")]
    [TestCase("", "", "")]
    [TestCase("", "* SEARCH 2\r\n", "", Description = "n:* names the last mail even below n")]
    [TestCase("ESEARCH", "* ESEARCH (TAG \"t1\") UID ALL 7:9,3,12:11\r\n", "3,7,8,9,11,12")]
    [TestCase("ESEARCH", "* ESEARCH (TAG \"t1\") UID\r\n", "")]
    [TestCase("ESEARCH", "* SEARCH 4\r\n", "4")]
    public async Task Search_is_sorted_and_has_nothing_below_its_start(string capabilities, string answer, string uids)
    {
        await using var server = new ScriptedImapServer(Selected(capabilities, Expect("UID 3:*", answer + "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        Assert.That(string.Join(',', await client.SearchAsync(3, CancellationToken.None)), Is.EqualTo(uids));
    }

    [Test]
    public async Task Search_of_a_large_mailbox_is_one_long_line()
    {
        var uids = Enumerable.Range(1000, 200_000).Select(i => (uint)i).ToList();
        await using var server = new ScriptedImapServer(Selected("", Expect("UID SEARCH", $"* SEARCH {string.Join(' ', uids)}\r\n{{tag}} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        Assert.That(await client.SearchAsync(1, CancellationToken.None), Is.EqualTo(uids));
    }

    [Test]
    public async Task Sizes_and_dates_are_put_together_and_what_is_missing_is_missing()
    {
        await using var server = new ScriptedImapServer(Selected(
            "",
            Expect(
                "UID FETCH 5:8 (UID RFC822.SIZE INTERNALDATE)",
                "* 1 FETCH (UID 5 INTERNALDATE \" 7-Feb-2026 10:00:00 +0200\" RFC822.SIZE 100)\r\n* 2 FETCH (UID 6 RFC822.SIZE 200)\r\n"
                + "* 2 FETCH (UID 6 INTERNALDATE \"17-Feb-2026 10:00:00 -0130\")\r\n* 3 FETCH (UID 7 FLAGS (\\Seen))\r\n* 4 FETCH (UID 8 RFC822.SIZE 5 INTERNALDATE \"tomorrow\")\r\n{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        var infos = await client.FetchInfoAsync([5, 6, 7, 8], CancellationToken.None);

        Assert.That(infos, Is.EqualTo(new ImapMessageInfo[]
        {
            new(5, 100, new(2026, 2, 7, 8, 0, 0, TimeSpan.Zero)), new(6, 200, new(2026, 2, 17, 11, 30, 0, TimeSpan.Zero)), new(8, 5, DateTimeOffset.UnixEpoch),
        }));
    }

    [Test]
    public async Task Folder_without_UIDVALIDITY_is_refused_with_a_reason()
    {
        await using var server = new ScriptedImapServer(Selected("", Expect("EXAMINE", "* 3 EXISTS\r\n{tag} OK [READ-ONLY]\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        var refused = (await Assert.ThrowsAsync<ImapCommandException>(() => client.SelectAsync("INBOX", readOnly: true, CancellationToken.None)))!;

        Assert.That(refused.Message, Does.Contain("UIDVALIDITY"));
    }

    [Test]
    public async Task Move_without_MOVE_copies_and_expunges_those_UIDs_only()
    {
        await using var server = new ScriptedImapServer(Selected(
            "UIDPLUS",
            Expect("UID COPY 5:6 \"Done\"", "{tag} OK\r\n"),
            Expect("UID STORE 5:6 +FLAGS.SILENT (\\Deleted)", "{tag} OK\r\n"),
            Expect("UID EXPUNGE 5:6", "* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        await client.MoveAsync([6, 5], "Done", CancellationToken.None);
    }

    [Test]
    public async Task Move_is_refused_where_it_cannot_be_done_safely()
    {
        await using var server = new ScriptedImapServer(Selected(""));
        await using var client = await Scripted.SelectAsync(server);

        var refused = (await Assert.ThrowsAsync<ImapCommandException>(() => client.MoveAsync([5], "Done", CancellationToken.None)))!;

        Assert.That(refused.Message, Does.Contain("neither MOVE nor UIDPLUS"));
        Assert.That(server.Received, Has.None.Contains("EXPUNGE"));
    }

    [TestCase("a\r\nt9 LOGOUT")]
    [TestCase("a b")]
    [TestCase("a)")]
    [TestCase("")]
    [TestCase("\\Deleted")]
    public async Task Keyword_that_is_no_atom_is_not_sent(string keyword)
    {
        await using var server = new ScriptedImapServer(Selected(""));
        await using var client = await Scripted.SelectAsync(server);

        await Assert.ThrowsAsync<ArgumentException>(() => client.AddKeywordAsync([5], keyword, CancellationToken.None));
    }

    [Test]
    public async Task Folder_name_cannot_become_a_command()
    {
        await using var server = new ScriptedImapServer(Selected("MOVE", Expect("UID MOVE 5 \"a\\\" (\\\\x) b&AOk-\"", "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        await client.MoveAsync([5], "a\" (\\x) bé", CancellationToken.None);

        await Assert.ThrowsAsync<ArgumentException>(() => client.MoveAsync([5], "a\r\nt9 LOGOUT", CancellationToken.None));
    }

    [Test]
    public async Task Folders_that_cannot_be_selected_are_left_out_and_names_come_in_every_form()
    {
        await using var server = new ScriptedImapServer(Selected(
            "",
            Expect("LIST \"\" \"*\"", "* LIST () \".\" inbox\r\n* LIST (\\Noselect) \".\" Tree\r\n* LIST (\\HasNoChildren \\archive) NIL \"Old \\\"mail\\\"\"\r\n* LIST () \"/\" {6}\r\nB&AOQ-\r\n{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        Assert.That(await client.ListAsync(CancellationToken.None), Is.EqualTo(new ImapFolder[] { new("INBOX", ""), new("Old \"mail\"", @"\archive"), new("Bä", "") }));
    }
}
