using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Turns decisions into rows: looks up, asks for the decision and records, all of a batch in one transaction, each mail in a savepoint.</summary>
public sealed class Recorder
{
    private readonly Writer _writer;
    private readonly KnownRows _known;
    private readonly Leases _leases;
    private readonly SegmentRows _segments;
    private readonly LookUps _lookUps;
    private readonly MailWriter _mails;
    private readonly ItemWriter _items;
    private readonly ChangeWriter _changes;
    private readonly Statement _settle;
    private readonly Statement _settleHeld;
    private readonly Statement _mailState;
    private readonly Statement _join;
    private readonly Statement _joined;
    private readonly Statement _takeJoined;
    private readonly Choices _choices;

    internal Recorder(Writer writer, DirectoryStore directory, Leases leases, SegmentRows segments)
    {
        (_writer, _leases, _segments) = (writer, leases, segments);
        var addresses = new AddressIds(writer);
        _known = new KnownRows(writer, addresses);
        _lookUps = new LookUps(_known, addresses, directory, new Tombstones(writer));
        _mails = new MailWriter(writer, addresses, _known);
        _items = new ItemWriter(writer, addresses, _known);
        _settle = writer.PrepareUpdate("delivery", "state, reason, kind, decided_by, milliseconds, mail");
        _settleHeld = writer.Prepare("UPDATE delivery SET state = ?, reason = ?, kind = ?, decided_by = ?, mail = ? WHERE mail = ? AND state = 'held'");
        _choices = new Choices(writer);
        _join = writer.Prepare("UPDATE delivery SET joins = 1 WHERE id = ?");
        _joined = writer.Prepare("SELECT d.mail, d.id FROM delivery d JOIN mail m ON m.id = d.mail WHERE d.joins = 1 AND m.state = 'held' ORDER BY d.mail, d.id");
        _takeJoined = writer.Prepare("UPDATE delivery SET joins = 2 WHERE id = ? AND joins = 1");
        _changes = new ChangeWriter(writer);
        Replayer = new Replayer(writer, _lookUps, _mails, _items, _changes);
        _mailState = writer.Prepare("SELECT delivery FROM mail WHERE id = ? AND state = 'held'");
    }

    internal Replayer Replayer { get; }

    /// <summary>
    /// For each mail in order: what is known of its keys (the mails before it in the batch included), <paramref name="decide"/>, and the rows that
    /// follow. A mail whose rows the schema refuses is held as store-rejected and stops nobody. When this returns, it is committed.
    /// </summary>
    /// <returns>One answer a mail, in order.</returns>
    /// <exception cref="StoreException">The disk is full or fails, the database is busy: nothing of the batch is written. What <paramref name="decide"/> throws
    /// has the same effect.</exception>
    /// <exception cref="LeaseLostException">Another worker has taken over what <paramref name="lease"/> gave the right to: nothing is written.</exception>
    public IReadOnlyList<Recorded> Record(IReadOnlyList<MailToDecide> mails, Func<MailToDecide, Known, Decided> decide, Lease? lease = null) => _writer.Write(() =>
    {
        _leases.Require(lease);
        _known.Expect(mails, [.. mails.Select(HashesOf)]);
        return mails.Select(mail => RecordOne(mail, decide)).ToList();
    });

    /// <summary>What is known of a mail's keys, now; writes nothing. For explain and dry runs.</summary>
    public Known LookUp(MailKeys keys) => _writer.Read(() => _lookUps.LookUp(new KeyHashes(keys)));

    /// <summary>
    /// What is known of a stored mail's keys as if it had not come yet: what <see cref="Redecide"/> would decide by. For dry runs of held mail.
    /// </summary>
    public Known LookUpAgain(MailId mail, MailKeys keys) => _writer.Read(() => _lookUps.LookUp(new KeyHashes(keys), mail.Value));

    /// <summary>
    /// Decides a held mail again (an operator's choice, or a changed directory) and records the new outcome in place of the hold, once: a mail that is no
    /// longer held is left alone and answered <see cref="RecordedAs.Unchanged"/>. Who did it is kept, and so is what a person chose, which it is decided by when it is
    /// replayed.
    /// </summary>
    public Recorded Redecide(MailId mail, MailToDecide read, Func<MailToDecide, Known, Decided> decide, string by, OperatorChoice? choice = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(decide);
        return _writer.Write(() =>
        {
            if (_mailState.With(mail.Value).Number() is not { } delivery)
            {
                return Unchanged(new DeliveryId(read.Delivery.Id.Value), mail.Value);
            }

            var decided = read.Failure is { } failure ? Unreadable(failure) : decide(read, _lookUps.With(_lookUps.LookUp(read.Hashes, mail.Value), choice));
            var recorded = _writer.Savepoint(() => Replace(mail.Value, read, decided), refused => Replace(mail.Value, read, Rejected(decided, refused)));
            if (choice is not null && recorded.Decided.Decision is not Decision.Hold)
            {
                _choices.Write(mail, choice);
            }

            var outcome = Outcome.Of(recorded.Decided.Decision);
            Audit(mail.Value, by, "decided again", outcome.Reason.Length == 0 ? outcome.State : $"{outcome.State}: {outcome.Reason}");
            return recorded with { Delivery = new DeliveryId(delivery) };
        });
    }

    /// <summary>
    /// A held mail that its server has given at last, read from octets that are synced (behaviour.md B11): they take the place of what there was, with their INTERNALDATE,
    /// and the mail is decided again in its old place in the order of arrival. <see cref="RecordedAs.Unchanged"/>, and nothing is written, when it is no longer held, or what
    /// the server gave is still not the mail.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker has the mailbox.</exception>
    public Recorded FetchedAgain(MailId mail, MailToDecide read, Func<MailToDecide, Known, Decided> decide, Lease? lease = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        return _writer.Write(() =>
        {
            _leases.Require(lease);
            _segments.RequireThere([read.Delivery.Place.Segment]);
            if (_mailState.With(mail.Value).Number() is null
                || (read.Failure is { } failure ? Unreadable(failure) : decide(read, _lookUps.LookUp(read.Hashes, mail.Value))) is not { Decision: not Decision.Hold { Reason: HoldReason.Unfetchable } } decided)
            {
                return Unchanged(read.Delivery.Id, mail.Value);
            }

            TakeOctets(mail.Value, read.Delivery);
            var recorded = _writer.Savepoint(() => Replace(mail.Value, read, decided), refused => Replace(mail.Value, read, Rejected(decided, refused)));
            var outcome = Outcome.Of(recorded.Decided.Decision);
            Audit(mail.Value, "touchpoints", "fetched again", outcome.Reason.Length == 0 ? outcome.State : $"{outcome.State}: {outcome.Reason}");
            return recorded;
        });
    }

    /// <summary>Further deliveries of mails that are held, which those were not decided again with yet, in order of the mails.</summary>
    public IReadOnlyList<JoinedDelivery> Joined() => _writer.Read(() => _joined.Rows(row => new JoinedDelivery(new MailId(row.Long(0)), new DeliveryId(row.Long(1)))));

    /// <summary>The mails were decided again with these deliveries.</summary>
    public void TakeJoined(IReadOnlyCollection<DeliveryId> deliveries)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        _writer.Write(() =>
        {
            foreach (var delivery in deliveries)
            {
                _takeJoined.With(delivery.Value).Run();
            }
        });
    }

    /// <summary>Settles a held mail as ignored.dismissed; who and why are kept, and so are the octets. False when it is not held.</summary>
    public bool Dismiss(MailId mail, string by, string why) => _writer.Write(() =>
    {
        if (_mailState.With(mail.Value).Number() is null)
        {
            return false;
        }

        _mails.Dismiss(mail.Value);
        _settleHeld.With("ignored").With(Words.Of(IgnoreReason.Dismissed)).With("normal").With("").With(mail.Value).With(mail.Value).Run();
        _changes.Freed(mail.Value, "ignored");
        Audit(mail.Value, by, "dismissed", why);
        return true;
    });

    private Recorded RecordOne(MailToDecide mail, Func<MailToDecide, Known, Decided> decide)
    {
        var delivery = Delivery(mail.Delivery.Id.Value);
        if (delivery.State != "received")
        {
            return Unchanged(mail.Delivery.Id, delivery.Mail);
        }

        var hashes = HashesOf(mail);
        var known = _lookUps.LookUp(hashes);
        var decided = mail.Failure is { } failure ? Unreadable(failure, known, hashes.Keys) : decide(mail, known);
        return _writer.Savepoint(
            () => Write(mail, known, decided, delivery.ReceivedAt),
            refused => Write(mail, known, Rejected(decided, refused), delivery.ReceivedAt));
    }

    private Recorded Write(MailToDecide mail, Known known, Decided decided, DateTimeOffset receivedAt)
    {
        var outcome = Outcome.Of(decided.Decision);
        long id;
        List<TouchpointId> touchpoints;
        var joins = false;
        if (decided.Decision is Decision.Duplicate duplicate)
        {
            id = duplicate.Of.Value;
            _items.Merge(duplicate);
            var same = known.Mails.FirstOrDefault(same => same.Id.Value == id);
            touchpoints = same?.Touchpoints.ToList() ?? _lookUps.ThreadsOf(id);
            joins = same is { State: MailState.Held };
        }
        else
        {
            var hashes = HashesOf(mail);
            id = _mails.Insert(mail, hashes, decided, outcome);
            touchpoints = _items.Write(id, decided.Decision);
            _changes.Decided(id, decided, touchpoints);
            _known.Wrote(id, mail, hashes, decided);
        }

        var took = (long)Math.Clamp((_writer.Time.GetUtcNow() - receivedAt).TotalMilliseconds, 0, int.MaxValue);
        _settle.With(outcome.State).With(outcome.Reason).With(decided.Kind).With(decided.Trace.DecidedBy).With(took).With(id).With(mail.Delivery.Id.Value).Run();
        if (joins)
        {
            // B2.3: roles are merged. What this delivery says may free the mail; see TakeJoined.
            _join.With(mail.Delivery.Id.Value).Run();
        }

        _mails.EraseOctets(mail.Delivery.Id, decided);
        _known.Deliveries.Begin(mail.Delivery.Id.Value);
        _known.Deliveries.Add(mail.Delivery.Id.Value, (outcome.State, id, receivedAt));
        return Answer(mail.Delivery.Id, id, decided, touchpoints) with { Accounts = AccountsOf(touchpoints, decided, known), JoinsHeld = joins };
    }

    // Files of what there was are ranges of other octets.
    private void TakeOctets(long mail, Delivery delivery) => _writer.Connection.Execute(
        """
        DELETE FROM attachment WHERE mail = @mail;
        UPDATE mail SET received_at = @receivedAt WHERE id = @mail;
        UPDATE delivery SET segment = @Segment, start = @Offset, length = @Length, sha256 = @sha256, internal_date = @receivedAt WHERE id = @delivery;
        """,
        new
        {
            mail,
            delivery = delivery.Id.Value,
            delivery.Place.Segment,
            delivery.Place.Offset,
            delivery.Place.Length,
            sha256 = delivery.Sha256.ToArray(),
            receivedAt = delivery.InternalDate.ToUnixTimeMilliseconds(),
        });

    private Recorded Replace(long mail, MailToDecide read, Decided decided)
    {
        var outcome = Outcome.Of(decided.Decision);
        var target = decided.Decision is Decision.Duplicate duplicate ? duplicate.Of.Value : mail;
        _mails.Update(mail, read, HashesOf(read), decided, outcome);
        if (decided.Decision is Decision.Duplicate further)
        {
            _items.Merge(further);
        }

        var touchpoints = target == mail ? _items.Write(mail, decided.Decision) : _lookUps.ThreadsOf(target);
        _settleHeld.With(outcome.State).With(outcome.Reason).With(decided.Kind).With(decided.Trace.DecidedBy).With(target).With(mail).Run();
        Changed(mail, decided, outcome, touchpoints);
        _mails.EraseOctets(read.Delivery.Id, decided);
        return Answer(read.Delivery.Id, target, decided, touchpoints) with { Accounts = [.. touchpoints.Select(_lookUps.AccountOf)] };
    }

    private void Changed(long mail, Decided decided, Outcome outcome, List<TouchpointId> touchpoints)
    {
        if (decided.Decision is not Decision.Hold)
        {
            _changes.Freed(mail, outcome.State);
        }

        _changes.Decided(mail, decided, touchpoints);
    }

    private static Recorded Answer(DeliveryId delivery, long mail, Decided decided, List<TouchpointId> touchpoints) =>
        new(delivery, new MailId(mail), decided.Decision is Decision.Duplicate ? RecordedAs.Duplicate : RecordedAs.New, decided)
        {
            Touchpoints = touchpoints,
        };

    // What was decided by knows them all.
    private IReadOnlyList<AccountId> AccountsOf(List<TouchpointId> touchpoints, Decided decided, Known known) => decided.Decision is Decision.NewTouchpoints made
        ? [.. made.Items.Select(draft => draft.Account)]
        : [.. touchpoints.Select(thread => known.Threads.FirstOrDefault(one => one.Id == thread)?.Account ?? _lookUps.AccountOf(thread))];

    private (string State, long Mail, DateTimeOffset ReceivedAt) Delivery(long id) =>
        _known.Deliveries.Of(id) is [var delivery]
            ? delivery
            : throw new ArgumentException($"There is no delivery {id}.", nameof(id));

    private void Audit(long mail, string by, string did, string why) => _writer.Connection.Execute(
        "INSERT INTO audit (mail, at, by, did, why) VALUES (@mail, @at, @by, @did, @why)",
        new { mail, at = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds(), by, did, why });

    // The octets of a mail that cannot be read are all that it can be known by.
    private static KeyHashes HashesOf(MailToDecide mail) => mail.Failure is null
        ? mail.Hashes
        : new KeyHashes(new MailKeys { ContentHash = mail.Delivery.Sha256, TextHash = mail.Delivery.Sha256, ReceivedAt = mail.Delivery.InternalDate });

    private static Recorded Unchanged(DeliveryId delivery, long mail) =>
        new(delivery, new MailId(mail), RecordedAs.Unchanged, new Decided(new Decision.Duplicate(new MailId(mail), Variant: false), new DecisionTrace([])));

    private static Decided Unreadable(Decision.Hold failure, Known known, MailKeys keys) =>
        known.Mails.FirstOrDefault(mail => mail.ContentHash.Span.SequenceEqual(keys.ContentHash.Span)) is { } same
            ? new Decided(new Decision.Duplicate(same.Id, Variant: false), new DecisionTrace([new TraceStep("B2.3", Hit: true, "The same octets came before.")]))
            : Unreadable(failure);

    private static Decided Unreadable(Decision.Hold failure) =>
        new(failure, new DecisionTrace([new TraceStep("B1.5", Hit: true, failure.Evidence)]));

    // B11: store permanent for one message.
    private static Decided Rejected(Decided decided, string refused) => decided with
    {
        Decision = new Decision.Hold(HoldReason.StoreRejected, [], $"The database refused its rows: {refused}"),
        Trace = new DecisionTrace([.. decided.Trace.Steps, new TraceStep("B11", Hit: true, $"The database refused its rows: {refused}")]),
    };
}
