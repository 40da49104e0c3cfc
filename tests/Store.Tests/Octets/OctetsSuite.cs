using System.Security.Cryptography;
using NUnit.Framework.Constraints;

namespace Touchpoints.Store.Tests;

/// <summary>What every home of octets does, whatever it is made of. A fixture for each home adds what only that one can get wrong.</summary>
public abstract class OctetsSuite
{
    private readonly List<OctetsStore> _opened = [];

    /// <summary>The home of this fixture, as one worker of several has it open.</summary>
    private protected OctetsStore Octets => _opened[0];

    private protected TestClock Clock { get; private set; } = null!;

    [SetUp]
    public void SetUpHome()
    {
        Clock = new TestClock();
        MakeHome();
        OpenAnother();
    }

    [TearDown]
    public void TearDownHome()
    {
        _opened.ForEach(octets => octets.Dispose());
        _opened.Clear();
        RemoveHome();
    }

    [TestCase(1000)]
    [TestCase(5_000_000)]
    public void Octets_that_were_let_go_of_come_back(int length)
    {
        var octets = RandomNumberGenerator.GetBytes(length);
        using var appender = Octets.OpenAppender();
        TempStore.Append(appender, [1, 2, 3]);
        var stored = TempStore.Append(appender, octets);
        appender.Sync();

        using var lease = OpenAnother().Read(stored.Place);
        foreach (var (start, end) in new[] { (0, length), (1, 2), (length / 3, length / 2), (length, length) })
        {
            lease.LetGo(start, end - start);
            Assert.That(lease.Memory.Span.SequenceEqual(octets));
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(256 * 1024)]
    [TestCase(1024 * 1024, TestName = "The_largest_pooled_mail_comes_back_as_it_was")]
    [TestCase((1024 * 1024) + 1, TestName = "The_smallest_mapped_mail_comes_back_as_it_was")]
    [TestCase(8 * 1024 * 1024, TestName = "A_mail_that_fills_a_piece_comes_back_as_it_was")]
    [TestCase(20_000_000, TestName = "A_mail_of_several_pieces_comes_back_as_it_was")]
    public void A_mail_comes_back_as_it_was(int length)
    {
        var octets = RandomNumberGenerator.GetBytes(length);
        using var appender = Octets.OpenAppender();
        TempStore.Append(appender, [1, 2, 3]);
        var stored = TempStore.Append(appender, octets);
        var last = TempStore.Append(appender, [4]);
        appender.Sync();

        using var lease = OpenAnother().Read(stored.Place);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lease.Memory.Span.SequenceEqual(octets), Is.True);
            Assert.That(stored.Sha256.ToArray(), Is.EqualTo(SHA256.HashData(octets)));
            Assert.That(Range(stored.Place, length / 3, length - (length / 3)).AsSpan().SequenceEqual(octets.AsSpan(length / 3)), Is.True);
            Assert.That(Read(last), Is.EqualTo(new byte[] { 4 }));
        }
    }

    [Test]
    public async Task A_mail_written_asynchronously_in_uneven_pieces_comes_back_as_it_was()
    {
        var octets = RandomNumberGenerator.GetBytes(10_000_000);
        using var appender = Octets.OpenAppender();
        var mail = appender.BeginMail();
        var pieces = new[] { 0, 1, 70_000, 3_333_333, 8_500_000, octets.Length };
        foreach (var (from, to) in pieces.Zip(pieces.Skip(1)))
        {
            await mail.WriteAsync(octets.AsMemory(from, to - from));
        }

        var stored = appender.EndMail();
        await appender.SyncAsync(CancellationToken.None);

        Assert.That(Read(stored).AsSpan().SequenceEqual(octets), Is.True);
    }

    [TestCase(10)]
    [TestCase(700_000, TestName = "A_mail_of_several_buffers_begun_and_not_ended_is_forgotten")]
    [TestCase(9_000_000, TestName = "A_large_mail_begun_and_not_ended_is_forgotten")]
    public void A_mail_begun_and_not_ended_is_forgotten(int length)
    {
        using var appender = Octets.OpenAppender();
        var first = TempStore.Append(appender, [1, 1]);
        appender.BeginMail().Write(new byte[length]);
        var second = TempStore.Append(appender, [2, 2, 2]);
        appender.BeginMail().Write(new byte[length]);
        appender.Sync();

        Assert.That(second.Place.Segment, Is.EqualTo(first.Place.Segment));
        Assert.That((Read(first), Read(second)), Is.EqualTo((new byte[] { 1, 1 }, new byte[] { 2, 2, 2 })));
        Assert.That(second.Sha256.ToArray(), Is.EqualTo(SHA256.HashData([2, 2, 2])));
    }

    [Test]
    public void What_was_synced_stays_when_more_is_appended()
    {
        using var appender = Octets.OpenAppender();
        var stored = new List<StoredOctets>();
        for (byte i = 0; i < 5; i++)
        {
            stored.Add(TempStore.Append(appender, [i]));
            appender.Sync();
        }

        Assert.That(stored.Select(one => Read(one)[0]), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4 }));
    }

    [Test]
    public void Appenders_of_several_workers_share_no_segment()
    {
        using var one = Octets.OpenAppender();
        using var two = Octets.OpenAppender();
        using var other = OpenAnother().OpenAppender();
        var appenders = new[] { one, two, other };
        var stored = appenders.Select((appender, i) => TempStore.Append(appender, [(byte)i])).ToList();
        Array.ForEach(appenders, appender => appender.Sync());

        Assert.That(stored.Select(each => each.Place.Segment).Distinct().Count(), Is.EqualTo(3));
        Assert.That(stored.Select(each => Read(each)[0]), Is.EqualTo(new byte[] { 0, 1, 2 }));
    }

    [Test]
    public void A_segment_that_is_missing_or_too_short_is_damage_and_says_which()
    {
        using var appender = Octets.OpenAppender();
        var place = TempStore.Append(appender, [1, 2, 3]).Place;
        appender.Sync();

        Assert.That(() => Octets.Read(place with { Offset = 2, Length = 2 }), Damage(place.Segment));
        Assert.That(() => Octets.Read(place with { Segment = 9 }), Damage(9));
        Assert.That(() => Range(place with { Segment = 9 }, 0, 3), Damage(9));
        Assert.That(() => Range(place with { Offset = 2, Length = 2_000_000 }, 0, 2_000_000), Damage(place.Segment));
    }

    [Test]
    public void A_range_outside_its_mail_is_refused() =>
        Assert.That(() => Octets.Open(new OctetsPlace(1, 0, 10), 5, 6), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Segments_are_listed_in_order_and_removed_for_good()
    {
        using var appender = Octets.OpenAppender();
        var first = TempStore.Append(appender, [1, 2, 3]);
        appender.Sync();
        Clock.Advance(TimeSpan.FromHours(1));
        using var other = Octets.OpenAppender();
        var second = TempStore.Append(other, [4, 5]);
        other.Sync();

        var listed = Octets.Segments(0).Select(segment => (segment.Number, segment.Octets)).ToList();
        var later = Octets.Segments(second.Place.Segment).Select(segment => segment.Number).ToList();
        Octets.Remove(first.Place.Segment);
        Octets.Remove(first.Place.Segment);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed, Is.EqualTo(new[] { (first.Place.Segment, 3L), (second.Place.Segment, 2L) }));
            Assert.That(later, Is.EqualTo(new[] { second.Place.Segment }));
            Assert.That(() => Octets.Read(first.Place), Damage(first.Place.Segment));
            Assert.That(Octets.Segments(0).Select(segment => segment.Number), Is.EqualTo(new[] { second.Place.Segment }));
            Assert.That(Read(second), Is.EqualTo(new byte[] { 4, 5 }));
        }
    }

    [Test]
    public void Mail_after_its_segment_was_removed_goes_to_another_one()
    {
        var appender = Octets.OpenAppender();
        var lost = TempStore.Append(appender, [1]);
        appender.Sync();
        Octets.Remove(lost.Place.Segment);
        appender.Dispose();

        using var next = Octets.OpenAppender();
        var stored = TempStore.Append(next, [2]);
        next.Sync();

        Assert.That(stored.Place.Segment, Is.Not.EqualTo(lost.Place.Segment));
        Assert.That(Read(stored), Is.EqualTo(new byte[] { 2 }));
    }

    private protected static IResolveConstraint Damage(long segment) => Throws.TypeOf<StoreException>()
        .With.Property(nameof(StoreException.Problem)).EqualTo(StoreProblem.Damaged)
        .And.Property(nameof(StoreException.Message)).Contains($"{segment}");

    private protected abstract void MakeHome();

    private protected abstract void RemoveHome();

    private protected abstract OctetsStore OpenHome();

    /// <summary>The same home, as the next worker opens it.</summary>
    private protected OctetsStore OpenAnother()
    {
        _opened.Add(OpenHome());
        return _opened[^1];
    }

    /// <summary>As another worker reads it.</summary>
    private protected byte[] Read(StoredOctets stored)
    {
        using var lease = OpenAnother().Read(stored.Place);
        return lease.Memory.ToArray();
    }

    private protected byte[] Range(OctetsPlace place, long start, long length)
    {
        using var stream = Octets.Open(place, start, length);
        using var range = new MemoryStream();
        stream.CopyTo(range);
        return range.ToArray();
    }
}
