using Amazon.S3.Model;

namespace Touchpoints.Store;

/// <summary>Makes one object of what comes until the sync; in parts, as they come, when it is more than one piece.</summary>
internal sealed class S3Writer(S3Bucket bucket, RecentOctets? recent, TimeProvider time) : SegmentWriter
{
    private readonly List<PartETag> _parts = [];
    private string? _upload;

    // S3 wants 5 MB for every part but the last.
    public override int PieceOctets => 8 * 1024 * 1024;

    public override void Begin() => Segment = SegmentNumbers.Next(time.GetUtcNow());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await UploadAsync(piece, cancellationToken);
        }
        catch
        {
            await EndAsync();
            throw;
        }
    }

    public override async ValueTask SyncAsync(ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        try
        {
            if (_upload is not null)
            {
                if (last.Length > 0)
                {
                    await UploadAsync(last, cancellationToken);
                }

                await bucket.CompleteUploadAsync(Segment, _upload, _parts, cancellationToken);
                _upload = null;
            }
            else if (last.Length > 0)
            {
                await bucket.PutAsync(Segment, last, cancellationToken);
                recent?.Add(Segment, last.Span);
            }
        }
        finally
        {
            await EndAsync();
        }
    }

    public override void Dispose() => EndAsync().GetAwaiter().GetResult();

    private async Task UploadAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        _upload ??= await bucket.BeginUploadAsync(Segment, cancellationToken);
        _parts.Add(await bucket.UploadPartAsync(Segment, _upload, _parts.Count + 1, piece, cancellationToken));
        Written += piece.Length;
    }

    private async Task EndAsync()
    {
        var (segment, upload) = (Segment, _upload);
        Segment = Written = 0;
        _upload = null;
        _parts.Clear();
        if (upload is not null)
        {
            await bucket.AbortUploadAsync(segment, upload);
        }
    }
}
