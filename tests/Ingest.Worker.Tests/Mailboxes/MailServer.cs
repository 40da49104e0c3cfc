using System.Text;
using Touchpoints.Mail;

namespace Touchpoints.Ingest.Tests;

/// <summary>A real Dovecot for the tests of this assembly, with a mailbox for every test; without Dovecot they fail.</summary>
[SetUpFixture]
public sealed class MailServer
{
    private const int Users = 300;

    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "touchpoints-worker-" + Path.GetRandomFileName());
    private static PrivateDovecot? s_dovecot;
    private static int s_next;

    internal static PrivateDovecot Dovecot => s_dovecot!;

    /// <summary>The address of a mailbox that no other test has.</summary>
    public static string NewUser() => User(Interlocked.Increment(ref s_next));

    [OneTimeSetUp]
    public async Task Start()
    {
        if (!PrivateDovecot.IsInstalled)
        {
            Assert.Fail(PrivateDovecot.HowToInstall);
        }

        s_dovecot = await PrivateDovecot.StartAsync(s_folder, [.. Enumerable.Range(1, Users).Select(User)], CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (s_dovecot is not null)
        {
            await s_dovecot.DisposeAsync();
        }

        Directory.Delete(s_folder, recursive: true);
    }

    /// <summary>Delivers over LMTP with true envelope recipients.</summary>
    internal static async Task DeliverAsync(string recipient, params IEnumerable<byte[]> mails)
    {
        await using var lmtp = await LmtpClient.ConnectAsync("127.0.0.1", Dovecot.LmtpPort, CancellationToken.None);
        foreach (var mail in mails)
        {
            var replies = await lmtp.DeliverAsync("sender@customer.example", [recipient], mail, CancellationToken.None);
            Assert.That(replies.Single().IsSuccess, () => replies[0].Text);
        }
    }

    internal static Task DeliverAsync(string recipient, string text) => DeliverAsync(recipient, [Encoding.UTF8.GetBytes(text)]);

    /// <summary>Mail of a stranger to the log address: it is held as unknown-author, each on its own.</summary>
    internal static byte[] Mail(int number, string id = "m") => Encoding.ASCII.GetBytes(
        $"From: Stranger {number} <s{number}@elsewhere.example>\r\nTo: log@in.vendor.example\r\nSubject: Number {number}\r\nMessage-ID: <{id}{number}@elsewhere.example>\r\n"
        + $"Date: Mon, 05 Jan 2026 10:00:00 +0000\r\n\r\nText of number {number}.\r\n");

    private static string User(int number) => $"box{number}@in.vendor.example";
}
