using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace Touchpoints.Store;

/// <summary>Segments as objects of a bucket: one for each synced batch, a large mail in parts.</summary>
internal sealed class S3Octets(OctetsSettings.S3 settings, TimeProvider time) : OctetsStore
{
    private readonly S3Bucket _bucket = new(settings);
    private readonly RecentOctets _recent = new();

    public override string Where => settings.ToString();

    public override long? FreeOctets => null;

    // A bucket tells only by listing all of it, a thousand objects at a time.
    public override long? StoredOctets => null;

    public override void Dispose() => _bucket.Dispose();

    internal override IEnumerable<StoredSegment> Segments(long from)
    {
        var request = new ListObjectsV2Request { BucketName = settings.Bucket, Prefix = settings.Prefix + S3Bucket.NamePrefix, StartAfter = _bucket.KeyOf(Math.Max(0, from - 1)) };
        ListObjectsV2Response page;
        do
        {
            page = Wait(_bucket.DoAsync((client, token) => client.ListObjectsV2Async(request, token), CancellationToken.None));
            foreach (var item in page.S3Objects ?? [])
            {
                request.StartAfter = item.Key;
                if (long.TryParse(item.Key.AsSpan(request.Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    yield return new StoredSegment(number, item.Size ?? 0, new DateTimeOffset((item.LastModified ?? DateTime.UnixEpoch).ToUniversalTime(), TimeSpan.Zero));
                }
            }
        }
        while (page.IsTruncated == true);
    }

    internal override void Remove(long segment)
    {
        _recent.Remove(segment);
        var deleted = Effects.About("delete", "object");
        Wait(_bucket.DoAsync((client, token) => client.DeleteObjectAsync(settings.Bucket, _bucket.KeyOf(segment), token), CancellationToken.None));
        deleted.Done();
    }

    internal override void RemoveLeftovers(DateTimeOffset olderThan) => Wait(_bucket.AbortUploadsAsync(olderThan.UtcDateTime));

    private protected override SegmentWriter OpenSegment(bool isNew) => new S3Writer(_bucket, isNew ? null : _recent, time);

    private protected override OctetsLease ReadRange(OctetsPlace range)
    {
        if (_recent.Find(range) is { } recent)
        {
            return recent;
        }

        using var stream = OpenRange(range);
        return SpooledOctets.Read(stream, range.Length, LargestPooled);
    }

    private protected override Stream OpenRange(OctetsPlace range) => Wait(OpenRangeAsync(range));

    private async Task<Stream> OpenRangeAsync(OctetsPlace range)
    {
        var request = new GetObjectRequest { BucketName = settings.Bucket, Key = _bucket.KeyOf(range.Segment), ByteRange = new ByteRange(range.Offset, range.Offset + range.Length - 1) };
        try
        {
            var response = await _bucket.DoAsync((client, token) => client.GetObjectAsync(request, token), CancellationToken.None);
            if (response.ContentLength == range.Length)
            {
                return new S3RangeStream(response, range.Length, settings);
            }

            response.Dispose();
        }
        catch (StoreException missing) when (missing.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" })
        {
            throw StoreProblems.Damaged($"{settings}, object {request.Key}", "this segment of the mail store is missing", missing);
        }
        catch (StoreException tooShort) when (tooShort.InnerException is AmazonS3Exception { ErrorCode: "InvalidRange" })
        {
            // As below.
        }

        throw StoreProblems.Damaged($"{settings}, object {request.Key}", $"this segment of the mail store is shorter than the mail at offset {range.Offset} says");
    }

    // Reading is done by threads that do nothing else meanwhile; the client knows no other way than to be awaited.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
