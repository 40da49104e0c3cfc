namespace Touchpoints.Store.Tests;

/// <summary>Workers that come and go on one database: each has its share of the mailboxes some turns later, and no mailbox has two at any time.</summary>
[TestFixture(TestEngine.Postgres)]
[TestFixture(TestEngine.PgBouncer)]
public sealed class FairWorkersTests(TestEngine engine)
{
    private static readonly string[] s_boxes = [.. Enumerable.Range(1, 10).Select(i => $"box{i:00}")];

    private readonly List<Sharer> _workers = [];
    private TempStore _store = null!;

    [SetUp]
    public void Open() => _store = new TempStore(engine);

    [TearDown]
    public void Close()
    {
        _workers.ForEach(worker => worker.Dispose());
        _workers.Clear();
        _store.Dispose();
    }

    [Test]
    public void The_first_worker_has_all_and_every_further_one_gets_its_share()
    {
        Come(s_boxes);
        Assert.That(Shares(), Is.EqualTo(new[] { 10 }));
        Come(s_boxes);
        Assert.That(Shares(), Is.EqualTo(new[] { 5, 5 }));
        Come(s_boxes);
        Assert.That(Shares().Order(), Is.EqualTo(new[] { 3, 3, 4 }));
        var before = _workers.ConvertAll(worker => string.Join(' ', worker.Boxes));
        Turns();
        Assert.That(_workers.ConvertAll(worker => string.Join(' ', worker.Boxes)), Is.EqualTo(before), "then it rests");
    }

    [Test]
    public void What_a_worker_had_that_stops_is_shared_by_the_others()
    {
        Come(s_boxes);
        Come(s_boxes);
        Come(s_boxes);
        _workers[0].Dispose();
        _workers.RemoveAt(0);
        Turns();
        Assert.That(Shares(), Is.EqualTo(new[] { 5, 5 }));
    }

    [Test]
    public void Three_that_start_together_share_from_the_start()
    {
        for (var i = 0; i < 3; i++)
        {
            _workers.Add(new Sharer(_store, s_boxes));
        }

        Turns();
        Assert.That(Shares().Order(), Is.EqualTo(new[] { 3, 3, 4 }));
    }

    [Test]
    public void A_mailbox_that_only_one_worker_watches_is_watched_whatever_is_fair()
    {
        Come(s_boxes);
        Come([s_boxes[0], "other1"]);
        Turns();
        Assert.That(_workers.Sum(worker => worker.Boxes.Count), Is.EqualTo(11));
        Assert.That(_workers[1].Boxes, Is.SupersetOf(new[] { "other1" }));
        _workers[1].Dispose();
        _workers.RemoveAt(1);
        Turns();
        Assert.That(Shares(), Is.EqualTo(new[] { 10 }));
    }

    private void Come(string[] boxes)
    {
        _workers.Add(new Sharer(_store, boxes));
        Turns();
    }

    private int[] Shares() => [.. _workers.Select(worker => worker.Boxes.Count)];

    private void Turns()
    {
        for (var turn = 0; turn < 8; turn++)
        {
            _workers.ForEach(worker => worker.Turn());
            Assert.That(_workers.SelectMany(worker => worker.Boxes), Is.Unique);
        }
    }

    private sealed class Sharer(TempStore store, string[] wanted) : IDisposable
    {
        private readonly Database _database = Database.OpenForWriting(store.Settings, store.Clock);
        private readonly List<Lease> _leases = [];

        public List<string> Boxes => [.. _leases.Select(lease => lease.Mailbox).Order(StringComparer.Ordinal)];

        public void Turn()
        {
            _database.Leases.Renew();
            Assert.That(_leases.Exists(lease => lease.Lost.IsCancellationRequested), Is.False, "nobody takes what is renewed");
            _leases.AddRange(_database.Leases.TakeShare([.. wanted.Except(Boxes, StringComparer.Ordinal)]));
            foreach (var lease in _leases.FindAll(lease => lease.AskedBack.IsCancellationRequested))
            {
                _leases.Remove(lease);
                _database.Leases.Release(lease);
            }
        }

        public void Dispose()
        {
            _database.Leases.ReleaseAll();
            _database.Dispose();
        }
    }
}
