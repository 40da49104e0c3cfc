using NUnit.Framework;
using static Touchpoints.Mail.Tests.ScriptedImapServer;

namespace Touchpoints.Mail.Tests;

/// <summary>IDLE is a wake-up that is always left again (B18, fact 3).</summary>
public sealed class IdleTests
{
    private static readonly TimeSpan s_anHour = TimeSpan.FromHours(1);

    [TestCase("* 4 EXISTS\r\n")]
    [TestCase("* OK Still here\r\n* 1 EXPUNGE\r\n* 3 EXISTS\r\n")]
    public async Task New_mail_wakes(string said)
    {
        await using var server = new ScriptedImapServer(Selected("IDLE", Expect("IDLE", $"+ idling\r\n{said}"), Expect("DONE", "{tag} OK\r\n"), Expect("SEARCH", "* SEARCH 9\r\n{tag} OK\r\n"), Expect("NOOP", "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        Assert.That(await client.IdleAsync(s_anHour, CancellationToken.None, CancellationToken.None), Is.True);
        await client.SearchAsync(1, CancellationToken.None);
        Assert.That(await client.NoOpAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Chatter_is_no_news_and_the_time_runs_out()
    {
        await using var server = new ScriptedImapServer(Selected(
            "IDLE", Expect("IDLE", "* OK [ALERT] quota\r\n+ idling\r\n* OK Still here\r\n* 3 EXISTS\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 1 RECENT\r\n"), Expect("DONE", "* OK Still here\r\n{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        Assert.That(await client.IdleAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Wake_leaves_and_the_connection_stays_usable()
    {
        await using var server = new ScriptedImapServer(Selected("IDLE", Expect("IDLE", "+ idling\r\n"), Expect("DONE", "{tag} OK\r\n"), Expect("NOOP", "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);
        using var wake = new CancellationTokenSource();

        var idle = client.IdleAsync(s_anHour, wake.Token, CancellationToken.None);
        await wake.CancelAsync();

        Assert.That(await idle, Is.False);
        Assert.That(await client.NoOpAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Cancellation_ends_at_once_although_the_server_is_silent()
    {
        await using var server = new ScriptedImapServer(Selected("IDLE", Expect("IDLE", "+ idling\r\n"), Stall()));
        await using var client = await Scripted.SelectAsync(server);
        using var cancel = new CancellationTokenSource();

        var idle = client.IdleAsync(s_anHour, CancellationToken.None, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThatAsync(() => idle, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Mail_told_of_during_another_command_is_not_forgotten()
    {
        await using var server = new ScriptedImapServer(Selected("IDLE", Expect("SEARCH", "* SEARCH\r\n{tag} OK\r\n"), Expect("STORE", "* 4 EXISTS\r\n{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);
        await client.SearchAsync(1, CancellationToken.None);
        await client.AddKeywordAsync([5], "done", CancellationToken.None);

        Assert.That(await client.IdleAsync(s_anHour, CancellationToken.None, CancellationToken.None), Is.True);
    }

    [TestCase("* BYE Autologout\r\n", "Autologout")]
    [TestCase("", "closed the connection")]
    public async Task Connection_that_ends_while_idle_is_told(string said, string words)
    {
        await using var server = new ScriptedImapServer(Selected("IDLE", Expect("IDLE", $"+ idling\r\n{said}"), Cut()));
        await using var client = await Scripted.SelectAsync(server);

        var failure = (await Assert.ThrowsAsync<ImapProtocolException>(() => client.IdleAsync(s_anHour, CancellationToken.None, CancellationToken.None)))!;

        Assert.That(failure.Message, Does.Contain(words));
    }

    [Test]
    public async Task Refused_IDLE_leaves_the_connection_usable()
    {
        await using var server = new ScriptedImapServer(Selected("IDLE", Expect("IDLE", "{tag} BAD what?\r\n"), Expect("NOOP", "{tag} OK\r\n")));
        await using var client = await Scripted.SelectAsync(server);

        await Assert.ThrowsAsync<ImapCommandException>(() => client.IdleAsync(s_anHour, CancellationToken.None, CancellationToken.None));
        Assert.That(await client.NoOpAsync(CancellationToken.None), Is.False);
    }
}
