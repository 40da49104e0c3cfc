using System.Globalization;
using System.Security.Cryptography;
using Dapper;

namespace Touchpoints.Store;

/// <summary>
/// One worker a mailbox (reliability.md B24 to B26). All times are the database's: what a worker's clock says, and how long it stood still, changes nothing. On
/// SQLite there is one process, and a lease lasts until that gives it back or another process opens the file.
/// </summary>
public sealed class Leases
{
    private const long HundredYears = 100L * 365 * 24 * 3600 * 1000;

    private readonly Engine _engine;
    private readonly Writer _writer;
    private readonly Statement _fence;
    private readonly string _now;
    private readonly long _milliseconds;
    private readonly Lock _gate = new();
    private readonly Lock _taking = new();
    private readonly List<Lease> _held = [];
    private readonly LeaseSharing _sharing;

    internal Leases(Engine engine, TimeSpan length)
    {
        (_engine, _writer, Length) = (engine, engine.Writer, length);
        _milliseconds = engine.IsAlone ? HundredYears : (long)length.TotalMilliseconds;
        _now = _writer.Read(() => Dialect.Now(_writer.Connection));
        _sharing = new LeaseSharing(engine, this, _now, _milliseconds);
        _fence = _writer.Prepare($"SELECT fence FROM lease WHERE mailbox = ? {_writer.Read(() => Dialect.Unchanged(_writer.Connection))}");

        // B30: the fences of a standby that took over may be older ones, which others get once more.
        engine.WhenReplaced(() => Held().ForEach(lease => Lose(lease, isOfOtherDatabase: true)));
    }

    /// <summary>How long a worker that says nothing keeps a mailbox.</summary>
    public TimeSpan Length { get; }

    /// <summary>How often a lease is renewed, and one that somebody else has is looked at.</summary>
    public TimeSpan Pace => Length / 3;

    /// <summary>This worker among all: its machine, its process, and a number of its own.</summary>
    public string Holder { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{RandomNumberGenerator.GetHexString(4, lowercase: true)}");

    /// <summary>Takes what nobody has, or what its holder let run out; null when somebody has it, this worker included.</summary>
    /// <exception cref="StoreException">The database could not; the message says what to do.</exception>
    public Lease? Take(string mailbox)
    {
        lock (_taking)
        {
            return Held().Exists(lease => lease.Mailbox == mailbox) || (!_engine.IsAlone && HolderOf(mailbox) is { } holder && holder != Holder) ? null : TakeNow(mailbox);
        }
    }

    private Lease? TakeNow(string mailbox)
    {
        // What is fenced has the row locked: such a transaction ends before the fence rises, or is refused. What names this worker, and it does not hold, it lost.
        var fence = _writer.Write(() => _writer.Connection.ExecuteScalar<long?>(
            $"""
            INSERT INTO lease (mailbox, holder, fence, until, taken_at) VALUES (@mailbox, @Holder, 1, {_now} + @_milliseconds, {_now})
            ON CONFLICT (mailbox) DO UPDATE SET holder = excluded.holder, fence = lease.fence + 1, until = excluded.until, taken_at = excluded.taken_at
            WHERE lease.until <= {_now} OR @IsAlone OR lease.holder = excluded.holder
            RETURNING fence
            """,
            new { mailbox, Holder, _milliseconds, _engine.IsAlone }));
        return fence is { } taken ? Taken(mailbox, taken) : null;
    }

    /// <summary>
    /// Takes of these mailboxes what is free, up to this worker's fair share; asks other workers for what it lacks, and finds out which of its own it is
    /// asked for (<see cref="Lease.AskedBack"/>). To be called every <see cref="Pace"/>: within a few of them all living workers have about as many.
    /// </summary>
    /// <exception cref="StoreException">The database could not; the message says what to do.</exception>
    public IReadOnlyList<Lease> TakeShare(IReadOnlyCollection<string> wanted)
    {
        if (_engine.IsAlone)
        {
            return [.. wanted.Select(Take).OfType<Lease>()];
        }

        // Whoever takes one alone may wait for its turn to write; leases must be renewed meanwhile, and there is a next time.
        if (!_taking.TryEnter())
        {
            return [];
        }

        try
        {
            return [.. _sharing.Take(wanted).Select(taken => Taken(taken.Mailbox, taken.Fence))];
        }
        finally
        {
            _taking.Exit();
        }
    }

    /// <summary>The worker that has a mailbox now; null when it can be taken.</summary>
    public string? HolderOf(string mailbox) => _engine.Beside.One(() => _engine.Beside.Connection.ExecuteScalar<string?>(
        $"SELECT holder FROM lease WHERE mailbox = @mailbox AND until > {_now}",
        new { mailbox }));

    /// <summary>Renews all that this worker has; those that another one took are lost.</summary>
    public void Renew() => Renew(Held());

    /// <summary>Right before something is done outside of the database: the lease is ours, and will be for its whole length from now.</summary>
    /// <exception cref="LeaseLostException">Another worker has it.</exception>
    public void Confirm(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Renew([lease]);
        if (!Held().Contains(lease))
        {
            throw new LeaseLostException(lease);
        }
    }

    /// <summary>Gives it back, if it is still ours: whoever waits for it need not wait until it runs out.</summary>
    public void Release(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_gate)
        {
            _held.Remove(lease);
        }

        _engine.Beside.One(() => _engine.Beside.Connection.Execute("UPDATE lease SET until = 0 WHERE mailbox = @Mailbox AND holder = @Holder AND fence = @Fence", new { lease.Mailbox, Holder, lease.Fence }));
    }

    /// <summary>Gives all back, at the end.</summary>
    public void ReleaseAll()
    {
        lock (_gate)
        {
            _held.Clear();
        }

        _engine.Beside.One(() => _engine.Beside.Connection.Execute("UPDATE lease SET until = 0 WHERE holder = @Holder AND until > 0", new { Holder }));
        if (!_engine.IsAlone)
        {
            // Each by itself, so that no row of one table is held while one of another is waited for.
            _engine.Beside.One(() => _engine.Beside.Connection.Execute(LeaseSharing.TakeBackAsks, new { Holder }));
            _engine.Beside.One(() => _engine.Beside.Connection.Execute("DELETE FROM worker WHERE name = @Holder", new { Holder }));
        }
    }

    /// <summary>Inside a transaction: refuses it when the lease has changed hands, and keeps it from doing so before the end.</summary>
    internal void Require(Lease? lease)
    {
        lease?.ThrowIfLost();
        if (lease is not null && _fence.With(lease.Mailbox).Number() != lease.Fence)
        {
            Lose(lease);
            throw new LeaseLostException(lease);
        }
    }

    /// <summary>What this worker has, as far as it knows.</summary>
    internal List<Lease> Held()
    {
        lock (_gate)
        {
            return [.. _held];
        }
    }

    private void Renew(List<Lease> held)
    {
        if (_engine.IsAlone || held.Count == 0)
        {
            return;
        }

        // Announced to nobody: it happens by the clock, and a process that is killed around it is killed around nothing.
        var kept = _engine.Beside.One(() => _engine.Beside.Connection
            .Query<(string, long)>($"UPDATE lease SET until = {_now} + @_milliseconds WHERE holder = @Holder AND until > 0 AND mailbox = ANY(@mailboxes) RETURNING mailbox, fence", new { _milliseconds, Holder, mailboxes = held.ConvertAll(lease => lease.Mailbox) })
            .ToHashSet());
        held.Where(lease => !kept.Contains((lease.Mailbox, lease.Fence))).ToList().ForEach(lease => Lose(lease));
    }

    private Lease Taken(string mailbox, long fence)
    {
        var lease = new Lease(mailbox, fence);
        lock (_gate)
        {
            _held.Add(lease);
        }

        return lease;
    }

    private void Lose(Lease lease, bool isOfOtherDatabase = false)
    {
        lock (_gate)
        {
            _held.Remove(lease);
        }

        if (!lease.Lost.IsCancellationRequested)
        {
            lease.Lose(isOfOtherDatabase);
        }
    }
}
