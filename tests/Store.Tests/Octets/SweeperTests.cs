using System.Text;

namespace Touchpoints.Store.Tests;

/// <summary>A database with each home of octets.</summary>
public enum SweptHome
{
    FolderOnSqlite,
    S3OnSqlite,
    InPostgres,
}

[TestFixture(SweptHome.FolderOnSqlite)]
[TestFixture(SweptHome.S3OnSqlite)]
[TestFixture(SweptHome.InPostgres)]
public sealed class SweeperTests(SweptHome home)
{
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    private FaultyS3 _s3 = null!;
    private TempStore _store = null!;
    private MailboxEpoch _epoch = null!;
    private readonly List<OctetsAppender> _killed = [];

    private OctetsStore Octets => _store.Database.Octets;

    [SetUp]
    public void SetUp()
    {
        _s3 = new FaultyS3();
        _store = home switch
        {
            SweptHome.InPostgres => new TempStore(TestEngine.Postgres),
            SweptHome.S3OnSqlite => new TempStore { Octets = _s3.Settings },
            _ => new TempStore(),
        };

        // Homes tell the time by clocks of their own.
        _store.Clock.Advance(TimeProvider.System.GetUtcNow() - _store.Clock.GetUtcNow());
        _epoch = _store.Ledger.OpenEpoch("INBOX", 1, 0);
    }

    [TearDown]
    public void TearDown()
    {
        _killed.ForEach(appender => appender.Dispose());
        _killed.Clear();
        _store.Dispose();
        _s3.Dispose();
    }

    [Test]
    public void What_no_row_names_is_removed_after_a_day_and_nothing_else()
    {
        var kept = Receive(1, "kept");
        var unnamed = Unnamed("nobody's");
        Assert.That(Sweep(), Is.Empty);
        _store.Clock.Advance(s_day - TimeSpan.FromMinutes(5));
        Assert.That(Sweep(), Is.Empty);

        _store.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.That(Sweep(), Is.EqualTo(new[] { new SweptSegment(unnamed.Segment, "nobody's".Length) }));
        Assert.That(Text(kept.Place), Is.EqualTo("kept"));
        Assert.That(Octets.Segments(0).Select(segment => segment.Number), Is.EqualTo(new[] { kept.Place.Segment }));
        Assert.That(Sweep(), Is.Empty);
    }

    [Test]
    public void A_worker_that_slept_for_a_day_names_nothing_that_was_swept()
    {
        using var appender = Octets.OpenAppender();
        var late = TempStore.Append(appender, "late"u8.ToArray());
        appender.Sync();
        _store.Clock.Advance(s_day + s_day);
        Assert.That(Sweep(), Has.Count.EqualTo(1));

        var refused = Assert.Throws<StoreException>(() => _store.Ledger.Receive(_epoch, [new ReceivedMail(1, "", late, _store.Clock.GetUtcNow())]))!;
        Assert.That(refused.MayTryAgain, Is.True);
        Assert.That(_store.Ledger.KnownUids(_epoch).Ranges, Is.Empty);

        // It lets go of its segment then, and fetches the mail again.
        appender.Dispose();
        Assert.That(Text(Receive(1, "late").Place), Is.EqualTo("late"));
    }

    [Test]
    public void Octets_between_mails_that_no_row_names_are_cleared_away_and_the_mails_move()
    {
        using var appender = Octets.OpenAppender();
        var mails = new[] { "first", "nobody's", "second" }.Select(text => TempStore.Append(appender, Encoding.UTF8.GetBytes(text))).ToList();
        appender.Sync();
        appender.Dispose();
        var now = _store.Clock.GetUtcNow();
        var received = _store.Ledger.Receive(_epoch, [new ReceivedMail(1, "", mails[0], now), new ReceivedMail(2, "", mails[2], now)]);
        _store.Clock.Advance(s_day + s_day);

        Assert.That(Sweep(), Is.EqualTo(new[] { new SweptSegment(mails[0].Place.Segment, "nobody's".Length) }));
        var places = received.Select(delivery => _store.Ledger.Place(delivery.Id)!.Value).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(places.Select(Text), Is.EqualTo(new[] { "first", "second" }));
            Assert.That(Octets.Segments(0).Select(segment => (segment.Number, segment.Octets)), Is.EqualTo(new[] { (places[0].Segment, 11L) }));
            Assert.That(() => Text(received[0].Place), Throws.TypeOf<StoreException>());
            Assert.That(Sweep(), Is.Empty);
        }
    }

    [Test]
    public void Erasing_leaves_no_octet_of_the_erased_and_every_one_of_the_others()
    {
        var received = _store.Receive(_epoch, (1, "stays"), (2, "is erased"), (3, "stays too"));
        var segment = received[0].Place.Segment;
        Assert.That(Erase(segment, received[1].Id), Is.True);

        Assert.That(Text(_store.Ledger.Place(received[0].Id)!.Value), Is.EqualTo("stays"));
        Assert.That(Text(_store.Ledger.Place(received[2].Id)!.Value), Is.EqualTo("stays too"));
        Assert.That(Octets.Segments(0).Select(each => each.Octets), Is.EqualTo(new[] { 14L }));
    }

    [Test]
    public void Erasing_all_of_a_segment_removes_it()
    {
        var received = _store.Receive(_epoch, (1, "is erased"));
        Assert.That(Erase(received[0].Place.Segment, received[0].Id), Is.True);
        Assert.That(Octets.Segments(0), Is.Empty);
    }

    [Test]
    public void Mails_move_only_when_none_got_its_row_meanwhile()
    {
        var place = _store.Receive(_epoch, (1, "first and second"))[0].Place;
        var rows = new SegmentRows(_store.Database.Writer);
        var all = rows.In(place.Segment);
        _store.Ledger.Receive(_epoch, [new ReceivedMail(2, "", new StoredOctets(place with { Offset = 10, Length = 6 }, Some.Hash("second")), _store.Clock.GetUtcNow())]);

        Assert.That(rows.Move(place.Segment, all, [(all[0], place with { Segment = 7 })], () => Assert.Fail("They may not.")), Is.False);
        Assert.That(rows.In(place.Segment), Has.Count.EqualTo(2));
        Assert.That(rows.GiveUp(place.Segment), Is.False);
    }

    [Test]
    public void A_mail_that_changed_is_not_moved_and_its_segment_stays()
    {
        var now = _store.Clock.GetUtcNow();
        var unnamed = Unnamed("nobody's or changed");
        var received = _store.Ledger.Receive(_epoch, [new ReceivedMail(1, "", new StoredOctets(unnamed with { Length = 3 }, Some.Hash("something else")), now)]);
        var kept = Receive(2, "kept");
        var loose = Unnamed("nobody's");
        _store.Clock.Advance(s_day + s_day);

        var swept = new List<SweptSegment>();
        var damage = Assert.Throws<StoreException>(() => _store.Database.Sweeper.Sweep(all: true, swept.Add, CancellationToken.None))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(damage.Problem, Is.EqualTo(StoreProblem.Damaged));
            Assert.That(swept.Select(segment => segment.Segment), Is.EqualTo(new[] { loose.Segment }));
            Assert.That(Text(received[0].Place), Is.EqualTo("nob"));
            Assert.That(Text(kept.Place), Is.EqualTo("kept"));
            Assert.That(Octets.Segments(0).Count(segment => segment.Octets > 0), Is.EqualTo(2));
        }
    }

    [Test]
    public void A_removal_that_a_crash_cut_short_is_finished_by_the_next_sweep()
    {
        var unnamed = Unnamed("erased");
        _store.Sql($"INSERT INTO octets_gone (segment, gone_at) VALUES ({unnamed.Segment}, 0)");
        Assert.That(Sweep(), Is.Empty);
        Assert.That(Octets.Segments(0).Where(segment => segment.Octets > 0), Is.Empty);
        Assert.That(_store.Sql("SELECT count(*) FROM octets_gone WHERE removed = 1"), Is.EqualTo(1));
    }

    [Test]
    public void Every_hour_only_the_segments_of_the_last_days_are_looked_at()
    {
        var old = Unnamed("of long ago");

        // Numbers rise with time, and in this process another test's clock may have been ahead of ours.
        do
        {
            _store.Clock.Advance(TimeSpan.FromDays(30));
        }
        while (SegmentNumbers.At(_store.Clock.GetUtcNow().AddDays(-10)) <= old.Segment);

        _store.Database.Sweeper.Sweep(all: false, swept => Assert.Fail($"{swept}"), CancellationToken.None);
        Assert.That(Sweep(), Has.Count.EqualTo(1));
    }

    private bool Erase(long segment, DeliveryId erased) => _store.Database.Sweeper.Rewrite(
        segment,
        new HashSet<DeliveryId> { erased },
        () => _store.Database.Writer.Prepare("UPDATE delivery SET segment = 0, start = 0, length = 0 WHERE id = ?").With(erased.Value).Run());

    private List<SweptSegment> Sweep()
    {
        var swept = new List<SweptSegment>();
        _store.Database.Sweeper.Sweep(all: true, swept.Add, CancellationToken.None);
        return swept;
    }

    private Delivery Receive(uint uid, string text) => _store.Receive(_epoch, (uid, text))[0];

    /// <summary>A mail in a segment of its own that got no row, as a killed worker leaves it: it has the segment still.</summary>
    private OctetsPlace Unnamed(string text)
    {
        var (other, killed) = (Octets.OpenAppender(), Octets.OpenAppender());
        _killed.AddRange([other, killed]);
        TempStore.Append(other, [0]);
        var stored = TempStore.Append(killed, Encoding.UTF8.GetBytes(text));
        killed.Sync();
        return stored.Place;
    }

    private string Text(OctetsPlace place)
    {
        using var lease = Octets.Read(place);
        return Encoding.UTF8.GetString(lease.Memory.Span);
    }
}
