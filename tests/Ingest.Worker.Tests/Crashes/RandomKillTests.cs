using System.Text.Json.Nodes;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>The short form of bench/kill.sh (reliability.md R1).</summary>
[TestFixture(false, TestName = "RandomKillTests on SQLite")]
[TestFixture(true, TestName = "RandomKillTests on PostgreSQL")]
public sealed class RandomKillTests(bool isPostgres)
{
    private const int Kills = 10;
    private const int MailsAKill = 15;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-kills-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Killed_at_random_moments_while_mail_keeps_coming_nothing_is_lost_and_nothing_doubled()
    {
        var user = MailServer.NewUser();
        var program = new BuiltProgram(_folder, isPostgres ? PostgresOfTests.Server.Address(PostgresOfTests.Server.NewDatabase()) : Path.Combine(_folder, "t.db"), new JsonObject
        {
            ["LogAddresses"] = new JsonArray("log@in.vendor.example"),
            ["Mailboxes"] = new JsonObject { ["box"] = BuiltProgram.Mailbox(user) },
        });
        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            await MailServer.DeliverAsync(user, Enumerable.Range(1 + (kill * MailsAKill), MailsAKill).Select(i => MailServer.Mail(i)));

            // From before the store is open until after the last acknowledgement.
            await KillAsync(program, TimeSpan.FromMilliseconds(random.Next(100, 1200)));
        }

        Assert.That(await program.RunAsync("", "ingest", "--once"), Is.EqualTo(ExitCode.Done));
        using var database = Database.OpenForReading(program.Store, TimeProvider.System);
        var box = database.Reports.Mailboxes().Single();
        Assert.Multiple(() =>
        {
            Assert.That((box.Seen, box.Outcomes.GetValueOrDefault("held"), box.SumCloses), Is.EqualTo(((long)Kills * MailsAKill, (long)Kills * MailsAKill, true)), "each mail is one of its own");
            Assert.That(EndState.Of(program.Store).Where(line => line.EndsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
        });
        Assert.That(await MailServer.Dovecot.DoveadmAsync("search", "-u", user, "mailbox", "INBOX", "unkeyword", "$Touchpoints"), Is.Empty);
    }

    private static async Task KillAsync(BuiltProgram program, TimeSpan after)
    {
        using var process = program.Start("", "run");
        var said = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(after);
            Assert.Fail($"It ended by itself: {await said}");
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.WaitForExitAsync();
            Assert.That(process.ExitCode, Is.EqualTo(BuiltProgram.Killed));
        }
    }
}
