using System.Text.Json.Nodes;
using Npgsql;
using Touchpoints.Store;
using Touchpoints.Tests;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// Reliability.md B30: the primary dies in the midst of the work, and a standby takes over that lacks its last commits. The worker lives on, with much in its memory that is
/// no longer so. The long form is bench/database-faults.sh.
/// </summary>
public sealed class FailoverTests
{
    private const int Replicated = 40;
    private const int NotReplicated = 60;
    private const int InHand = 150;
    private const int All = Replicated + NotReplicated + InHand + 10;

    private string _folder = "";
    private string _user = "";
    private PostgresCluster _primary = null!;
    private PostgresCluster _standby = null!;

    [SetUp]
    public void SetUp()
    {
        PostgresServer.Require();
        (_folder, _user) = (Directory.CreateTempSubdirectory("touchpoints-failover-").FullName, MailServer.NewUser());
        _primary = PostgresCluster.Start();
        _primary.Execute("postgres", "CREATE DATABASE mails TEMPLATE template0");
        Database.OpenForWriting(new StoreSettings(_primary.Address("mails")), TimeProvider.System).Dispose();
        _standby = _primary.StartStandby();
    }

    [TearDown]
    public void TearDown()
    {
        _standby.Dispose();
        _primary.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase("Keyword", null)]
    [TestCase("Move", "Processed")]
    public async Task What_the_standby_lacked_comes_back_and_nothing_is_doubled(string acknowledgement, string? to)
    {
        var program = Program(acknowledgement, to);
        using var worker = new RunningWorker(program);
        await DeliverAsync(1, Replicated);
        await RunningWorker.UntilAsync(() => Settled(_primary) == Replicated, worker);
        await RunningWorker.UntilAsync(() => Settled(_standby) == Replicated, worker);

        // From here on the standby receives nothing; the worker, and the mail server that it tells, know of more.
        _standby.Execute("postgres", "ALTER SYSTEM SET primary_conninfo = ''");
        _standby.Execute("postgres", "SELECT pg_reload_conf()");
        await RunningWorker.UntilAsync(() => _standby.Execute("postgres", "SELECT count(*) FROM pg_stat_wal_receiver") == 0, worker);
        await DeliverAsync(Replicated + 1, NotReplicated);
        await RunningWorker.UntilAsync(() => _primary.Execute("mails", "SELECT count(*) FROM delivery WHERE acknowledged = 1") == Replicated + NotReplicated, worker);
        await DeliverAsync(Replicated + NotReplicated + 1, InHand);
        await RunningWorker.UntilAsync(() => Settled(_primary) > Replicated + NotReplicated, worker);
        _primary.Stop();
        _standby.Promote();
        await DeliverAsync(All - 9, 10);

        if (to is null)
        {
            await RunningWorker.UntilAsync(() => Settled(_standby) == All, worker);
        }
        else
        {
            // What was moved away is not looked at again by a worker; all else is.
            await RunningWorker.UntilAsync(() => _standby.Execute("mails", $"SELECT count(*) FROM held h JOIN mail m ON m.id = h.mail WHERE m.message_id = 'm{All}@elsewhere.example'") == 1, worker);
        }

        Assert.That(await worker.EndAsync(), Is.EqualTo(ExitCode.Done), worker.Log);
        var reconciled = Cli.RunBare("reconcile", "--json", "--settings", program.SettingsFile);
        Assert.That(reconciled.Code, Is.Zero, reconciled.Error);
        Assert.That(reconciled.Lines.Sum(line => line.GetProperty("withoutDelivery").GetInt32()), to is null ? Is.Zero : Is.GreaterThanOrEqualTo(NotReplicated));
        Assert.Multiple(() => EveryMailIsHeldOnce(program));
    }

    private static long Settled(PostgresCluster on) => on.Execute("mails", "SELECT count(*) FROM delivery WHERE state <> 'received'");

    private static void EveryMailIsHeldOnce(BuiltProgram program)
    {
        using var database = Database.OpenForReading(program.Store, TimeProvider.System);
        var held = database.Reports.Held("", 1000);
        Assert.That(held.Select(mail => mail.Subject).Order(), Is.EqualTo(Enumerable.Range(1, All).Select(i => $"Number {i}").Order()));
        Assert.That(held.Select(mail => mail.Reason), Is.All.EqualTo("unknown-author"));
        Assert.That(database.Reports.Mailboxes().Select(box => box.SumCloses), Is.All.True);
        Assert.That(EndState.Of(program.Store).Where(line => line.EndsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
    }

    private Task DeliverAsync(int first, int count) => MailServer.DeliverAsync(_user, Enumerable.Range(first, count).Select(i => MailServer.Mail(i)));

    private BuiltProgram Program(string acknowledgement, string? to)
    {
        var both = new NpgsqlConnectionStringBuilder(_primary.Address("mails")) { Host = $"127.0.0.1:{_primary.Port},127.0.0.1:{_standby.Port}", TargetSessionAttributes = "primary" };
        var mailbox = BuiltProgram.Mailbox(_user);
        (mailbox["Acknowledgement"], mailbox["MoveTo"], mailbox["PollSeconds"]) = (acknowledgement, to, 1);
        return new BuiltProgram(_folder, both.ConnectionString, new JsonObject
        {
            ["LogAddresses"] = new JsonArray("log@in.vendor.example"),
            ["Mailboxes"] = new JsonObject { ["box"] = mailbox },
        }, leaseSeconds: 3);
    }
}
