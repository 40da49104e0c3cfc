using Dapper;

namespace Touchpoints.Store;

/// <summary>
/// How workers come to a fair share of mailboxes without speaking to each other: each takes what is free up to its share, asks for more where others have too many, and
/// gives back what it is asked for while it has more than its share itself. Every step is one statement that takes nobody's turn.
/// </summary>
internal sealed class LeaseSharing
{
    /// <summary>In the order in which asks are made: two workers that change the same ones wait for each other, not in a circle.</summary>
    public const string TakeBackAsks = "DELETE FROM lease_ask WHERE mailbox IN (SELECT mailbox FROM lease_ask WHERE worker = @Holder ORDER BY mailbox FOR UPDATE)";

    private readonly Engine _engine;
    private readonly Leases _leases;
    private readonly string _now;
    private readonly long _milliseconds;
    private readonly Dictionary<string, long> _freeSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private volatile bool _isReplaced;
    private bool _hasAsked;

    public LeaseSharing(Engine engine, Leases leases, string now, long milliseconds)
    {
        // Looked at once a statement, not once a row: there may be ten thousand.
        (_engine, _leases, _now, _milliseconds) = (engine, leases, $"(SELECT {now})", milliseconds);
        engine.WhenReplaced(() => _isReplaced = true);
    }

    /// <summary>Takes of <paramref name="wanted"/> what is due to this worker: the mailboxes and their fences.</summary>
    public IReadOnlyList<(string Mailbox, long Fence)> Take(IReadOnlyCollection<string> wanted)
    {
        MakeKnown(wanted);
        var share = Look(wanted);
        var letGo = share.ToLetGo();
        _leases.Held().FindAll(lease => letGo.Contains(lease.Mailbox)).ForEach(lease => lease.AskBack());

        var (of, atMost) = share.ToTake;
        var taken = atMost == 0 || of.Count == 0 ? [] : Take(of, atMost);
        taken.ForEach(one => _freeSince.Remove(one.Mailbox));
        Ask(wanted, share, share.CanAsk ? share.Room - taken.Count : 0);
        return taken;
    }

    /// <summary>Rows for mailboxes that are new, so that taking one is changing one. In order: workers that start together wait for each other, not in a circle.</summary>
    private void MakeKnown(IReadOnlyCollection<string> wanted)
    {
        if (_isReplaced)
        {
            _isReplaced = false;
            _known.Clear();
        }

        if (_known.IsSupersetOf(wanted))
        {
            return;
        }

        Beside(connection => connection.Execute($"DELETE FROM worker WHERE name IN (SELECT name FROM worker WHERE until <= {_now} - 10 * @_milliseconds FOR UPDATE SKIP LOCKED)", new { _milliseconds }));
        Beside(connection => connection.Execute("INSERT INTO lease (mailbox, holder, fence, until, taken_at) SELECT name, '', 0, 0, 0 FROM unnest(@names) name ORDER BY name ON CONFLICT DO NOTHING", new { names = wanted.ToArray() }));
        _known.UnionWith(wanted);
    }

    private LeaseShare Look(IReadOnlyCollection<string> wanted) => Beside(connection =>
    {
        // What names this worker and it does not hold, it lost: to a standby that took over, say.
        var held = _leases.Held();
        using var rows = connection.QueryMultiple(
            $"""
            INSERT INTO worker (name, until) VALUES (@Holder, {_now} + @_milliseconds) ON CONFLICT (name) DO UPDATE SET until = excluded.until;
            SELECT coalesce(sum(held), 0)::bigint, coalesce(max(held), 0), (SELECT count(*) FROM worker WHERE until > {_now})
            FROM (SELECT count(*) AS held FROM lease WHERE until > {_now} GROUP BY holder) live;
            SELECT mailbox FROM lease WHERE until <= {_now} OR holder = @Holder;
            SELECT l.mailbox, a.worker, coalesce(h.held, 0) FROM lease_ask a JOIN lease l ON l.mailbox = a.mailbox
              LEFT JOIN (SELECT holder, count(*) AS held FROM lease WHERE until > {_now} GROUP BY holder) h ON h.holder = a.worker
            WHERE l.holder = @Holder AND l.until > {_now} AND a.until > {_now} AND a.worker <> @Holder ORDER BY l.mailbox
            """,
            new { _leases.Holder, _milliseconds });
        var (taken, most, workers) = rows.ReadSingle<(long, long, long)>();
        var free = rows.Read<string>().Intersect(wanted, StringComparer.Ordinal).Except(held.Select(lease => lease.Mailbox), StringComparer.Ordinal).ToList();
        return new LeaseShare
        {
            Held = held.Count,
            Workers = workers,
            Taken = taken,
            Most = most,
            Free = free,
            Left = Left(free),
            Asked = [.. rows.Read<(string Mailbox, string Worker, long Held)>().Select(row => new AskedLease(row.Mailbox, row.Worker, row.Held))],
        };
    });

    // By this worker's own watch, which need not be right for that.
    private List<string> Left(List<string> free)
    {
        var time = _engine.Writer.Time;
        foreach (var gone in _freeSince.Keys.Except(free, StringComparer.Ordinal).ToList())
        {
            _freeSince.Remove(gone);
        }

        free.ForEach(mailbox => _freeSince.TryAdd(mailbox, time.GetTimestamp()));
        return free.FindAll(mailbox => time.GetElapsedTime(_freeSince[mailbox]) >= _leases.Pace);
    }

    private List<(string Mailbox, long Fence)> Take(IReadOnlyList<string> of, int atMost) => Beside(connection => connection
        .Query<(string, long)>(
            $"""
            WITH free AS (SELECT mailbox FROM lease WHERE mailbox = ANY(@of) AND (until <= {_now} OR holder = @Holder) ORDER BY mailbox LIMIT @atMost FOR UPDATE SKIP LOCKED)
            UPDATE lease SET holder = @Holder, fence = fence + 1, until = {_now} + @_milliseconds, taken_at = {_now} FROM free WHERE lease.mailbox = free.mailbox
            RETURNING lease.mailbox, lease.fence
            """,
            new { of, atMost, _leases.Holder, _milliseconds })
        .AsList());

    private void Ask(IReadOnlyCollection<string> wanted, LeaseShare share, int atMost)
    {
        if (atMost <= 0)
        {
            if (_hasAsked)
            {
                Beside(connection => connection.Execute(TakeBackAsks, new { _leases.Holder }));
                _hasAsked = false;
            }

            return;
        }

        _hasAsked |= Beside(connection => connection.Execute(
            $"""
            INSERT INTO lease_ask (mailbox, worker, until)
            SELECT mailbox, @Holder, {_now} + @_milliseconds FROM (
              SELECT l.mailbox FROM lease l
              JOIN (SELECT holder, count(*) AS held FROM lease WHERE until > {_now} GROUP BY holder HAVING count(*) > @Held + 1) most ON most.holder = l.holder
              WHERE l.until > {_now} AND l.mailbox = ANY(@wanted) AND NOT EXISTS (SELECT 1 FROM lease_ask a WHERE a.mailbox = l.mailbox AND a.until > {_now} AND a.worker <> @Holder)
              ORDER BY most.held DESC, l.mailbox LIMIT @atMost) chosen
            ORDER BY mailbox
            ON CONFLICT (mailbox) DO UPDATE SET worker = excluded.worker, until = excluded.until WHERE lease_ask.until <= {_now} OR lease_ask.worker = excluded.worker
            """,
            new { _leases.Holder, _milliseconds, wanted = wanted.ToArray(), share.Held, atMost })) > 0;
    }

    private T Beside<T>(Func<System.Data.Common.DbConnection, T> work) => _engine.Beside.One(() => work(_engine.Beside.Connection));
}
