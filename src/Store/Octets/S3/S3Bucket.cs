using System.Globalization;
using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Touchpoints.Store;

/// <summary>One bucket through Amazon's client, which signs, and tries again what may be tried again. Every failure comes out as a <see cref="StoreException"/>.</summary>
internal sealed class S3Bucket(OctetsSettings.S3 settings) : IDisposable
{
    public const string NamePrefix = "seg-";

    private const string WriterName = "writer";

    private readonly AmazonS3Client _client = Open(settings);

    // Marks what this process wrote, so that an answer that was lost can be told from an object that was there before.
    private readonly string _writer = Guid.NewGuid().ToString("N");

    // Not every compatible server knows the condition that an object must be new; the numbers are unique all the same.
    private volatile string? _mustBeNew = "*";

    /// <summary>Numbers have as many digits as the largest, so that a bucket's order, which is that of the text, is theirs.</summary>
    public string KeyOf(long segment) => string.Create(CultureInfo.InvariantCulture, $"{settings.Prefix}{NamePrefix}{segment:0000000000000000000}");

    public async Task<T> DoAsync<T>(Func<AmazonS3Client, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(_client, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && S3Problems.Know(failure))
        {
            throw S3Problems.Of(failure, settings);
        }
    }

    /// <summary>Makes an object at one go.</summary>
    public async Task PutAsync(long segment, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        var written = Effects.About("write", "object");
        await OnceAsync(segment, (client, token) => client.PutObjectAsync(Put(segment, octets), token), cancellationToken);
        written.Done();
    }

    /// <summary>Begins an object that is made of parts; answers the upload's id.</summary>
    public async Task<string> BeginUploadAsync(long segment, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = settings.Bucket, Key = KeyOf(segment) };
        request.Metadata.Add(WriterName, _writer);
        var begun = Effects.About("begin", "upload");
        var response = await DoAsync((client, token) => client.InitiateMultipartUploadAsync(request, token), cancellationToken);
        begun.Done();
        return response.UploadId;
    }

    public async Task<PartETag> UploadPartAsync(long segment, string upload, int number, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        var request = new UploadPartRequest
        {
            BucketName = settings.Bucket,
            Key = KeyOf(segment),
            UploadId = upload,
            PartNumber = number,
            InputStream = StreamOf(octets),
            PartSize = octets.Length,
            UseChunkEncoding = false,
        };
        var written = Effects.About("write", "part");
        var response = await DoAsync((client, token) => client.UploadPartAsync(request, token), cancellationToken);
        written.Done();
        return new PartETag(number, response.ETag);
    }

    public async Task CompleteUploadAsync(long segment, string upload, List<PartETag> parts, CancellationToken cancellationToken)
    {
        var completed = Effects.About("complete", "upload");
        await OnceAsync(
            segment,
            (client, token) => client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = settings.Bucket, Key = KeyOf(segment), UploadId = upload, PartETags = parts, IfNoneMatch = _mustBeNew }, token),
            cancellationToken);
        completed.Done();
    }

    /// <summary>Drops the parts of an object that was not completed, if that can be done now; <see cref="AbortUploadsAsync"/> finds what stays.</summary>
    public async Task AbortUploadAsync(long segment, string upload)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(settings.Bucket, KeyOf(segment), upload);
        }
        catch (Exception failure) when (S3Problems.Know(failure))
        {
            // The failure that led here is the one to be told.
        }
    }

    /// <summary>Drops the parts of objects that were begun before that time and never completed.</summary>
    public async Task AbortUploadsAsync(DateTime before)
    {
        var request = new ListMultipartUploadsRequest { BucketName = settings.Bucket, Prefix = settings.Prefix + NamePrefix };
        ListMultipartUploadsResponse page;
        do
        {
            try
            {
                page = await _client.ListMultipartUploadsAsync(request);
            }
            catch (AmazonS3Exception failure) when (failure.StatusCode == HttpStatusCode.NotImplemented)
            {
                // The server cannot list them; a rule of the bucket's own may end them.
                return;
            }
            catch (Exception failure) when (S3Problems.Know(failure))
            {
                throw S3Problems.Of(failure, settings);
            }

            foreach (var upload in (page.MultipartUploads ?? []).Where(upload => upload.Initiated?.ToUniversalTime() < before))
            {
                await DoAsync((client, token) => client.AbortMultipartUploadAsync(settings.Bucket, upload.Key, upload.UploadId, token), CancellationToken.None);
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// Makes an object that must not be there yet. The client asks again when an answer does not come, and is then told that there is one: its own.
    /// </summary>
    private async Task OnceAsync<T>(long segment, Func<AmazonS3Client, CancellationToken, Task<T>> make, CancellationToken cancellationToken)
    {
        try
        {
            await make(_client, cancellationToken);
        }
        catch (AmazonS3Exception failure) when (failure.StatusCode == HttpStatusCode.NotImplemented && _mustBeNew is not null)
        {
            _mustBeNew = null;
            await OnceAsync(segment, make, cancellationToken);
        }
        catch (AmazonS3Exception failure) when (failure.StatusCode == HttpStatusCode.PreconditionFailed || failure.ErrorCode == "NoSuchUpload")
        {
            var there = await DoAsync((client, token) => client.GetObjectMetadataAsync(settings.Bucket, KeyOf(segment), token), cancellationToken);
            if (there.Metadata[WriterName] != _writer)
            {
                throw S3Problems.Of(failure, settings);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && S3Problems.Know(failure))
        {
            throw S3Problems.Of(failure, settings);
        }
    }

    private PutObjectRequest Put(long segment, ReadOnlyMemory<byte> octets)
    {
        // Not in chunks: the whole body's SHA-256 is signed with the request, so that the server refuses what did not come as it was sent.
        var request = new PutObjectRequest { BucketName = settings.Bucket, Key = KeyOf(segment), InputStream = StreamOf(octets), UseChunkEncoding = false, IfNoneMatch = _mustBeNew };
        request.Metadata.Add(WriterName, _writer);
        return request;
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> octets)
    {
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(octets, out var array);
        return new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
    }

    private static AmazonS3Client Open(OctetsSettings.S3 settings)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings.Region,
            Timeout = settings.Timeout,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,

            // Compatible servers do not all know the newer checksums; the signed SHA-256 covers what is sent, our own what is read.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.ServiceUrl is { } url)
        {
            config.ServiceURL = url.ToString();
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        return settings.AccessKey.Length > 0 ? new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config) : new AmazonS3Client(config);
    }
}
