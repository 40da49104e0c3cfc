using System.Diagnostics;
using System.Text.Json.Nodes;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>Reliability.md B24, B25, R10: processes side by side on PostgreSQL and Dovecot; the long form is bench/workers.sh.</summary>
public sealed class SeveralWorkersTests
{
    private const int LeaseSeconds = 3;

    private string _folder = "";
    private BuiltProgram _program = null!;
    private Database _database = null!;
    private string[] _users = [];

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-workers-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        _database?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Two_workers_on_two_mailboxes_settle_all_mail_once()
    {
        Prepare(mailboxes: 2);
        await DeliverAsync(1, 100);
        using var one = new RunningWorker(_program);
        using var other = new RunningWorker(_program);
        await DeliverAsync(101, 100);
        await RunningWorker.UntilAsync(() => Settled == 400, one, other);
        Assert.That(Boxes.Select(box => one.Is(box.Lease?.Holder) || other.Is(box.Lease?.Holder)), Is.All.True);
        Assert.That((await one.EndAsync(), await other.EndAsync()), Is.EqualTo((ExitCode.Done, ExitCode.Done)));
        Assert.That(Boxes.Select(box => box.Lease), Is.All.Null, "a worker that stops in good order gives its leases back");
        NothingIsLostOrDoubled(400);
    }

    [Test]
    public async Task When_the_holder_is_killed_the_other_goes_on_within_the_lease_and_five_seconds()
    {
        Prepare(mailboxes: 1);
        using var one = new RunningWorker(_program);
        using var other = await InTheMidstOfMailAsync(one);
        await one.KillAsync();
        var since = Stopwatch.GetTimestamp();
        await RunningWorker.UntilAsync(() => other.Is(Holder), one, other);
        Assert.That(Stopwatch.GetElapsedTime(since), Is.LessThan(TimeSpan.FromSeconds(LeaseSeconds + 5)));
        await DeliverAsync(301, 20);
        await RunningWorker.UntilAsync(() => Settled == 320, one, other);
        Assert.That(await other.EndAsync(), Is.EqualTo(ExitCode.Done));
        NothingIsLostOrDoubled(320);
    }

    [Test]
    public async Task A_holder_that_stood_still_for_longer_than_its_lease_wakes_up_and_writes_nothing_S143()
    {
        Prepare(mailboxes: 1);
        using var one = new RunningWorker(_program);
        using var other = await InTheMidstOfMailAsync(one);
        one.Stop();
        await RunningWorker.UntilAsync(() => other.Is(Holder), one, other);
        await DeliverAsync(301, 20);
        await RunningWorker.UntilAsync(() => Settled == 320 && Boxes[0].Report.State == MailboxState.Idle, one, other);
        var before = EndState.Of(_program.Store);
        one.Wake();
        await RunningWorker.UntilAsync(() => one.Said("another worker took it over"), one, other);
        await RunningWorker.UntilAsync(() => one.Said("stands by"), one, other);
        Assert.That(EndState.Of(_program.Store), Is.EqualTo(before));
        Assert.That((await one.EndAsync(), await other.EndAsync()), Is.EqualTo((ExitCode.Done, ExitCode.Done)));
        NothingIsLostOrDoubled(320);
    }

    [Test]
    public async Task A_worker_that_comes_later_gets_its_share_of_the_mailboxes_while_mail_comes()
    {
        Prepare(mailboxes: 4);
        using var one = new RunningWorker(_program);
        await RunningWorker.UntilAsync(() => Boxes.Count(box => one.Is(box.Lease?.Holder)) == 4, one);
        await DeliverAsync(1, 30);
        using var other = new RunningWorker(_program);
        await RunningWorker.UntilAsync(() => Boxes.Count(box => other.Is(box.Lease?.Holder)) == 2, one, other);
        await DeliverAsync(31, 30);
        await RunningWorker.UntilAsync(() => Settled == 240, one, other);
        Assert.Multiple(() =>
        {
            Assert.That(Boxes.Count(box => one.Is(box.Lease?.Holder)), Is.EqualTo(2));
            Assert.That(one.Log.Split("left to a worker that has fewer"), Has.Length.EqualTo(3), "two mailboxes, each once");
            Assert.That(one.Said("took it over"), Is.False);
        });
        Assert.That((await one.EndAsync(), await other.EndAsync()), Is.EqualTo((ExitCode.Done, ExitCode.Done)));
        NothingIsLostOrDoubled(240);
    }

    // A folder is nobody's mailbox: what was received of it is settled by whoever finds it.
    [Test]
    public async Task What_a_killed_worker_received_of_a_folder_is_settled_by_a_worker_that_does_not_know_the_folder()
    {
        Prepare(mailboxes: 1);
        var mails = Directory.CreateDirectory(Path.Combine(_folder, "mails")).FullName;
        for (var i = 1; i <= 5; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(mails, $"{i}.eml"), MailServer.Mail(i));
        }

        Assert.That(await _program.RunAsync("read:Number 3", "ingest", "--once", "--from", mails), Is.EqualTo(BuiltProgram.Killed));
        using var worker = new RunningWorker(_program);
        await RunningWorker.UntilAsync(() => Boxes.SingleOrDefault(box => box.Report.Mailbox == mails)?.Outcomes.GetValueOrDefault("held") == 5, worker);
        Assert.That(await worker.EndAsync(), Is.EqualTo(ExitCode.Done));
    }

    private IReadOnlyList<MailboxSummary> Boxes => _database.Reports.Mailboxes();

    private string? Holder => Boxes.Count == 1 && Boxes[0].Lease is { IsLive: true } lease ? lease.Holder : null;

    private long Settled => Boxes.Sum(box => box.Outcomes.GetValueOrDefault("held"));

    // One worker has the mailbox and settles the first of 300 mails, the other stands by.
    private async Task<RunningWorker> InTheMidstOfMailAsync(RunningWorker one)
    {
        await RunningWorker.UntilAsync(() => one.Is(Holder), one);
        var other = new RunningWorker(_program);
        await RunningWorker.UntilAsync(() => other.Said("stands by"), one, other);
        await DeliverAsync(1, 300);
        await RunningWorker.UntilAsync(() => Settled > 0, one, other);
        return other;
    }

    private void Prepare(int mailboxes)
    {
        _users = [.. Enumerable.Range(0, mailboxes).Select(_ => MailServer.NewUser())];
        _program = new BuiltProgram(_folder, PostgresOfTests.Server.Address(PostgresOfTests.Server.NewDatabase()), new JsonObject
        {
            ["LogAddresses"] = new JsonArray("log@in.vendor.example"),
            ["Mailboxes"] = new JsonObject(_users.Select((user, i) => KeyValuePair.Create($"box{i}", (JsonNode?)BuiltProgram.Mailbox(user)))),
        }, LeaseSeconds);
        Database.OpenForWriting(_program.Store, TimeProvider.System).Dispose();
        _database = Database.OpenForReading(_program.Store, TimeProvider.System);
    }

    private async Task DeliverAsync(int first, int count)
    {
        foreach (var (i, user) in _users.Index())
        {
            await MailServer.DeliverAsync(user, Enumerable.Range(first, count).Select(number => MailServer.Mail(number, $"box{i}-")));
        }
    }

    private void NothingIsLostOrDoubled(int mails)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Boxes.Sum(box => box.Seen), Is.EqualTo(mails));
            Assert.That(Settled, Is.EqualTo(mails));
            Assert.That(Boxes.Select(box => box.SumCloses), Is.All.True);
            Assert.That(_database.Reports.Status().Mails, Is.EqualTo(mails), "each is one of its own");
            Assert.That(EndState.Of(_program.Store).Where(line => line.EndsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
        });
    }
}
