using NUnit.Framework;
using Touchpoints.Ingest;

namespace Touchpoints.Mail.Tests;

/// <summary>One real server for the whole assembly, started when the first test asks for it.</summary>
[SetUpFixture]
public sealed class Dovecot
{
    public const string User = "touchpoints@in.vendor.example";
    public const string Second = "second@in.vendor.example";

    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "touchpoints-dovecot-" + Path.GetRandomFileName());
    private static Lazy<Task<PrivateDovecot>>? s_server;

    internal static Task<PrivateDovecot> Server
    {
        get
        {
            if (!PrivateDovecot.IsInstalled)
            {
                Assert.Fail(PrivateDovecot.HowToInstall);
            }

            return s_server!.Value;
        }
    }

    public static async Task<ImapClient> ConnectAsync(ImapSecurity security)
    {
        var server = await Server;
        var port = security == ImapSecurity.Tls ? server.ImapsPort : server.ImapPort;
        return await ImapClient.ConnectAsync(new("localhost", port, security) { CaFile = server.CaFile }, new(), TestContext.CurrentContext.CancellationToken);
    }

    public static async Task<ImapClient> LogInAsync(string user = User, ImapSecurity security = ImapSecurity.None)
    {
        var client = await ConnectAsync(security);
        await client.LogInAsync(user, PrivateDovecot.Password, TestContext.CurrentContext.CancellationToken);
        return client;
    }

    [OneTimeSetUp]
    public void Prepare() => s_server = new(() => PrivateDovecot.StartAsync(s_folder, [User, Second], CancellationToken.None));

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (s_server is { IsValueCreated: true })
        {
            await using (await s_server.Value)
            {
            }

            Directory.Delete(s_folder, recursive: true);
        }
    }
}
