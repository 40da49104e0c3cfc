using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using static Touchpoints.Mail.Tests.ScriptedImapServer;

namespace Touchpoints.Mail.Tests;

/// <summary>No wait is for ever, in whatever phase the server falls silent (B16, R5).</summary>
public sealed class DeadlineTests
{
    [TestCase(ImapSecurity.None, ImapConnectStep.Greeting, "set Security to Tls")]
    [TestCase(ImapSecurity.Tls, ImapConnectStep.Tls, "agree on TLS")]
    public async Task Silent_server_is_given_up(ImapSecurity security, ImapConnectStep step, string words)
    {
        await using var server = new ScriptedImapServer(Stall());

        var failure = await Scripted.FailsAtItsDeadlineAsync<ImapConnectException>(() => Scripted.ConnectAsync(server, security));

        Assert.That(failure.Step, Is.EqualTo(step));
        Assert.That(failure.Message, Does.Contain(words));
    }

    [Test]
    public async Task Tls_that_stalls_after_STARTTLS_is_given_up()
    {
        await using var server = new ScriptedImapServer(Say("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"), Expect("STARTTLS", "{tag} OK begin\r\n"), Stall());

        var failure = await Scripted.FailsAtItsDeadlineAsync<ImapConnectException>(() => Scripted.ConnectAsync(server, ImapSecurity.StartTls));

        Assert.That(failure.Step, Is.EqualTo(ImapConnectStep.Tls));
    }

    private static IEnumerable<TestCaseData> Commands()
    {
        yield return Row("a command", c => c.NoOpAsync(CancellationToken.None), Expect("NOOP"));
        yield return Row("a command, half answered", c => c.NoOpAsync(CancellationToken.None), Expect("NOOP", "* 4 EXI"));
        yield return Row("a literal", c => Scripted.FetchAsync(c, 5), Expect("FETCH", "* 1 FETCH (UID 5 BODY[] {100}\r\nSubject"));
        yield return Row("the rest of FETCH", c => Scripted.FetchAsync(c, 5), Expect("FETCH", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc"));
        yield return Row("IDLE swallowed", c => c.IdleAsync(TimeSpan.FromHours(1), CancellationToken.None, CancellationToken.None), Expect("IDLE"));
        yield return Row(
            "DONE never answered", c => c.IdleAsync(TimeSpan.Zero, CancellationToken.None, CancellationToken.None), Expect("IDLE", "+ idling\r\n"), Expect("DONE"));
        yield return Row(
            "DONE drowned", c => c.IdleAsync(TimeSpan.Zero, CancellationToken.None, CancellationToken.None), Expect("IDLE", "+ idling\r\n"), Expect("DONE", "* OK Still here\r\n"));

        static TestCaseData Row(string name, Func<ImapClient, Task> act, params Step[] script) => new TestCaseData(act, (Step[])[.. script, Stall()]).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Silence_within_a_command_is_given_up_and_the_connection_is_dead(Func<ImapClient, Task> act, object script)
    {
        await using var server = new ScriptedImapServer(Selected("IDLE", (Step[])script));
        await using var client = await Scripted.SelectAsync(server);

        var failure = await Scripted.FailsAtItsDeadlineAsync<ImapProtocolException>(() => act(client));

        Assert.That(failure.Message, Does.Contain("0.3 s"));
        Assert.That((await Assert.ThrowsAsync<ImapProtocolException>(() => client.NoOpAsync(CancellationToken.None)))!.Message, Does.Contain(failure.Message));
    }

    // Nothing on loopback can fall silent as a network does; what the system was asked to watch for is what can be seen.
    [Test]
    public void A_half_open_connection_is_found_within_two_minutes_S148()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        ImapConnector.NoticeHalfOpen(socket);

        int Option(SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;
        Assert.That(Option(SocketOptionLevel.Socket, SocketOptionName.KeepAlive), Is.Not.Zero);
        var seconds = Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)
            + (Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval) * Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        Assert.That(seconds, Is.InRange(1, 120));
    }

    [Test]
    public async Task Cancellation_ends_a_command_at_once()
    {
        await using var server = new ScriptedImapServer(Selected("", Expect("NOOP"), Stall()));
        await using var client = await Scripted.SelectAsync(server);
        using var cancel = new CancellationTokenSource();

        var command = client.NoOpAsync(cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThatAsync(() => command, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Log_out_of_a_silent_server_ends_too()
    {
        await using var server = new ScriptedImapServer(Selected("", Stall()));
        var client = await Scripted.SelectAsync(server);

        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        await client.DisposeAsync();

        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(since), Is.LessThan(Scripted.Deadline + TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task Closed_port_and_unknown_host_are_told_apart()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var tcp = (await Assert.ThrowsAsync<ImapConnectException>(() => ImapClient.ConnectAsync(new("127.0.0.1", port, ImapSecurity.None), new(), CancellationToken.None)))!;
        var dns = (await Assert.ThrowsAsync<ImapConnectException>(() => ImapClient.ConnectAsync(new("no host", port, ImapSecurity.None), new(), CancellationToken.None)))!;

        Assert.That((tcp.Step, dns.Step), Is.EqualTo((ImapConnectStep.Tcp, ImapConnectStep.Dns)));
        Assert.That(tcp.Message, Does.Contain($"127.0.0.1:{port}").And.Contain("Check Host and Port"));
    }
}
