using System.Diagnostics;
using System.Security.Cryptography;

namespace Touchpoints.Store;

/// <summary>
/// The octets of mail, kept once, as they came, in segments that only grow (performance.md section 0). A mail is named by segment, offset and
/// length; an attachment is a range of it. Where the segments are is the business of the homes: a folder, an S3 bucket, PostgreSQL.
/// </summary>
/// <remarks>
/// What a home promises: octets are durable when <see cref="OctetsAppender.SyncAsync"/> has returned; a segment belongs to one appender at a
/// time, whatever the number of processes; a segment's number is never given again; what was synced is changed by nobody.
/// </remarks>
public abstract class OctetsStore : IDisposable
{
    // Larger mail is mapped, so that nothing large is on the heap.
    private protected const long LargestPooled = 1024 * 1024;

    private protected OctetsStore()
    {
    }

    /// <summary>Where the octets are, as people are told.</summary>
    public abstract string Where { get; }

    /// <summary>Free octets on the disk of the store; null where the disk is another machine's business.</summary>
    public abstract long? FreeOctets { get; }

    /// <summary>Octets in all segments, those of mail that was begun and never ended included; null where counting them would be dear.</summary>
    public abstract long? StoredOctets { get; }

    internal static OctetsStore Open(StoreSettings settings, TimeProvider time) => settings.Octets switch
    {
        OctetsSettings.S3 s3 => new S3Octets(s3, time),
        OctetsSettings.Folder folder => new FolderOctets(folder.Path, time),
        OctetsSettings.InDatabase when !settings.IsPostgres => throw new StoreException(StoreProblem.NotWritable, $"{settings.Place} keeps no octets of mail: SQLite would copy each of them twice. Set Touchpoints:Store:Octets to a folder."),
        null when !settings.IsPostgres => new FolderOctets(Path.Combine(settings.Folder, "octets"), time),
        OctetsSettings.InDatabase or null => new PostgresOctets(settings, time),
        _ => throw new UnreachableException(),
    };

    /// <summary>A writer with a segment of its own, for one mailbox. Not for two threads at once.</summary>
    public OctetsAppender OpenAppender() => new(OpenSegment(isNew: false));

    /// <summary>The octets of one mail, from memory-mapped pages when it is large, else from a pooled buffer; valid until disposed.</summary>
    /// <exception cref="StoreException">The segment is missing or shorter than the row says (Damaged), or cannot be reached now (Unreachable).</exception>
    public OctetsLease Read(OctetsPlace place) => place.Length == 0 ? new OctetsLease(ReadOnlyMemory<byte>.Empty, owner: null) : ReadRange(place);

    /// <summary>A forward-only stream of a range of a mail.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the mail.</exception>
    /// <exception cref="StoreException">As for <see cref="Read"/>; also while the stream is read.</exception>
    public Stream Open(OctetsPlace place, long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, place.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, place.Length - start);
        return length == 0 ? Stream.Null : OpenRange(place with { Offset = place.Offset + start, Length = length });
    }

    /// <summary>Writes octets to a segment of their own, reads them back and removes them.</summary>
    /// <exception cref="StoreException">One of these did not work: says which, where and what to do.</exception>
    public void Probe()
    {
        var probe = RandomNumberGenerator.GetBytes(64);
        using var appender = new OctetsAppender(OpenSegment(isNew: true));
        appender.BeginMail().Write(probe);
        var stored = appender.EndMail();
        appender.Sync();
        using (var read = Read(stored.Place))
        {
            if (!read.Memory.Span.SequenceEqual(probe))
            {
                throw StoreProblems.Damaged(Where, "what was written to it came back as something else");
            }
        }

        Remove(stored.Place.Segment);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Copies mails to one new segment, in their order; durable when this returns. The originals stay.</summary>
    internal IReadOnlyList<StoredOctets> Copy(IReadOnlyList<OctetsPlace> mails)
    {
        var copies = new List<StoredOctets>(mails.Count);
        using var appender = new OctetsAppender(OpenSegment(isNew: true));
        try
        {
            foreach (var mail in mails)
            {
                using var from = Open(mail, 0, mail.Length);
                from.CopyTo(appender.BeginMail());
                copies.Add(appender.EndMail());
            }

            appender.Sync();
            return copies;
        }
        catch (StoreException) when (appender.Segment > 0)
        {
            // Nobody else has it yet.
            Remove(appender.Segment);
            throw;
        }
    }

    /// <summary>Every segment with a number of at least <paramref name="from"/>, in order of their numbers, which is that of their age.</summary>
    internal abstract IEnumerable<StoredSegment> Segments(long from);

    /// <summary>Removes a segment; one that is not there is removed already.</summary>
    internal abstract void Remove(long segment);

    /// <summary>Removes what an appender that died in the middle left behind and that is no segment; nothing that is younger.</summary>
    internal abstract void RemoveLeftovers(DateTimeOffset olderThan);

    /// <summary>A writer; of a segment that nobody ever had when it must be new, for who will remove it or wants to read the home itself.</summary>
    private protected abstract SegmentWriter OpenSegment(bool isNew);

    private protected abstract OctetsLease ReadRange(OctetsPlace range);

    private protected abstract Stream OpenRange(OctetsPlace range);
}
