using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;

namespace Touchpoints.Store.Tests;

/// <summary>The suite over an S3 server, and what only such a one can get wrong.</summary>
[TestFixture]
public sealed class S3OctetsTests : OctetsSuite
{
    private S3Server _server = null!;
    private OctetsSettings.S3 _settings = null!;

    [OneTimeSetUp]
    public void StartServer() => _server = S3Server.Start();

    [OneTimeTearDown]
    public void StopServer() => _server?.Dispose();

    [Test]
    public async Task Every_synced_batch_is_one_object_and_an_empty_one_is_none()
    {
        using var appender = Octets.OpenAppender();
        var first = new[] { TempStore.Append(appender, [1]), TempStore.Append(appender, [2, 2]) };
        await appender.SyncAsync(CancellationToken.None);
        appender.BeginMail();
        await appender.SyncAsync(CancellationToken.None);
        var second = TempStore.Append(appender, [3]);
        await appender.SyncAsync(CancellationToken.None);

        Assert.That(first.Select(stored => stored.Place), Is.EqualTo(new[] { new OctetsPlace(second.Place.Segment, 0, 1), new OctetsPlace(second.Place.Segment, 1, 2) }.Select(place => place with { Segment = first[0].Place.Segment })));
        Assert.That(Octets.Segments(0).Select(segment => (segment.Number, segment.Octets)), Is.EqualTo(new[] { (first[0].Place.Segment, 3L), (second.Place.Segment, 1L) }));
    }

    [Test]
    public void What_was_not_synced_is_not_there()
    {
        var appender = Octets.OpenAppender();
        TempStore.Append(appender, new byte[9_000_000]);
        appender.Dispose();
        Assert.That(Octets.Segments(0), Is.Empty);
    }

    [Test]
    public void A_mail_of_64_megabytes_streams_through_a_few_on_the_heap()
    {
        var piece = RandomNumberGenerator.GetBytes(64 * 1024);
        using var appender = Octets.OpenAppender();
        var mail = appender.BeginMail();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var highest = 0L;
        for (var i = 0; i < 1024; i++)
        {
            mail.Write(piece);
            if (i % 256 == 255)
            {
                highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        var stored = appender.EndMail();
        appender.Sync();
        using var lease = Octets.Read(stored.Place);
        highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));

        Assert.That(SHA256.HashData(lease.Memory.Span), Is.EqualTo(stored.Sha256.ToArray()));
        Assert.That(highest - before, Is.LessThan(32_000_000));
    }

    [Test]
    public void Other_objects_of_the_bucket_are_left_alone()
    {
        using var other = new AmazonS3Client(new BasicAWSCredentials(_settings.AccessKey, _settings.SecretKey), new AmazonS3Config { ServiceURL = _settings.ServiceUrl!.ToString(), ForcePathStyle = true });
        other.PutObjectAsync(new() { BucketName = _settings.Bucket, Key = _settings.Prefix + "seg-of-somebody", ContentBody = "x", UseChunkEncoding = false }).GetAwaiter().GetResult();
        Assert.That(Octets.Segments(0), Is.Empty);
    }

    [Test]
    public void A_probe_leaves_nothing_behind()
    {
        Octets.Probe();
        Assert.That(Octets.Segments(0), Is.Empty);
    }

    [Test]
    public void Uploads_that_a_server_cannot_list_are_left_to_it() => Assert.That(() => Octets.RemoveLeftovers(Clock.GetUtcNow()), Throws.Nothing);

    [Test]
    public void A_wrong_key_and_a_missing_bucket_say_what_to_mend()
    {
        using var noKey = new S3Octets(_settings with { AccessKey = "nobody" }, Clock);
        using var noBucket = new S3Octets(_settings with { Bucket = "elsewhere" }, Clock);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Unusable(noKey), Does.Contain("does not take the key").And.Contain("SecretKeyFile").And.Contain(_settings.ServiceUrl!.Authority));
            Assert.That(Unusable(noBucket), Does.Contain("no such bucket").And.Contain("s3://elsewhere/"));
        }
    }

    private static string Unusable(S3Octets octets)
    {
        var failure = Assert.Throws<StoreException>(octets.Probe)!;
        Assert.That(failure.MayTryAgain, Is.False);
        return failure.Message;
    }

    private protected override void MakeHome() => _settings = _server.Settings($"{TestContext.CurrentContext.Random.NextGuid():N}/");

    private protected override void RemoveHome()
    {
        // It goes with the server.
    }

    private protected override OctetsStore OpenHome() => new S3Octets(_settings, Clock);
}
