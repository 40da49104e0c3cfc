using System.Text;
using Touchpoints.Mail;

namespace Touchpoints.Ingest.Tests;

/// <summary>Connections that break anywhere, over TLS (reliability.md B16, R3). The long form, with more faults, more mail and altered octets, is bench/faults.sh.</summary>
public sealed class ConnectionFaultTests
{
    private const int Mails = 500;

    // A connection carries 60 kB at most, the mail has 1.5 MB.
    private const int FaultsAtLeast = 25;

    private static readonly byte[] s_body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 40)));

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(300);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-connections-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Connections_that_break_anywhere_lose_and_double_nothing()
    {
        var user = MailServer.NewUser();
        await using var proxy = new CuttingProxy(MailServer.Dovecot.ImapsPort);
        var settings = TestWorker.Settings(_folder, user, m => m with
        {
            Endpoint = new ImapEndpoint("localhost", proxy.Port, ImapSecurity.Tls) { CaFile = MailServer.Dovecot.CaFile },
            Timeouts = new ImapTimeouts { Connect = s_soon, Tls = s_soon, Greeting = s_soon, Command = s_soon, Body = s_soon, LogOut = s_soon },
            Poll = TimeSpan.FromMilliseconds(10),
            Idle = false,
        });
        await using var worker = await TestWorker.Open(settings).StartAsync(new MailboxPace { FirstRetry = TimeSpan.FromMilliseconds(5), LongestRetry = TimeSpan.FromMilliseconds(20) });
        for (var sent = 0; sent < Mails; sent += Mails / 20)
        {
            await MailServer.DeliverAsync(user, Enumerable.Range(sent + 1, Mails / 20).Select(i => (byte[])[.. MailServer.Mail(i), .. s_body]));
        }

        await worker.SettledAsync(Mails);
        Assert.That(proxy.Struck, Is.GreaterThanOrEqualTo(FaultsAtLeast));
        Assert.Multiple(() =>
        {
            Assert.That((worker.Settled.Count, worker.Summary.Seen, worker.Summary.Outcomes["held"], worker.Summary.SumCloses), Is.EqualTo((Mails, (long)Mails, (long)Mails, true)));
            Assert.That(EndState.Of(settings.Store).Where(line => line.EndsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
        });
    }
}
