using Dapper;

namespace Touchpoints.Store;

/// <summary>What the database knows of segments: which deliveries name them, and which are gone.</summary>
internal sealed class SegmentRows
{
    private readonly Writer _writer;
    private readonly Statement _anyIn;
    private readonly Statement _in;
    private readonly Statement _move;
    private readonly Statement _isGone;
    private readonly Statement _gone;
    private readonly Statement _toRemove;
    private readonly Statement _removed;

    public SegmentRows(Writer writer)
    {
        _writer = writer;
        _anyIn = writer.Prepare("SELECT 1 FROM delivery WHERE segment = ? LIMIT 1");
        _in = writer.Prepare("SELECT id, start, length, sha256 FROM delivery WHERE segment = ? ORDER BY start");
        _move = writer.Prepare("UPDATE delivery SET segment = ?, start = ? WHERE id = ?");
        _isGone = writer.Prepare("SELECT 1 FROM octets_gone WHERE segment = ?");
        _gone = writer.Prepare("INSERT INTO octets_gone (segment, gone_at) VALUES (?, ?) ON CONFLICT DO NOTHING");
        _toRemove = writer.Prepare("SELECT segment FROM octets_gone WHERE removed = 0 ORDER BY segment");
        _removed = writer.Prepare("UPDATE octets_gone SET removed = 1 WHERE segment = ?");
    }

    /// <summary>
    /// Inside the transaction that gives mail its rows: none of its segments may be gone. Without it a worker that was asleep for a day, or whose octets were
    /// swept by a clock that ran ahead, would name what is no longer there; so it fetches them again.
    /// </summary>
    /// <exception cref="StoreException">One is.</exception>
    public void RequireThere(IEnumerable<long> segments)
    {
        foreach (var segment in segments.Distinct().Where(segment => _isGone.With(segment).Number() is not null))
        {
            throw new StoreException(
                StoreProblem.Unreachable,
                $"Segment {segment} of the mail store was removed while mail was being added to it (it was erased from, or no row had named it for a day). That mail is fetched again.");
        }
    }

    /// <summary>How many octets of each segment rows name; a segment that none names is not in the answer.</summary>
    public static Dictionary<long, long> Named(Reading reading, long[] segments) => reading.Do(connection => connection
        .Query<(long Segment, long Octets)>($"SELECT segment, CAST(sum(length) AS bigint) FROM delivery WHERE {Dialect.Among(connection, "segment", "@segments")} GROUP BY segment", new { segments })
        .ToDictionary(row => row.Segment, row => row.Octets));

    /// <summary>Every delivery whose octets are in that segment, in the order of the segment.</summary>
    public IReadOnlyList<MailInSegment> In(long segment) => _writer.Read(() => ReadIn(segment));

    /// <summary>Says for good that a segment is gone, unless a row names it; from here on no row ever will.</summary>
    public bool GiveUp(long segment) => _writer.Write(() =>
    {
        if (_anyIn.With(segment).Number() is not null)
        {
            return false;
        }

        SetGone(segment);
        return true;
    });

    /// <summary>
    /// In one transaction: the mails of a segment get their new places, <paramref name="also"/> runs, and the segment is gone. False, and nothing was done, when
    /// the segment no longer has just those mails.
    /// </summary>
    public bool Move(long segment, IReadOnlyList<MailInSegment> all, IReadOnlyList<(MailInSegment Mail, OctetsPlace Place)> moved, Action also) => _writer.Write(() =>
    {
        if (!ReadIn(segment).Select(mail => mail.Delivery).SequenceEqual(all.Select(mail => mail.Delivery)))
        {
            return false;
        }

        foreach (var (mail, place) in moved)
        {
            _move.With(place.Segment).With(place.Offset).With(mail.Delivery).Run();
        }

        also();
        if (_anyIn.With(segment).Number() is not null)
        {
            throw new InvalidOperationException($"A delivery that was left out of segment {segment} still names it.");
        }

        SetGone(segment);
        return true;
    });

    /// <summary>Segments that are gone and were not removed yet, as far as anybody said.</summary>
    public IReadOnlyList<long> ToRemove() => _writer.Read(() => _toRemove.Rows(row => row.Long(0)));

    public void Removed(long segment) => _writer.Write(() => _removed.With(segment).Run());

    private List<MailInSegment> ReadIn(long segment) => _in.With(segment).Rows(row => new MailInSegment(row.Long(0), new OctetsPlace(segment, row.Long(1), row.Long(2)), row.Blob(3)));

    private void SetGone(long segment) => _gone.With(segment).With(_writer.Time.GetUtcNow()).Run();
}

/// <summary>The octets of one delivery in a segment.</summary>
internal sealed record MailInSegment(long Delivery, OctetsPlace Place, byte[] Sha256);
