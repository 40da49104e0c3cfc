using System.Buffers;
using System.Runtime.InteropServices;
using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>A large mail's octets of the store as the reader takes them: it lets go of what it has gone over, whatever the size of the mail.</summary>
internal sealed class LeasedOctets : PagedOctets
{
    private readonly OctetsLease _lease;

    private LeasedOctets(OctetsLease lease)
    {
        _lease = lease;
    }

    public static ReadOnlyMemory<byte> Of(OctetsLease lease) => lease.IsMapped ? new LeasedOctets(lease).Memory : lease.Memory;

    public override void LetGo(int start, int length) => _lease.LetGo(start, length);

    public override Span<byte> GetSpan() => MemoryMarshal.AsMemory(_lease.Memory).Span;

    public override MemoryHandle Pin(int elementIndex = 0) => _lease.Memory[elementIndex..].Pin();

    public override void Unpin()
    {
        // The handle that was given out does it.
    }

    protected override void Dispose(bool disposing)
    {
        // The lease belongs to who took it.
    }
}
