using System.Text;
using NUnit.Framework;
using Touchpoints.Ingest;

namespace Touchpoints.Mail.Tests;

/// <summary>The client against a real server.</summary>
public sealed class DovecotTests
{
    private PrivateDovecot _server = null!;
    private string _folder = "";

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Each_test_has_a_folder_of_its_own()
    {
        _server = await Dovecot.Server;
        _folder = "Test " + TestContext.CurrentContext.Test.ID;
        await _server.DoveadmAsync("mailbox", "create", "-u", Dovecot.User, _folder);
    }

    [TestCase(ImapSecurity.None)]
    [TestCase(ImapSecurity.StartTls)]
    [TestCase(ImapSecurity.Tls)]
    public async Task Logs_in_and_selects_however_the_connection_is_protected(ImapSecurity security)
    {
        await using var client = await Dovecot.ConnectAsync(security);

        await client.LogInAsync(Dovecot.User, PrivateDovecot.Password, Token);
        var selected = await client.SelectAsync(_folder, readOnly: false, Token);

        Assert.That(client.Capabilities, Does.Contain("UIDPLUS").And.Contain("IDLE"));
        Assert.That(selected, Is.EqualTo(new ImapSelected(selected.UidValidity, 1, 0, IsReadOnly: false, TakesKeywords: true)));
        Assert.That(selected.UidValidity, Is.Positive);
    }

    [Test]
    public async Task Examined_folder_is_read_only()
    {
        await using var client = await Dovecot.LogInAsync();

        var selected = await client.SelectAsync(_folder, readOnly: true, Token);

        Assert.That((selected.IsReadOnly, selected.TakesKeywords), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Wrong_password_is_refused_for_good_and_is_not_repeated_in_the_message()
    {
        await using var client = await Dovecot.ConnectAsync(ImapSecurity.Tls);

        var refused = (await Assert.ThrowsAsync<ImapAuthenticationException>(() => client.LogInAsync(Dovecot.User, "wrong-password", Token)))!;

        Assert.That(refused.IsTransient, Is.False);
        Assert.That(refused.Message, Does.Contain(Dovecot.User).And.Contain("AUTHENTICATIONFAILED").And.Not.Contain("wrong-password"));
    }

    [TestCase(ImapSecurity.Tls)]
    [TestCase(ImapSecurity.StartTls)]
    public async Task Certificate_of_an_unknown_authority_is_refused(ImapSecurity security)
    {
        var server = await Dovecot.Server;
        var endpoint = new ImapEndpoint("localhost", security == ImapSecurity.Tls ? server.ImapsPort : server.ImapPort, security);

        var refused = (await Assert.ThrowsAsync<ImapConnectException>(() => ImapClient.ConnectAsync(endpoint, new(), Token)))!;

        Assert.That(refused.Step, Is.EqualTo(ImapConnectStep.Tls));
        Assert.That(refused.Message, Does.Contain("self-signed").And.Contain("CaFile"));
    }

    [Test]
    public async Task Folders_have_their_names_and_special_uses()
    {
        await _server.DoveadmAsync("mailbox", "create", "-u", Dovecot.Second, "Übergabe & Ablage/日本語");
        await using var client = await Dovecot.LogInAsync(Dovecot.Second);

        var folders = await client.ListAsync(Token);

        Assert.That(folders, Does.Contain(new ImapFolder("INBOX", "")).And.Contain(new ImapFolder("Archive", @"\archive")));
        Assert.That(folders.Select(f => f.Name), Does.Contain("Übergabe & Ablage/日本語"));
        Assert.That((await client.SelectAsync("Übergabe & Ablage/日本語", readOnly: false, Token)).Exists, Is.Zero);
    }

    [Test]
    public async Task Unknown_folder_is_refused_and_the_connection_stays_usable()
    {
        await using var client = await Dovecot.LogInAsync();

        var refused = (await Assert.ThrowsAsync<ImapCommandException>(() => client.SelectAsync("No such\" folder\\", readOnly: false, Token)))!;

        Assert.That(refused.Message, Does.Contain("SELECT").And.Contain("doesn't exist"));
        Assert.That((await client.SelectAsync(_folder, readOnly: false, Token)).Exists, Is.Zero);
    }

    [Test]
    public async Task Mails_come_octet_for_octet()
    {
        byte[][] mails =
        [
            "Subject: plain\r\n\r\nHello\r\n"u8.ToArray(),
            [.. "Subject: eight bit\r\n\r\n"u8, .. Encoding.Latin1.GetBytes("Grüße\r\n"), .. "€\r\n"u8],
            [.. "Subject: binary\r\n\r\n"u8, .. Enumerable.Range(0, 5000).Select(i => (byte)(1 + (i * 7 % 255))), .. "\r\n"u8],
            [.. "Subject: large\r\n\r\n"u8, .. Enumerable.Range(0, 10 * 1024 * 1024).Select(i => i % 78 == 76 ? (byte)'\r' : i % 78 == 77 ? (byte)'\n' : (byte)('a' + (i % 23))), .. "\r\n"u8],
            "Subject: looks like a literal\r\n\r\n* 1 FETCH (UID 1 BODY[] {5}\r\nt1 OK done\r\n"u8.ToArray(),
        ];
        foreach (var mail in mails)
        {
            await SaveAsync(mail);
        }

        await using var client = await Dovecot.LogInAsync(security: ImapSecurity.Tls);
        await client.SelectAsync(_folder, readOnly: false, Token);
        var uids = await client.SearchAsync(1, Token);
        var infos = await client.FetchInfoAsync(uids, Token);
        var octets = await FetchAsync(client, infos);

        // Dovecot counts and sends bare line feeds as CRLF: the sizes tell.
        Assert.That(infos.Select(i => i.Octets), Is.EqualTo(mails.Select(m => (long)Crlf(m).Length)));
        Assert.That(infos.Select(i => i.InternalDate), Is.All.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(5)));
        Assert.That(octets.Keys, Is.EqualTo(uids));
        foreach (var (uid, mail) in uids.Zip(mails))
        {
            Assert.That(octets[uid].AsSpan().SequenceEqual(Crlf(mail)), Is.True, $"mail {uid}");
        }
    }

    [Test]
    public async Task Empty_mail_is_a_mail()
    {
        await SaveAsync("\r\n"u8.ToArray());
        await using var client = await Dovecot.LogInAsync();
        await client.SelectAsync(_folder, readOnly: false, Token);

        var infos = await client.FetchInfoAsync(await client.SearchAsync(1, Token), Token);

        Assert.That((await FetchAsync(client, infos))[infos.Single().Uid], Is.EqualTo("\r\n"u8.ToArray()));
    }

    [Test]
    public async Task Search_begins_where_it_is_told_to()
    {
        for (var i = 0; i < 3; i++)
        {
            await SaveAsync("Subject: x\r\n\r\n"u8.ToArray());
        }

        await using var client = await Dovecot.LogInAsync();
        await client.SelectAsync(_folder, readOnly: false, Token);

        Assert.That(await client.SearchAsync(2, Token), Is.EqualTo(new uint[] { 2, 3 }));
        Assert.That(await client.SearchAsync(4, Token), Is.Empty);
    }

    [Test]
    public async Task Keyword_is_set_and_mail_is_moved_and_seen_is_not_touched()
    {
        await SaveAsync("Subject: x\r\n\r\n"u8.ToArray());
        await using var client = await Dovecot.LogInAsync();
        await client.SelectAsync(_folder, readOnly: false, Token);
        await FetchAsync(client, await client.FetchInfoAsync([1], Token));

        await client.AddKeywordAsync([1], "$Touchpoint", Token);
        await client.AddKeywordAsync([1, 99], "$Touchpoint", Token);
        Assert.That(await _server.DoveadmAsync("fetch", "-u", Dovecot.User, "flags", "mailbox", _folder, "uid", "1"), Does.Contain("$Touchpoint").And.Not.Contain("Seen"));
        await Assert.ThrowsAsync<ImapCommandException>(() => client.MoveAsync([1], "No such folder", Token));
        await client.MoveAsync([1], "Processed", Token);
        await client.MoveAsync([1], "Processed", Token);

        Assert.That(await client.SearchAsync(1, Token), Is.Empty);
    }

    [Test]
    public async Task Changed_UIDVALIDITY_is_seen()
    {
        await using var client = await Dovecot.LogInAsync();
        var before = await client.SelectAsync(_folder, readOnly: false, Token);

        await _server.DoveadmAsync("mailbox", "update", "-u", Dovecot.User, "--uid-validity", "4242", _folder);
        await using var other = await Dovecot.LogInAsync();

        Assert.That((await other.SelectAsync(_folder, readOnly: false, Token)).UidValidity, Is.EqualTo(4242).And.Not.EqualTo(before.UidValidity));
    }

    [Test]
    public async Task Mail_expunged_by_another_client_is_left_out_and_the_others_come()
    {
        for (var i = 0; i < 5; i++)
        {
            await SaveAsync("Subject: x\r\n\r\nbody\r\n"u8.ToArray());
        }

        await using var client = await Dovecot.LogInAsync();
        await client.SelectAsync(_folder, readOnly: false, Token);
        var infos = await client.FetchInfoAsync(await client.SearchAsync(1, Token), Token);
        await _server.DoveadmAsync("expunge", "-u", Dovecot.User, "mailbox", _folder, "uid", "2:3");
        await client.NoOpAsync(Token);

        Assert.That((await FetchAsync(client, infos)).Keys, Is.EqualTo(new uint[] { 1, 4, 5 }));
        Assert.That(await client.SearchAsync(1, Token), Is.EqualTo(new uint[] { 1, 4, 5 }));
    }

    private static byte[] Crlf(byte[] mail)
    {
        var crlf = new List<byte>(mail.Length);
        foreach (var octet in mail)
        {
            if (octet == '\n' && (crlf.Count == 0 || crlf[^1] != '\r'))
            {
                crlf.Add((byte)'\r');
            }

            crlf.Add(octet);
        }

        return [.. crlf];
    }

    private static async Task<SortedDictionary<uint, byte[]>> FetchAsync(ImapClient client, IReadOnlyList<ImapMessageInfo> infos)
    {
        var octets = new SortedDictionary<uint, byte[]>();
        await client.FetchOctetsAsync(
            infos,
            (_, length) => new MemoryStream((int)length),
            (mail, stream) =>
            {
                octets.Add(mail.Uid, ((MemoryStream)stream).ToArray());
                return ValueTask.CompletedTask;
            },
            Token);
        return octets;
    }

    private async Task SaveAsync(byte[] mail)
    {
        var file = Path.Combine(_server.Folder, Path.GetRandomFileName());
        await File.WriteAllBytesAsync(file, mail, Token);
        await _server.DoveadmAsync("save", "-u", Dovecot.User, "-m", _folder, file);
    }
}
