using Amazon.S3.Model;

namespace Touchpoints.Store;

/// <summary>The octets of an answer, forward only; a server that goes silent in the middle is not waited for longer than one answer.</summary>
internal sealed class S3RangeStream(GetObjectResponse response, long length, OctetsSettings.S3 settings) : RangeStream(length)
{
    private long _read;

    protected override long WasRead => _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - _read);
        if (wanted == 0)
        {
            return 0;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(settings.Timeout);
        try
        {
            var got = await response.ResponseStream.ReadAsync(buffer[..wanted], deadline.Token);
            _read += got;
            return got > 0 ? got : throw S3Problems.Unreachable(settings, "the connection ended in the middle of an answer");
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw S3Problems.Unreachable(settings, failure is IOException ? failure.Message : $"no octets came for {settings.Timeout.TotalSeconds:0} s", failure);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        response.Dispose();
        base.Dispose(disposing);
    }
}
