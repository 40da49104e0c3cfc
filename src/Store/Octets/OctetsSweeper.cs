namespace Touchpoints.Store;

/// <summary>
/// Clears away octets that no row names: of mail that was stored and never got its row, of mail that was begun and never ended, of what was erased. Any number of
/// workers may do so at once, beside others that take mail in.
/// </summary>
public sealed class OctetsSweeper
{
    /// <summary>What was written within this time is left alone: it may be about to get its row.</summary>
    public static readonly TimeSpan MinAge = TimeSpan.FromHours(24);

    // What is older was looked at before; all of it is looked at again now and then.
    private static readonly TimeSpan s_lookBack = TimeSpan.FromDays(3);

    private const int AtOnce = 500;

    private readonly OctetsStore _octets;
    private readonly SegmentRows _rows;
    private readonly Reading _reading;
    private readonly TimeProvider _time;

    internal OctetsSweeper(OctetsStore octets, SegmentRows rows, Reading reading, TimeProvider time) => (_octets, _rows, _reading, _time) = (octets, rows, reading, time);

    /// <summary>
    /// Removes segments that no row names, and rewrites those that rows name in part, when nothing was written to them for <see cref="MinAge"/>; tells
    /// <paramref name="swept"/> of each. Looks at the segments of the last days, or at <paramref name="all"/> of them.
    /// </summary>
    /// <exception cref="StoreException">The octets or the database could not be used, what was not swept is swept the next time; or a segment is damaged, and all others were swept.</exception>
    public void Sweep(bool all, Action<SweptSegment> swept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(swept);
        var now = _time.GetUtcNow();
        foreach (var gone in _rows.ToRemove())
        {
            Remove(gone);
        }

        _octets.RemoveLeftovers(now - MinAge);
        var from = all ? 0 : SegmentNumbers.At(now - MinAge - s_lookBack);
        StoreException? damage = null;
        foreach (var segments in _octets.Segments(from).Where(segment => segment.WrittenAt < now - MinAge).Chunk(AtOnce))
        {
            var named = SegmentRows.Named(_reading, [.. segments.Select(segment => segment.Number)]);
            foreach (var segment in segments)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    Sweep(segment, named.GetValueOrDefault(segment.Number), swept);
                }
                catch (StoreException damaged) when (damaged.Problem == StoreProblem.Damaged)
                {
                    damage ??= damaged;
                }
            }
        }

        if (damage is not null)
        {
            throw damage;
        }
    }

    /// <summary>Octets that no row names, in how many segments; those that are about to get their row are among them.</summary>
    public (long Octets, int Segments) Unnamed()
    {
        var (octets, count) = (0L, 0);
        foreach (var segments in _octets.Segments(0).Chunk(AtOnce))
        {
            var named = SegmentRows.Named(_reading, [.. segments.Select(segment => segment.Number)]);
            foreach (var unnamed in segments.Select(segment => segment.Octets - named.GetValueOrDefault(segment.Number)).Where(unnamed => unnamed > 0))
            {
                octets += unnamed;
                count++;
            }
        }

        return (octets, count);
    }

    /// <summary>
    /// Copies the mails of a segment to a new one, all but those of <paramref name="without"/>, and removes the segment. In the transaction that gives the copies their
    /// rows <paramref name="also"/> runs (it may run twice, and only the last time counts), which must see to it that no delivery of <paramref name="without"/> names the
    /// segment any more. A crash at any point loses nothing: before the transaction the copies are nobody's, after it the old segment is. False, and nothing was
    /// done, when mail was added meanwhile, or another worker was faster: look again.
    /// </summary>
    /// <exception cref="StoreException">A mail is missing or has changed (Damaged; nothing was done: "touchpoints verify" says more), or the octets cannot be used.</exception>
    internal bool Rewrite(long segment, IReadOnlySet<DeliveryId> without, Action also)
    {
        var all = _rows.In(segment);
        var staying = all.Where(mail => !without.Contains(new DeliveryId(mail.Delivery))).ToList();
        var copies = _octets.Copy([.. staying.Select(mail => mail.Place)]);
        try
        {
            Compare(segment, staying, copies);
            if (_rows.Move(segment, all, [.. staying.Zip(copies, (mail, copy) => (mail, copy.Place))], also))
            {
                Remove(segment);
                return true;
            }
        }
        catch (StoreException failure) when (!failure.MayTryAgain)
        {
            DiscardCopies(copies);
            throw;
        }

        DiscardCopies(copies);
        return false;
    }

    private void Sweep(StoredSegment segment, long named, Action<SweptSegment> swept)
    {
        if (segment.Octets > named && (named > 0 ? Rewrite(segment.Number, new HashSet<DeliveryId>(), static () => { }) : Discard(segment.Number)))
        {
            swept(new SweptSegment(segment.Number, segment.Octets - named));
        }
    }

    private static void Compare(long segment, List<MailInSegment> mails, IReadOnlyList<StoredOctets> copies)
    {
        foreach (var (mail, copy) in mails.Zip(copies))
        {
            if (!copy.Sha256.Span.SequenceEqual(mail.Sha256))
            {
                throw StoreProblems.Damaged($"segment {segment}", $"the mail of delivery {mail.Delivery} at offset {mail.Place.Offset} is not what was stored");
            }
        }
    }

    private void DiscardCopies(IReadOnlyList<StoredOctets> copies)
    {
        if (copies.Count > 0)
        {
            Discard(copies[0].Place.Segment);
        }
    }

    /// <summary>Removes a segment for good, unless a row names it.</summary>
    private bool Discard(long segment)
    {
        if (!_rows.GiveUp(segment))
        {
            return false;
        }

        Remove(segment);
        return true;
    }

    private void Remove(long segment)
    {
        _octets.Remove(segment);
        _rows.Removed(segment);
    }
}

/// <summary>A segment that was cleared of octets that no row named.</summary>
public sealed record SweptSegment(long Segment, long Octets);
