using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

public sealed class StoreMoveTests
{
    private TempStore _from = null!;
    private TempStore _to = null!;

    [SetUp]
    public void SetUp()
    {
        _from = new TempStore().WithDirectory();
        _to = new TempStore(TestEngine.Postgres);
        var deliveries = _from.Deliveries(6);
        _from.Recorder.Record(
            [.. deliveries.Select((delivery, i) => Some.Mail(delivery, $"m{i}@x.example", ancestors: i == 0 ? [] : ["m0@x.example"], text: "a\0b"))],
            (mail, known) => mail.Delivery.Uid switch
            {
                1 => Some.Touchpoint(_from.Account("acme"), _from.Clock.GetUtcNow()),
                2 => Some.Hold(HoldReason.NoMatch),
                _ => Some.Reply(known.Threads[0].Id, _from.Clock.GetUtcNow()),
            });
        _from.Ledger.Missed(_from.Ledger.OpenEpoch("INBOX", 1, 0), [99], MissedKind.Oversize, "It is\0too large.");
        _from.Deliveries(2);
    }

    [TearDown]
    public void TearDown()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Test]
    public void A_whole_installation_is_moved_and_goes_on_where_it_was()
    {
        var before = Seen(_from);
        _from.Close();

        var moved = Move();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((moved.Rows["delivery"], moved.Rows["reply"], moved.Octets), Is.EqualTo((9L, 4L, 8L)));
            Assert.That(Seen(_to), Is.EqualTo(before));
            Assert.That(_to.Sql("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"), Is.GreaterThan(30), "references stand again");
        }

        var next = _to.Recorder.Record([Some.Mail(_to.Ledger.Waiting("INBOX", 10)[0], "next@x.example")], (_, _) => Some.Touchpoint(_to.Account("globex"), _to.Clock.GetUtcNow()))[0];
        Assert.That(_to.Reports.Timeline(_to.Account("globex"), 10).Single().Mail, Is.EqualTo(next.Mail), "new ids come after the old ones");
    }

    [Test]
    public void A_move_that_was_stopped_anywhere_goes_on_and_nobody_else_opens_its_target_meanwhile([Values(0, 5, 20, 26)] int steps)
    {
        var before = Seen(_from);
        _from.Close();
        var told = 0;
        Assert.That(() => StoreMove.Run(_from.Settings, _to.Settings, _from.Clock, _ => Stop(told++ == steps), CancellationToken.None), Throws.TypeOf<OperationCanceledException>());
        Assert.That(() => _to.Database, Throws.TypeOf<StoreException>().With.Message.Contains("is not finished"));

        Move();
        Assert.That(Seen(_to), Is.EqualTo(before));
    }

    [Test]
    public void A_database_that_is_not_empty_is_refused_and_left_alone()
    {
        _to.WithDirectory().Close();
        _from.Close();

        Assert.That(Move, Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Refused).And.Message.Contains("not empty"));
        Assert.That(_to.Reports.Accounts(), Has.Count.EqualTo(2));
    }

    [Test]
    public void Another_installation_does_not_go_on_with_a_move()
    {
        _from.Close();
        Assert.That(() => StoreMove.Run(_from.Settings, _to.Settings, _from.Clock, _ => Stop(true), CancellationToken.None), Throws.TypeOf<OperationCanceledException>());
        using var other = new TempStore().WithDirectory();
        other.Close();

        Assert.That(() => StoreMove.Run(other.Settings, _to.Settings, _from.Clock, _ => { }, CancellationToken.None), Throws.TypeOf<StoreException>().With.Message.Contains("Another installation"));
    }

    [Test]
    public void Octets_that_are_not_what_their_row_says_stop_the_move()
    {
        _from.Close();
        var segment = Directory.EnumerateFiles(_from.Folder, "seg-*", SearchOption.AllDirectories).First();
        File.WriteAllText(segment, new string('x', (int)new FileInfo(segment).Length));

        Assert.That(Move, Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Damaged).And.Message.Contains("octets of delivery"));
    }

    private static void Stop(bool now)
    {
        if (now)
        {
            throw new OperationCanceledException();
        }
    }

    private static List<string> Seen(TempStore store) =>
    [
        store.Database.InstanceId,
        .. store.Reports.Export().Select(touchpoint => $"{touchpoint.Item.Id} {touchpoint.Item.Text} {touchpoint.AccountKey} {string.Join(',', touchpoint.Item.Replies.Select(reply => $"{reply.Mail} {reply.Kind} {reply.Text}"))}"),
        .. store.Reports.Ledger("", "", null, 100).Select(row => row.ToString()),
        .. store.Reports.Held("", 10).Select(row => $"{row.Mail} {row.Reason}"),
        .. store.Ledger.Waiting("INBOX", 10).Select(delivery => $"{delivery.Id} {Octets(store, delivery)}"),
        .. store.Reports.Accounts().Select(account => account.ToString()),
    ];

    private static string Octets(TempStore store, Delivery delivery)
    {
        using var octets = store.Database.Octets.Read(delivery.Place);
        return System.Text.Encoding.UTF8.GetString(octets.Memory.Span);
    }

    private MovedStore Move() => StoreMove.Run(_from.Settings, _to.Settings, _from.Clock, _ => { }, CancellationToken.None);
}
