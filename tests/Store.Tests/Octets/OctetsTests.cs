using System.Security.Cryptography;

namespace Touchpoints.Store.Tests;

public sealed class OctetsTests
{
    private TempStore _store = null!;

    private OctetsStore Octets => _store.Database.Octets;

    [SetUp]
    public void SetUp() => _store = new TempStore();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(256 * 1024)]
    [TestCase(1024 * 1024, TestName = "The_largest_pooled_mail_comes_back_as_it_was")]
    [TestCase((1024 * 1024) + 1, TestName = "The_smallest_mapped_mail_comes_back_as_it_was")]
    [TestCase(5_000_000)]
    public void A_mail_comes_back_as_it_was(int length)
    {
        var octets = RandomNumberGenerator.GetBytes(length);
        using var appender = Octets.OpenAppender();
        TempStore.Append(appender, [1, 2, 3]);
        var stored = TempStore.Append(appender, octets);
        TempStore.Append(appender, [4]);
        appender.Sync();

        using var lease = Octets.Read(stored.Place);
        using var stream = Octets.Open(stored.Place, length / 3, length - (length / 3));
        using var range = new MemoryStream();
        stream.CopyTo(range);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lease.Memory.Span.SequenceEqual(octets), Is.True);
            Assert.That(stored.Sha256.ToArray(), Is.EqualTo(SHA256.HashData(octets)));
            Assert.That(range.ToArray().AsSpan().SequenceEqual(octets.AsSpan(length / 3)), Is.True);
        }
    }

    [TestCase(10)]
    [TestCase(700_000, TestName = "A_large_mail_begun_and_not_ended_is_forgotten")]
    public void A_mail_begun_and_not_ended_is_forgotten(int length)
    {
        using var appender = Octets.OpenAppender();
        var first = TempStore.Append(appender, [1, 1]);
        appender.BeginMail().Write(new byte[length]);
        var second = TempStore.Append(appender, [2, 2, 2]);
        appender.Sync();

        Assert.That(second.Place, Is.EqualTo(new OctetsPlace(first.Place.Segment, 2, 3)));
        Assert.That((Read(first), Read(second)), Is.EqualTo((new byte[] { 1, 1 }, new byte[] { 2, 2, 2 })));
        Assert.That(second.Sha256.ToArray(), Is.EqualTo(SHA256.HashData([2, 2, 2])));
    }

    [Test]
    public void What_a_crash_left_behind_the_last_mail_harms_nobody()
    {
        using var appender = Octets.OpenAppender();
        var first = TempStore.Append(appender, [1, 1]);
        appender.Sync();
        var segment = Directory.EnumerateFiles(Path.Combine(_store.Folder, "octets")).Single();
        _store.Close();
        using (var torn = new FileStream(segment, FileMode.Append))
        {
            torn.Write([9, 9, 9]);
        }

        using var next = Octets.OpenAppender();
        var second = TempStore.Append(next, [2]);
        next.Sync();

        Assert.That(second.Place, Is.EqualTo(new OctetsPlace(first.Place.Segment, 5, 1)));
        Assert.That((Read(first), Read(second)), Is.EqualTo((new byte[] { 1, 1 }, new byte[] { 2 })));
    }

    [Test]
    public void Every_appender_has_a_segment_of_its_own_and_gives_it_back()
    {
        using var one = Octets.OpenAppender();
        var two = Octets.OpenAppender();
        var places = new[] { TempStore.Append(one, [1]), TempStore.Append(two, [2]) };
        two.Dispose();
        using var three = Octets.OpenAppender();

        Assert.That(places.Select(stored => stored.Place.Segment), Is.EqualTo(new[] { 1L, 2L }));
        Assert.That(TempStore.Append(three, [3]).Place.Segment, Is.EqualTo(2));
    }

    [Test]
    public void A_full_segment_takes_no_further_mail()
    {
        using var appender = Octets.OpenAppender();
        TempStore.Append(appender, [1]);
        appender.Dispose();
        using (var segment = new FileStream(Octets.PathOf(1), FileMode.Open))
        {
            segment.SetLength(OctetsStore.FullSegment);
        }

        using var next = Octets.OpenAppender();
        Assert.That(TempStore.Append(next, [2]).Place, Is.EqualTo(new OctetsPlace(2, 0, 1)));
    }

    [Test]
    public void A_segment_that_is_missing_or_too_short_is_damage_and_says_which()
    {
        using var appender = Octets.OpenAppender();
        TempStore.Append(appender, [1, 2, 3]);
        appender.Sync();

        Assert.That(() => Octets.Read(new OctetsPlace(1, 2, 2)), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Damaged).And.Message.Contains("seg-000001"));
        Assert.That(() => Octets.Read(new OctetsPlace(9, 0, 1)), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Damaged).And.Message.Contains("seg-000009"));
    }

    [Test]
    public void A_range_outside_its_mail_is_refused() =>
        Assert.That(() => Octets.Open(new OctetsPlace(1, 0, 10), 5, 6), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_mail_of_64_megabytes_does_not_grow_the_heap()
    {
        var piece = new byte[64 * 1024];
        using var appender = Octets.OpenAppender();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var mail = appender.BeginMail();
        for (var i = 0; i < 1024; i++)
        {
            mail.Write(piece);
        }

        var stored = appender.EndMail();
        appender.Sync();
        using var lease = Octets.Read(stored.Place);
        var sum = SHA256.HashData(lease.Memory.Span);

        Assert.That(sum, Is.EqualTo(stored.Sha256.ToArray()));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(1024 * 1024));
    }

    private byte[] Read(StoredOctets stored)
    {
        using var lease = Octets.Read(stored.Place);
        return lease.Memory.ToArray();
    }
}
