namespace Touchpoints.Store;

/// <summary>Adds a row for what comes until the sync, or several when it is more than one part. What was begun and not synced stays unnamed until the sweep.</summary>
internal sealed class PostgresOctetsWriter(PostgresOctets octets, RecentOctets? recent, TimeProvider time) : SegmentWriter
{
    public override int PieceOctets => PostgresOctets.PartOctets;

    public override void Begin() => Segment = SegmentNumbers.Next(time.GetUtcNow());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await octets.InsertAsync(new OctetsPlace(Segment, Written, piece.Length), piece, cancellationToken);
            Written += piece.Length;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override async ValueTask SyncAsync(ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        try
        {
            if (last.Length > 0)
            {
                await octets.InsertAsync(new OctetsPlace(Segment, Written, last.Length), last, cancellationToken);
                if (Written == 0)
                {
                    recent?.Add(Segment, last.Span);
                }
            }
        }
        finally
        {
            Dispose();
        }
    }

    public override void Dispose() => Segment = Written = 0;
}
