using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>IDLE against a real server.</summary>
public sealed class DovecotIdleTests
{
    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Idle_wakes_on_a_delivery()
    {
        await using var client = await Dovecot.LogInAsync(Dovecot.Second);
        await client.SelectAsync("INBOX", readOnly: false, Token);
        await client.SearchAsync(1, Token);

        var idle = client.IdleAsync(TimeSpan.FromMinutes(1), CancellationToken.None, Token);
        await using var lmtp = await LmtpClient.ConnectAsync("localhost", (await Dovecot.Server).LmtpPort, Token);
        await lmtp.DeliverAsync("", [Dovecot.Second], "Subject: wake\r\n\r\n"u8.ToArray(), Token);

        Assert.That(await idle, Is.True);
        Assert.That(await client.SearchAsync(1, Token), Is.Not.Empty);
        Assert.That(await client.NoOpAsync(Token), Is.False);
    }

    [Test]
    public async Task Idle_under_TLS_is_left_by_a_wake_and_by_its_time_and_goes_on()
    {
        await using var client = await Dovecot.LogInAsync(security: ImapSecurity.Tls);
        await client.SelectAsync("Archive", readOnly: false, Token);
        using var wake = new CancellationTokenSource();
        var idle = client.IdleAsync(TimeSpan.FromMinutes(1), wake.Token, Token);
        await wake.CancelAsync();

        Assert.That(await idle, Is.False);
        Assert.That(await client.IdleAsync(TimeSpan.FromMilliseconds(20), CancellationToken.None, Token), Is.False);
        Assert.That(await client.SearchAsync(1, Token), Is.Empty);
    }

    [Test]
    public async Task Cancelled_idle_ends_at_once()
    {
        await using var client = await Dovecot.LogInAsync(security: ImapSecurity.Tls);
        await client.SelectAsync("Archive", readOnly: false, Token);
        using var cancel = new CancellationTokenSource();
        var idle = client.IdleAsync(TimeSpan.FromMinutes(1), CancellationToken.None, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThatAsync(() => idle, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Dropped_session_is_told()
    {
        await using var client = await Dovecot.LogInAsync(Dovecot.Second);
        await client.SelectAsync("INBOX", readOnly: false, Token);
        var idle = client.IdleAsync(TimeSpan.FromMinutes(1), CancellationToken.None, Token);
        await (await Dovecot.Server).DoveadmAsync("kick", Dovecot.Second);

        await Assert.ThrowsAsync<ImapProtocolException>(() => idle);
    }
}
