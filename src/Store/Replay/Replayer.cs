using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Decides stored mail again and, when asked to, gives it its new outcome: by the same look-ups and the same decision as when it came, by what had come before it.
/// The mail keeps its number and the time it came, by which threads are ordered.
/// </summary>
public sealed class Replayer
{
    private readonly Writer _writer;
    private readonly LookUps _lookUps;
    private readonly MailWriter _mails;
    private readonly MovedItems _items;
    private readonly ChangeWriter _changes;

    internal Replayer(Writer writer, LookUps lookUps, MailWriter mails, ItemWriter items, ChangeWriter changes)
    {
        (_writer, _lookUps, _mails, _changes) = (writer, lookUps, mails, changes);
        _items = new MovedItems(writer, items);
    }

    /// <summary>What is known of a stored mail's keys as if it came now, and nothing after it had come. Writes nothing.</summary>
    public Known LookUp(StoredDecision was, MailKeys keys) => _writer.Read(() => Then(was, new KeyHashes(keys)));

    /// <summary>
    /// Decides a mail again and applies the difference, if there is one that can be applied, in one transaction. Who and why is kept with the mail. Repeated, it
    /// finds no difference.
    /// </summary>
    /// <exception cref="StoreException">The store could not; nothing was written.</exception>
    public Replayed Apply(MailId mail, MailToDecide read, Func<MailToDecide, Known, Decided> decide, string by, string why)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(decide);
        return _writer.Write(() =>
        {
            if (StoredDecisionRows.One(_writer.Connection, mail.Value) is not { } was || Differences.Of(was, decide(read, Then(was, read.Hashes))) is not { } difference)
            {
                Forget(mail.Value);
                return Replayed.Unchanged;
            }

            return difference.Kind is DifferenceKind.OnlyTold
                ? Replayed.OnlyTold
                : _writer.Savepoint(() => Write(difference, read, by, why), _ => Replayed.Refused);
        });
    }

    private Known Then(StoredDecision was, KeyHashes hashes)
    {
        var known = _lookUps.With(_lookUps.LookUpBefore(hashes, was.Mail.Value), was.Choice);
        var own = was.Places.Select(place => place.Touchpoint).ToHashSet();
        return known with
        {
            // What a person released from the loop guard is not caught by it again.
            Recent = was.Reason == HoldReasons.Word(HoldReason.LoopSuspect) ? known.Recent : new RecentCounts(0, 0, 0),

            // That a thread was deleted or erased since is no reason to decide otherwise of the mail that it is made of.
            Threads = [.. known.Threads.Select(thread => own.Contains(thread.Id) && thread.State is TouchpointState.Deleted or TouchpointState.Erased ? thread with { State = TouchpointState.Open } : thread)],
        };
    }

    private Replayed Write(Difference difference, MailToDecide read, string by, string why)
    {
        var (was, now) = (difference.Was, difference.Now);
        var (mail, outcome) = (was.Mail.Value, Outcome.Of(difference.Now.Decision));
        var target = now.Decision is Decision.Duplicate duplicate ? duplicate.Of.Value : mail;
        _mails.Update(mail, read, read.Hashes, now, outcome);
        if (difference.Kind is not DifferenceKind.Text && now.Decision is Decision.NewTouchpoints or Decision.ThreadReply or Decision.MailEvent)
        {
            _items.Write(was, now.Decision);
        }

        _writer.Connection.Execute(
            "UPDATE delivery SET state = @State, reason = @Reason, kind = @Kind, decided_by = @DecidedBy, mail = @target WHERE mail = @mail AND state = @Outcome",
            new { outcome.State, outcome.Reason, now.Kind, now.Trace.DecidedBy, target, mail, was.Outcome });
        _mails.EraseOctets(was.Delivery.Id, now);
        Tell(difference, outcome);
        Forget(mail);
        _writer.Connection.Execute(
            "INSERT INTO audit (mail, at, by, did, why) VALUES (@mail, @at, @by, 'replayed', @why)",
            new { mail, at = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds(), by, why = $"{why} (was {Named(was.Outcome, was.Reason)}, is {Named(outcome.State, outcome.Reason)})" });
        return Replayed.Applied;
    }

    private void Tell(Difference difference, Outcome outcome)
    {
        var (mail, now) = (difference.Was.Mail.Value, difference.Now);
        if (difference.Kind is DifferenceKind.Moves)
        {
            _changes.Moved(mail, _writer.Connection.ExecuteScalar<long?>("SELECT thread FROM mail WHERE id = @mail", new { mail }));
        }
        else if (difference.Kind is DifferenceKind.Settles)
        {
            if (difference.Was.Outcome == "held" && now.Decision is not Decision.Hold)
            {
                _changes.Freed(mail, outcome.State);
            }

            _changes.Decided(mail, now, [.. _writer.Connection.Query<long>("SELECT id FROM touchpoint WHERE mail = @mail ORDER BY id", new { mail }).Select(id => new TouchpointId(id))]);
        }
    }

    private void Forget(long mail) => _writer.Connection.Execute("DELETE FROM review WHERE mail = @mail", new { mail });

    private static string Named(string outcome, string reason) => reason.Length == 0 ? outcome : $"{outcome}: {reason}";
}
