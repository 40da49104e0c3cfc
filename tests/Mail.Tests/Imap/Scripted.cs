using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Connections to a <see cref="ScriptedImapServer"/> with deadlines that a test can wait for.</summary>
internal static class Scripted
{
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(300);

    public static readonly ImapTimeouts Short = new()
    {
        Connect = Deadline, Tls = Deadline, Greeting = Deadline, Command = Deadline, Body = Deadline, Done = Deadline, LogOut = Deadline,
    };

    public static Task<ImapClient> ConnectAsync(ScriptedImapServer server, ImapSecurity security = ImapSecurity.None) =>
        ImapClient.ConnectAsync(new ImapEndpoint("localhost", server.Port, security), Short, CancellationToken.None);

    public static async Task<ImapClient> SelectAsync(ScriptedImapServer server)
    {
        var client = await ConnectAsync(server);
        await client.LogInAsync("user", "password", CancellationToken.None);
        await client.SelectAsync("INBOX", readOnly: false, CancellationToken.None);
        return client;
    }

    public static async Task<Dictionary<uint, string>> FetchAsync(ImapClient client, params uint[] uids)
    {
        var mails = new Dictionary<uint, string>();
        await client.FetchOctetsAsync(
            [.. uids.Select(u => new ImapMessageInfo(u, 100, DateTimeOffset.UnixEpoch))],
            (_, _) => new MemoryStream(),
            (mail, stream) =>
            {
                mails.Add(mail.Uid, System.Text.Encoding.Latin1.GetString(((MemoryStream)stream).ToArray()));
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        return mails;
    }

    /// <summary>Fails as <typeparamref name="T"/>, not before the deadline, and soon after it (R5).</summary>
    public static async Task<T> FailsAtItsDeadlineAsync<T>(Func<Task> act)
        where T : Exception
    {
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        var failure = (await Assert.ThrowsAsync<T>(() => act()))!;
        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(since), Is.InRange(Deadline * 0.9, Deadline + TimeSpan.FromSeconds(5)));
        return failure;
    }
}
