using System.Security.Cryptography;

namespace Touchpoints.Store.Tests;

/// <summary>What an S3 server, or the way to it, can do to us: nothing is lost that was confirmed, and the message says what to do.</summary>
public sealed class S3FaultTests
{
    private readonly TestClock _clock = new();
    private FaultyS3 _server = null!;
    private S3Octets _octets = null!;
    private OctetsAppender _appender = null!;

    [SetUp]
    public void SetUp() => Serve(new FaultyS3());

    [TearDown]
    public void TearDown()
    {
        _appender.Dispose();
        _octets.Dispose();
        _server.Dispose();
    }

    [Test]
    public void One_500_or_one_lost_connection_is_not_even_noticed(
        [Values(S3Fault.Refused, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.Silence)] S3Fault fault,
        [Values(3, 9_000_000)] int length)
    {
        Expect(fault);
        var octets = RandomNumberGenerator.GetBytes(length);
        var mail = _appender.BeginMail();
        mail.Write(octets);
        var stored = _appender.EndMail();
        _server.Next(fault);
        _appender.Sync();

        _server.Next(fault == S3Fault.CutAfter ? S3Fault.CutBefore : fault);
        Assert.That(Read(stored).AsSpan().SequenceEqual(octets), Is.True);
        Assert.That(_server.Objects, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_last_word_of_a_large_mail_that_was_heard_and_not_answered_counts()
    {
        // Begin and two parts are answered, the completion is not; asked again, the server knows no such upload.
        _server.Next(S3Fault.None, times: 3);
        _server.Next(S3Fault.CutAfter);
        var stored = TempStore.Append(_appender, new byte[9_000_000]);
        _appender.Sync();

        using var read = _octets.Read(stored.Place);
        Assert.That(read.Memory.Length, Is.EqualTo(9_000_000));
        Assert.That(_server.Requests, Has.Some.StartsWith("HEAD "));
    }

    [TestCase(S3Fault.Refused, "500")]
    [TestCase(S3Fault.CutBefore, "")]
    [TestCase(S3Fault.Silence, "")]
    public void A_server_that_stays_down_is_said_to_be_and_what_was_not_synced_is_not_there(S3Fault fault, string says)
    {
        Expect(fault);
        var kept = Stored([1]);
        TempStore.Append(_appender, [2]);
        _server.Next(fault, times: 20);
        var failure = Assert.Throws<StoreException>(_appender.Sync)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((failure.Problem, failure.MayTryAgain), Is.EqualTo((StoreProblem.Unreachable, true)));
            Assert.That(failure.Message, Does.Contain("s3://mail/a/ at http://127.0.0.1").And.Contain("Nothing that was confirmed is lost").And.Contain(says));
            Assert.That(_server.Objects, Has.Count.EqualTo(1));
        }

        _server.Mend();
        var next = Stored([3]);
        Assert.That((Read(kept), Read(next)), Is.EqualTo((new byte[] { 1 }, new byte[] { 3 })));
    }

    [Test]
    public void What_was_ended_before_a_mail_that_fails_in_the_middle_is_not_taken_for_stored_by_a_sync_that_comes_later()
    {
        TempStore.Append(_appender, [1]);
        _server.Next(S3Fault.Refused, times: 20);
        var failure = Assert.Throws<StoreException>(() => TempStore.Append(_appender, new byte[9_000_000]))!;
        _server.Mend();
        var stored = TempStore.Append(_appender, [2]);

        Assert.That(Assert.Throws<StoreException>(_appender.Sync), Is.SameAs(failure));
        Assert.That(() => Read(stored), Throws.InstanceOf<StoreException>());
        Assert.That(Read(Stored([3])), Is.EqualTo(new byte[] { 3 }));
    }

    [Test]
    public void A_large_mail_that_fails_in_the_middle_leaves_no_parts()
    {
        var mail = _appender.BeginMail();
        mail.Write(new byte[8 * 1024 * 1024]);
        _server.Next(S3Fault.None);
        _server.Next(S3Fault.Refused, times: 3);
        Assert.That(() => mail.Write(new byte[1024 * 1024]), Throws.TypeOf<StoreException>());
        Assert.That(_server.Uploads, Is.Empty);
        Assert.That(Read(Stored([3])), Is.EqualTo(new byte[] { 3 }));
    }

    [TestCase(S3Fault.CutInBody)]
    [TestCase(S3Fault.SilenceInBody)]
    public void A_read_that_breaks_off_may_be_tried_again(S3Fault fault)
    {
        Expect(fault);
        var stored = Stored(new byte[200_000]);
        _server.Next(fault);
        Assert.That(() => Read(stored), Throws.TypeOf<StoreException>().With.Property(nameof(StoreException.Problem)).EqualTo(StoreProblem.Unreachable));
        Assert.That(Read(stored), Has.Length.EqualTo(200_000));
    }

    [TestCase("403 Forbidden", "SignatureDoesNotMatch", StoreProblem.NotWritable, "SecretKeyFile")]
    [TestCase("403 Forbidden", "AccessDenied", StoreProblem.NotWritable, "get, put, delete and list")]
    [TestCase("403 Forbidden", "RequestTimeTooSkewed", StoreProblem.NotWritable, "clock")]
    [TestCase("400 Bad Request", "AuthorizationHeaderMalformed", StoreProblem.NotWritable, "Region")]
    [TestCase("404 Not Found", "NoSuchBucket", StoreProblem.NotWritable, "no such bucket")]
    [TestCase("507 Insufficient Storage", "XMinioStorageFull", StoreProblem.DiskFull, "full")]
    [TestCase("503 Slow Down", "SlowDown", StoreProblem.Unreachable, "SlowDown")]
    [TestCase("418 Teapot", "Teapot", StoreProblem.NotWritable, "418")]
    public void Every_refusal_says_what_to_do(string status, string code, StoreProblem problem, string says)
    {
        TempStore.Append(_appender, [1]);
        _server.Next(S3Fault.Refused, times: 4, status, code);
        var failure = Assert.Throws<StoreException>(_appender.Sync)!;
        Assert.That(failure.Problem, Is.EqualTo(problem));
        Assert.That(failure.Message, Does.Contain(says).And.Contain("s3://mail/a/"));
    }

    [Test]
    public void An_object_that_somebody_else_made_under_our_number_is_not_written_over()
    {
        var segment = TempStore.Append(_appender, [1]).Place.Segment;
        var key = $"a/seg-{segment:0000000000000000000}";
        _server.Put(key, [9]);
        Assert.That(() => _appender.Sync(), Throws.TypeOf<StoreException>());
        Assert.That(Read(new StoredOctets(new OctetsPlace(segment, 0, 1), default)), Is.EqualTo(new byte[] { 9 }));
        Assert.That(Read(Stored([2])), Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public void A_server_that_knows_no_conditions_is_asked_without()
    {
        TearDown();
        Serve(new FaultyS3 { KnowsConditions = false });
        Assert.That((Read(Stored([1])), Read(Stored([2]))), Is.EqualTo((new byte[] { 1 }, new byte[] { 2 })));
        Assert.That(_server.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    [Test]
    public void The_batches_written_last_are_read_without_asking_until_they_are_removed()
    {
        var stored = Enumerable.Range(1, 5).Select(i => Stored([.. Enumerable.Repeat((byte)i, 4_000_000)])).ToList();
        _server.Requests.Clear();
        Assert.That(stored.Select(one => Mine(one)[0]), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5 }));
        Assert.That(_server.Requests.Select(request => request[..3]), Is.EqualTo(new[] { "GET" }), "16 MB are kept: the first of five is asked for again.");

        _octets.Remove(stored[4].Place.Segment);
        Assert.That(() => Mine(stored[4]), Throws.TypeOf<StoreException>());
    }

    [Test]
    public void Segments_come_from_every_page_of_the_list()
    {
        var numbers = Enumerable.Range(0, 5).Select(_ => Stored([1]).Place.Segment).ToList();
        Assert.That(_octets.Segments(0).Select(segment => segment.Number), Is.EqualTo(numbers));
        Assert.That(_octets.Segments(numbers[3]).Select(segment => segment.Number), Is.EqualTo(numbers[3..]));
    }

    [Test]
    public void Parts_that_one_who_died_left_are_dropped_when_they_are_old()
    {
        using var died = new S3Octets(_server.Settings, _clock);
        var mail = died.OpenAppender().BeginMail();
        mail.Write(new byte[9_000_000]);
        _octets.RemoveLeftovers(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        Assert.That(_server.Uploads, Has.Count.EqualTo(1));
        _octets.RemoveLeftovers(new DateTimeOffset(2026, 3, 2, 8, 0, 1, TimeSpan.Zero));
        Assert.That(_server.Uploads, Is.Empty);
    }

    /// <summary>Where the server will be silent nobody waits for it long.</summary>
    private void Expect(S3Fault fault)
    {
        if (fault is S3Fault.Silence or S3Fault.SilenceInBody)
        {
            TearDown();
            Serve(new FaultyS3 { Patience = TimeSpan.FromMilliseconds(500) });
        }
    }

    private void Serve(FaultyS3 server)
    {
        _server = server;
        _octets = new S3Octets(server.Settings, _clock);
        _appender = _octets.OpenAppender();
    }

    private StoredOctets Stored(byte[] mail)
    {
        var stored = TempStore.Append(_appender, mail);
        _appender.Sync();
        return stored;
    }

    /// <summary>As another worker reads it, who has nothing of it in memory.</summary>
    private byte[] Read(StoredOctets stored)
    {
        using var other = new S3Octets(_server.Settings, _clock);
        using var lease = other.Read(stored.Place);
        return lease.Memory.ToArray();
    }

    private byte[] Mine(StoredOctets stored)
    {
        using var lease = _octets.Read(stored.Place);
        return lease.Memory.ToArray();
    }
}
