using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Erases a person or an account for good: octets, texts, names, addresses, held mail. What stays is that something happened, when, on whose side, and
/// hashes by which the mail is known when it comes again (reliability.md B35, C39). May be repeated: whatever a crash left is done the next time, or by the worker's sweep.
/// </summary>
public sealed class Eraser
{
    private const int AtOnce = 500;
    private const string OfTombstones = "FROM delivery d WHERE d.erase = 1";

    private readonly Engine _engine;
    private readonly OctetsSweeper _sweeper;
    private readonly ErasureSearch _search;
    private readonly ErasedRows _rows;
    private readonly AgedMail _aged;

    internal Eraser(Engine engine, OctetsStore octets, OctetsSweeper sweeper, Retention retention)
    {
        _aged = new AgedMail(retention, engine.Writer.Time);
        _engine = engine;
        _sweeper = sweeper;
        _search = new ErasureSearch(engine.Reading, octets);
        _rows = new ErasedRows(engine.Writer, new Tombstones(engine.Writer));
    }

    /// <summary>Whether anything was ever erased here; without it there is hardly anything for <see cref="EraseOctets"/> to find.</summary>
    public bool HasErased => _engine.Reading.Do(connection => connection.ExecuteScalar<long>($"SELECT count(*) FROM setting WHERE name = '{Tombstones.KeyName}'")) > 0;

    /// <summary>What erasing a customer's person would remove; reads the octets of every mail, writes nothing.</summary>
    /// <exception cref="StoreException">It is one of our own people (Refused), or the store cannot be read.</exception>
    public ErasurePlan PlanPerson(string address, CancellationToken cancellationToken) => _search.OfPerson(address, cancellationToken);

    /// <summary>What erasing an account with its contacts and its domains would remove; reads the octets of every mail, writes nothing.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ErasurePlan PlanAccount(AccountId account, CancellationToken cancellationToken) => _search.OfAccount(account, cancellationToken);

    /// <summary>How long mail is kept here.</summary>
    public Retention Retention => _aged.Retention;

    /// <summary>What is older than it is kept, now; writes nothing.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public AgedCounts CountAged() => _engine.Reading.Do(_aged.Count);

    /// <summary>
    /// Erases what is older than it is kept, and forgets lines of changes that are, some at a time, so that intake goes on between. The files of the database are written anew when
    /// <paramref name="purge"/>; without it pages of them may keep what stood in them until they are used again.
    /// </summary>
    /// <exception cref="StoreException">It could not be finished; it may be repeated.</exception>
    public Erased RunAged(string by, bool purge, CancellationToken cancellationToken)
    {
        var mails = 0;
        for (var after = 0L; _engine.Reading.Do(connection => _aged.Next(connection, after)) is { Count: > 0 } found; after = found[^1])
        {
            cancellationToken.ThrowIfCancellationRequested();
            mails += _engine.Writer.Write(() =>
            {
                // A mail that a person settled meanwhile, or whose thread was answered, is not old any more.
                var still = _aged.Among(_engine.Writer.Connection, found);
                _rows.Mails(still, by, AgedMail.Why);
                return still.Length;
            });
        }

        if (mails > 0)
        {
            _engine.Writer.Write(_rows.Addresses);
        }

        var changes = ForgetChanges(cancellationToken);
        var octets = EraseOctets(cancellationToken);
        return new Erased(mails, 0, octets, purge && _engine.Purge()) { Changes = changes };
    }

    /// <summary>Erases what was planned.</summary>
    /// <exception cref="StoreException">It could not be finished; it may be repeated.</exception>
    public Erased Run(ErasurePlan plan, string by, string why, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _engine.Writer.Write(() =>
        {
            foreach (var mails in plan.MailIds.Chunk(AtOnce))
            {
                _rows.Mails(mails, by, why);
            }

            _rows.Directory(plan);
        });
        var octets = EraseOctets(cancellationToken);
        return new Erased(plan.Mails, plan.Contacts, octets, _engine.Purge());
    }

    /// <summary>
    /// Erases the octets of tombstones, and of mail that was ignored because of one: an erased mail that a server gave again, an answer in an erased thread (B5.3:
    /// only the fact is kept). Answers how many.
    /// </summary>
    public long EraseOctets(CancellationToken cancellationToken)
    {
        var erased = 0L;
        foreach (var segment in _engine.Reading.Do(connection => connection.Query<long>($"SELECT DISTINCT d.segment {OfTombstones}").AsList()))
        {
            for (var isDone = false; !isDone;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var gone = _engine.Reading.Do(connection => connection.Query<(long Delivery, long Mail, long Length)>($"SELECT d.id, d.mail, d.length {OfTombstones} AND d.segment = @segment", new { segment }).AsList());

                // False: mail was added to the segment meanwhile, or another worker did the same.
                isDone = gone.Count == 0 || _sweeper.Rewrite(segment, gone.Select(row => new DeliveryId(row.Delivery)).ToHashSet(), () => Forget(gone));
                erased += isDone ? gone.Sum(row => row.Length) : 0;
            }
        }

        return erased;
    }

    private int ForgetChanges(CancellationToken cancellationToken)
    {
        var forgotten = 0;
        for (var some = -1; some != 0 && Retention.Changes is { } kept; forgotten += some)
        {
            cancellationToken.ThrowIfCancellationRequested();
            some = _engine.Writer.Write(() => AgedChanges.Forget(_engine.Writer.Connection, _engine.Writer.Time.GetUtcNow() - kept));
        }

        return forgotten;
    }

    private void Forget(List<(long Delivery, long Mail, long Length)> gone)
    {
        foreach (var some in gone.Chunk(AtOnce))
        {
            var connection = _engine.Writer.Connection;
            connection.Execute(
                $"UPDATE delivery SET segment = 0, start = 0, length = 0, sha256 = @none, erase = 0 WHERE {Dialect.Among(connection, "id", "@ids")}",
                new { none = Array.Empty<byte>(), ids = some.Select(row => row.Delivery).ToArray() });
            var ignored = connection.Query<long>($"SELECT id FROM mail WHERE state = 'ignored' AND {Dialect.Among(connection, "id", "@ids")}", new { ids = some.Select(row => row.Mail).ToArray() }).ToArray();
            if (ignored.Length > 0)
            {
                _rows.Mails(ignored, "touchpoints", "it came for what was erased");
                _rows.Addresses();
            }
        }
    }
}
