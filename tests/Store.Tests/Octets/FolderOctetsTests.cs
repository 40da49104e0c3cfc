using System.Diagnostics;
using System.Security.Cryptography;
using NUnit.Framework.Constraints;

namespace Touchpoints.Store.Tests;

[TestFixture]
public sealed class FolderOctetsTests : OctetsSuite
{
    private string _folder = "";

    [Test]
    public void What_a_crash_left_behind_the_last_mail_harms_nobody()
    {
        var first = Stored(Octets, [1, 1]);
        using (var torn = new FileStream(PathOf(first), FileMode.Append))
        {
            torn.Write([9, 9, 9]);
        }

        var second = Stored(Octets, [2]);

        Assert.That(second.Place, Is.EqualTo(new OctetsPlace(first.Place.Segment, 5, 1)));
        Assert.That((Read(first), Read(second)), Is.EqualTo((new byte[] { 1, 1 }, new byte[] { 2 })));
    }

    [Test]
    public void A_worker_goes_on_with_the_segment_that_another_one_left_in_good_order()
    {
        var first = Stored(Octets, [1]);
        var second = Stored(OpenAnother(), [2]);
        Assert.That(second.Place, Is.EqualTo(new OctetsPlace(first.Place.Segment, 1, 1)));
    }

    [Test]
    public void A_segment_that_somebody_has_or_had_when_he_was_killed_is_not_taken()
    {
        using var alive = Octets.OpenAppender();
        var his = TempStore.Append(alive, [1]);
        alive.Sync();

        var first = Stored(OpenAnother(), [2]);
        var second = Stored(OpenAnother(), [3]);

        Assert.That(first.Place.Segment, Is.Not.EqualTo(his.Place.Segment));
        Assert.That(second.Place.Segment, Is.EqualTo(first.Place.Segment));
    }

    [Test]
    public void Of_many_who_want_a_free_segment_each_gets_one_of_his_own()
    {
        Stored(Octets, [0]);
        var appenders = Enumerable.Range(0, 16).Select(_ => OpenAnother().OpenAppender()).ToList();
        var places = new OctetsPlace[appenders.Count];
        Parallel.For(0, appenders.Count, i => places[i] = TempStore.Append(appenders[i], [(byte)i]).Place);
        appenders.ForEach(appender => appender.Dispose());

        Assert.That(places.Select(place => place.Segment).Distinct().Count(), Is.EqualTo(appenders.Count));
        Assert.That(places.Count(place => place.Offset == 1), Is.EqualTo(1));
    }

    [Test]
    public void A_full_segment_takes_no_further_mail()
    {
        using var appender = Octets.OpenAppender();
        var first = TempStore.Append(appender, [1]);
        appender.Sync();
        Assert.That(TempStore.Append(appender, [2]).Place.Segment, Is.EqualTo(first.Place.Segment));
        appender.Dispose();
        using (var segment = new FileStream(PathOf(first), FileMode.Open))
        {
            segment.SetLength(FolderSegments.FullSegment);
        }

        using var next = Octets.OpenAppender();
        TempStore.Append(next, [3]);
        next.Sync();
        var fresh = TempStore.Append(next, [4]);

        Assert.That(fresh.Place.Offset, Is.Zero);
        Assert.That(fresh.Place.Segment, Is.GreaterThan(first.Place.Segment));
    }

    [Test]
    public void A_marker_that_was_taken_by_one_who_died_is_cleared_away_later()
    {
        Stored(Octets, [1]);
        File.Move(Directory.EnumerateFiles(_folder, "free-*").Single(), Path.Combine(_folder, "taken-1"));
        var written = File.GetLastWriteTimeUtc(Path.Combine(_folder, "taken-1"));
        Octets.RemoveLeftovers(new DateTimeOffset(written, TimeSpan.Zero));
        Assert.That(Directory.EnumerateFiles(_folder, "taken-*"), Has.Exactly(1).Items);

        Octets.RemoveLeftovers(new DateTimeOffset(written, TimeSpan.Zero).AddSeconds(1));
        Assert.That(Directory.EnumerateFiles(_folder).Select(Path.GetFileName), Has.All.StartsWith("seg-").And.Exactly(1).Items);
    }

    [Test]
    public void Who_reads_a_segment_slowly_may_go_on_when_it_is_removed()
    {
        var stored = Stored(Octets, [1, 2, 3]);
        using var slow = Octets.Open(stored.Place, 0, 3);
        Assert.That(slow.ReadByte(), Is.EqualTo(1));
        Octets.Remove(stored.Place.Segment);
        Assert.That(slow.ReadByte(), Is.EqualTo(2));
    }

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

    [Test]
    public void A_folder_that_cannot_be_written_says_so()
    {
        File.WriteAllText(_folder, "a file where the folder should be");
        using var appender = Octets.OpenAppender();
        Assert.That(() => appender.BeginMail(), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.NotWritable).And.Message.Contains(_folder));
        File.Delete(_folder);
    }

    // B32
    [Test]
    public void A_segment_whose_sync_failed_once_takes_no_further_mail_from_anybody()
    {
        var syncs = 0;
        var writer = new FolderWriter(new FolderSegments(_folder, Clock), isNew: false)
        {
            Flush = file =>
            {
                if (++syncs == 2)
                {
                    throw new IOException("Input/output error", 5);
                }

                RandomAccess.FlushToDisk(file);
            },
        };
        using var appender = new OctetsAppender(writer);
        var kept = TempStore.Append(appender, [1]);
        appender.Sync();
        var lost = TempStore.Append(appender, [2]);
        Assert.That(appender.Sync, Throws.TypeOf<StoreException>().With.Property(nameof(StoreException.Problem)).EqualTo(StoreProblem.NotWritable));

        var again = TempStore.Append(appender, [2]);
        appender.Sync();
        appender.Dispose();
        var others = Stored(OpenAnother(), [3]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lost.Place.Segment, Is.EqualTo(kept.Place.Segment));
            Assert.That(new[] { again.Place.Segment, others.Place.Segment }, Has.None.EqualTo(kept.Place.Segment));
            Assert.That((Read(kept)[0], Read(again)[0], Read(others)[0]), Is.EqualTo((1, 2, 3)));
        }
    }

    // B31
    [Test]
    public void A_disk_that_is_full_in_the_middle_of_a_batch_loses_nothing_that_was_synced_and_goes_on_with_room()
    {
        Directory.CreateDirectory(_folder);
        using var disk = SmallDisk.Mount(_folder, megabytes: 4);
        using var appender = Octets.OpenAppender();
        var kept = TempStore.Append(appender, new byte[1_000_000]);
        appender.Sync();
        File.WriteAllBytes(Path.Combine(_folder, "filler"), new byte[2_000_000]);

        Assert.That(() => TempStore.Append(appender, new byte[3_000_000]), Full());
        Assert.That(() => Stored(OpenAnother(), new byte[3_000_000]), Full());
        File.Delete(Path.Combine(_folder, "filler"));
        var next = TempStore.Append(appender, [7]);
        appender.Sync();

        Assert.That(Read(kept), Is.EqualTo(new byte[1_000_000]));
        Assert.That(Read(next), Is.EqualTo(new byte[] { 7 }));
    }

    private static EqualConstraint<StoreProblem> Full() => Throws.TypeOf<StoreException>().With.Property(nameof(StoreException.Problem)).EqualTo(StoreProblem.DiskFull);

    private protected override void MakeHome() => _folder = Path.Combine(Directory.CreateTempSubdirectory("touchpoints-octets-").FullName, "octets");

    private protected override void RemoveHome() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private protected override OctetsStore OpenHome() => new FolderOctets(_folder, Clock);

    private string PathOf(StoredOctets stored) => ((FolderOctets)Octets).PathOf(stored.Place.Segment);

    private static StoredOctets Stored(OctetsStore octets, byte[] mail)
    {
        using var appender = octets.OpenAppender();
        var stored = TempStore.Append(appender, mail);
        appender.Sync();
        return stored;
    }
}

/// <summary>A disk in memory over a folder, as small as a test wants it; root only.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static SmallDisk Mount(string folder, int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder))
        {
            Assert.Ignore("This user may mount no disk here: run the test as root on a Linux that lets him.");
        }

        return new SmallDisk(folder);
    }

    // Lazily: whoever still has a file of it open loses nothing.
    public void Dispose() => Run("umount", "-l", _folder);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
