using System.Diagnostics;
using System.Text.Json.Nodes;
using Touchpoints.Store;
using Touchpoints.Tests;

namespace Touchpoints.Ingest.Tests;

/// <summary>Reliability.md B3, B29 to B31: PostgreSQL or the way to it goes away, or its disk is full, in the midst of the work. The long forms are those of bench/database-faults.sh.</summary>
public sealed class PostgresDownTests
{
    private const long DiskOctets = 300 * 1024 * 1024;
    private const long FreeOctets = 20 * 1024 * 1024;

    private static readonly byte[] s_body = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 300)));

    private string _folder = "";
    private string _user = "";
    private PostgresCluster _server = null!;

    [SetUp]
    public void SetUp()
    {
        PostgresServer.Require();
        (_folder, _user) = (Directory.CreateTempSubdirectory("touchpoints-down-").FullName, MailServer.NewUser());
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_server_that_is_shut_down_at_once_again_and_again_loses_and_doubles_nothing_and_work_goes_on_within_ten_seconds_S145()
    {
        const int Times = 2;
        const int Mails = 200;
        using var server = _server = PostgresCluster.Start();
        var program = Program();
        using var worker = new RunningWorker(program);
        for (var time = 0; time < Times; time++)
        {
            await DeliverAsync(1 + (time * Mails), Mails, []);
            await RunningWorker.UntilAsync(() => Settled > time * Mails, worker);
            server.Stop();
            var was = Stopwatch.StartNew();
            server.StartAgain();
            was.Restart();
            var before = Settled;
            await DeliverAsync(1000 + time, 1, []);
            await RunningWorker.UntilAsync(() => Settled > before, worker);
            TestContext.Out.WriteLine($"Work went on {was.Elapsed.TotalSeconds:0.0} s after the server was back");
            Assert.That(was.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
            await RunningWorker.UntilAsync(() => Settled == ((time + 1) * (Mails + 1)), worker);
        }

        Assert.That(await worker.EndAsync(), Is.EqualTo(ExitCode.Done), worker.Log);
        EveryMailIsHeldOnce(program, Times * (Mails + 1));
    }

    [Test]
    public async Task Answers_to_COMMIT_that_are_lost_lose_and_double_nothing()
    {
        const int Mails = 150;
        const int Shares = 15;
        using var server = _server = PostgresCluster.Start();
        await using var cutter = new CommitCutter(server.Port);
        var program = Program(server.Address("mails").Replace($"Port={server.Port}", $"Port={cutter.Port};Max Auto Prepare=0", StringComparison.Ordinal));
        using var worker = new RunningWorker(program);
        for (var share = 0; share < Shares; share++)
        {
            await DeliverAsync(1 + (share * (Mails / Shares)), Mails / Shares, []);
            await RunningWorker.UntilAsync(() => Settled > share * (Mails / Shares), worker);
        }

        await RunningWorker.UntilAsync(() => Settled == Mails, worker);
        TestContext.Out.WriteLine($"{cutter.Lost} answers lost");
        Assert.That(cutter.Lost, Is.GreaterThanOrEqualTo(10));
        await worker.KillAsync();
        EveryMailIsHeldOnce(program, Mails);
    }

    [Test]
    public async Task When_the_servers_disk_is_full_what_was_acknowledged_is_there_and_with_room_again_work_goes_on_by_itself()
    {
        const int Before = 20;
        const int Mails = 800;
        using var disk = new SmallDisk(Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName, DiskOctets);
        using var server = _server = PostgresCluster.Start(disk);
        var program = Program();
        using var worker = new RunningWorker(program);
        await DeliverAsync(1, Before, s_body);
        await RunningWorker.UntilAsync(() => Settled == Before, worker);
        disk.FillBut(FreeOctets);
        await DeliverAsync(Before + 1, Mails - Before, s_body);
        await RunningWorker.UntilAsync(() => worker.Said("Nothing is recorded at the moment") || worker.Said("intake pauses"), worker);
        TestContext.Out.WriteLine(worker.Log.Split('\n').First(line => line.Contains("Nothing is recorded", StringComparison.Ordinal) || line.Contains("intake pauses", StringComparison.Ordinal)));

        // It fetches nothing again before this has been looked at.
        worker.Stop();
        var acknowledged = (await MailServer.Dovecot.DoveadmAsync("search", "-u", _user, "mailbox", "INBOX", "keyword", "$Touchpoints")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        disk.MakeRoom();
        if (!server.IsRunning)
        {
            TestContext.Out.WriteLine("The server had ended by itself");
            server.StartAgain();
        }

        await RunningWorker.UntilAsync(CanBeAsked, worker);
        TestContext.Out.WriteLine($"When the disk was full: {Settled} of {Mails} settled, {acknowledged} acknowledged");
        Assert.That(Settled, Is.GreaterThanOrEqualTo(acknowledged).And.LessThan(Mails));
        worker.Wake();
        var since = Stopwatch.StartNew();
        await RunningWorker.UntilAsync(() => Settled == Mails, worker);
        TestContext.Out.WriteLine($"The last mail was recorded {since.Elapsed.TotalSeconds:0.0} s after there was room again");
        Assert.That(since.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
        Assert.That(await worker.EndAsync(), Is.EqualTo(ExitCode.Done), worker.Log);
        EveryMailIsHeldOnce(program, Mails);
        server.Execute("mails", "CREATE EXTENSION amcheck; SELECT count(bt_index_check(i.oid, true)) FROM pg_class i JOIN pg_am a ON a.oid = i.relam AND a.amname = 'btree' WHERE i.relnamespace = 'public'::regnamespace");
    }

    private long Settled => _server.Execute("mails", "SELECT count(*) FROM delivery WHERE state <> 'received'");

    private bool CanBeAsked()
    {
        try
        {
            return Settled >= 0;
        }
        catch (Npgsql.NpgsqlException)
        {
            return false;
        }
    }

    private BuiltProgram Program(string? address = null)
    {
        _server.Execute("postgres", "CREATE DATABASE mails TEMPLATE template0");
        var program = new BuiltProgram(_folder, address ?? _server.Address("mails"), new JsonObject
        {
            ["LogAddresses"] = new JsonArray("log@in.vendor.example"),
            ["Mailboxes"] = new JsonObject { ["box"] = BuiltProgram.Mailbox(_user) },
        }, leaseSeconds: 3);
        Database.OpenForWriting(program.Store, TimeProvider.System).Dispose();
        return program;
    }

    private Task DeliverAsync(int first, int count, byte[] body) =>
        MailServer.DeliverAsync(_user, Enumerable.Range(first, count).Select(i => (byte[])[.. MailServer.Mail(i), .. body]));

    private static void EveryMailIsHeldOnce(BuiltProgram program, int mails)
    {
        using var database = Database.OpenForReading(program.Store, TimeProvider.System);
        var box = database.Reports.Mailboxes().Single();
        Assert.Multiple(() =>
        {
            Assert.That((box.Seen, box.Outcomes.GetValueOrDefault("held"), box.SumCloses, database.Reports.Status().Mails), Is.EqualTo(((long)mails, (long)mails, true, (long)mails)));
            Assert.That(database.Reports.Held("unknown-author", 2000), Has.Count.EqualTo(mails));
            Assert.That(EndState.Of(program.Store).Where(line => line.EndsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
        });
    }
}
