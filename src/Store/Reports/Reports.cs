using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>What pages and commands show. Reads only, on connections of its own; never slows intake.</summary>
public sealed class Reports
{
    private const int Page = 200;

    private readonly Reading _reading;
    private readonly OctetsStore _octets;
    private readonly string _engineVersion;
    private readonly TimeProvider _time;

    internal Reports(Reading reading, OctetsStore octets, string engineVersion, TimeProvider time)
    {
        _reading = reading;
        _octets = octets;
        _engineVersion = engineVersion;
        _time = time;
    }

    /// <summary>Every mailbox with its state, counts by outcome and whether the conservation sum closes (behaviour.md B0.11), by name.</summary>
    public IReadOnlyList<MailboxSummary> Mailboxes() => _reading.Do(connection => MailboxRows.Read(connection, _time.GetUtcNow()));

    /// <summary>
    /// Newest deliveries first, fewer than <paramref name="before"/> (null: from the newest), filtered by outcome word ("recorded", "held" …; empty: all) and
    /// text in sender, subject or Message-ID (empty: all).
    /// </summary>
    public IReadOnlyList<LedgerRow> Ledger(string outcome, string text, long? before, int atMost) =>
        _reading.Do(connection => LedgerRows.Page(connection, outcome, text, before ?? long.MaxValue, atMost));

    /// <summary>One mail with everything that is known of it, or null.</summary>
    public MailDetail? Mail(MailId id) => _reading.Do(connection => MailDetailRows.Read(connection, id.Value));

    /// <summary>The mail of a delivery, or null.</summary>
    public MailId? MailOf(DeliveryId id) => _reading.Do(connection =>
        connection.QueryFirstOrDefault<long?>("SELECT mail FROM delivery WHERE id = @Value", new { id.Value }) is { } mail ? new MailId(mail) : (MailId?)null);

    /// <summary>The account of a thread, or null.</summary>
    public AccountId? AccountOf(TouchpointId thread) => _reading.Do(connection =>
        connection.QueryFirstOrDefault<long?>("SELECT account FROM touchpoint WHERE id = @Value", new { thread.Value }) is { } account ? new AccountId(account) : (AccountId?)null);

    /// <summary>Held mail, oldest first; of one reason, or of all when it is empty.</summary>
    public IReadOnlyList<HeldRow> Held(string reason, int atMost) => _reading.Do(connection => LedgerRows.Held(connection, reason, atMost));

    /// <summary>Of these mails those that are held, in order of their numbers.</summary>
    public IReadOnlyList<HeldRow> Held(IReadOnlyCollection<MailId> mails)
    {
        var ids = mails.Select(mail => mail.Value).ToList();
        return _reading.Do(connection => LedgerRows.Held(connection, ids));
    }

    /// <summary>The thread in which a held mail waits, with its account; null for one that belongs to none, and for other mail.</summary>
    public (TouchpointId Thread, AccountId Account)? HeldIn(MailId mail) => _reading.Do(connection => connection
        .Query<(long Thread, long Account)>("SELECT t.id, t.account FROM held h JOIN touchpoint t ON t.id = h.thread WHERE h.mail = @Value", new { mail.Value })
        .Select(row => ((TouchpointId, AccountId)?)(new TouchpointId(row.Thread), new AccountId(row.Account))).FirstOrDefault());

    /// <summary>What would free a held mail, as the rule that holds it said; empty for other mail.</summary>
    public string EvidenceOf(MailId mail) => _reading.Do(connection => connection.ExecuteScalar<string>("SELECT evidence FROM held WHERE mail = @Value", new { mail.Value }) ?? "");

    /// <summary>
    /// What mail shows that <paramref name="directory"/> lacks: people of ours who are no users, strangers who answered, people matched by their domain alone, domains without an
    /// account; the most frequent of each kind first. Reads the people of all mail.
    /// </summary>
    public IReadOnlyList<DirectorySuggestion> Suggestions(DirectorySnapshot directory, int atMost) => _reading.Do(connection => MailCareRows.Read(connection, directory, atMost));

    /// <summary>Accounts with counts of touchpoints and replies and the last touch, by name.</summary>
    public IReadOnlyList<AccountSummary> Accounts() => _reading.Do(connection => connection
        .Query<(long Id, string Key, string Name, int Touchpoints, int Replies, long? LastTouch)>("SELECT id, key, name, touchpoints, replies, last_touch FROM account ORDER BY name, id")
        .Select(row => new AccountSummary(new AccountId(row.Id), row.Key, row.Name, row.Touchpoints, row.Replies, Times.From(row.LastTouch)))
        .ToList());

    /// <summary>Threads that a held mail may belong to by its sender and subject (T11), the newest first; none for other mail.</summary>
    public IReadOnlyList<LikelyThread> LikelyThreads(MailId mail) => _reading.Do(connection => LikelyThreadRows.Read(connection, mail.Value));

    /// <summary>How often each account was in touch in the windows of <see cref="CountingWindows"/> that end now, by name.</summary>
    public IReadOnlyList<AccountEngagement> Engagements(DateTimeOffset now, TimeZoneInfo zone) => _reading.Do(connection => EngagementRows.Read(connection, now, zone));

    /// <summary>
    /// An account's touchpoints, newest touch first, replies and events folded under them in order of arrival. Deleted, erased and merged ones are left out.
    /// </summary>
    public IReadOnlyList<TimelineItem> Timeline(AccountId account, int atMost) => _reading.Do(connection => TimelineRows.OfAccount(connection, account.Value, atMost));

    /// <summary>An account's touchpoints that are deleted and can be brought back, the last deleted first.</summary>
    public IReadOnlyList<DeletedThread> Deleted(AccountId account, int atMost) => _reading.Do(connection => DeletedThreadRows.OfAccount(connection, account.Value, atMost));

    /// <summary>How many mails wait for a person.</summary>
    public long HeldCount() => _reading.Do(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM held"));

    /// <summary>
    /// Counts over all mailboxes: deliveries by outcome, oldest waiting, size of the octets. Where the mailboxes were just counted (<see cref="Mailboxes"/>) their deliveries
    /// need not be counted once more.
    /// </summary>
    public StoreStatus Status(IReadOnlyList<MailboxSummary>? counted = null) => _reading.Do(connection =>
    {
        var outcomes = (counted is null ? OutcomeRows.Read(connection).SelectMany(epoch => epoch).Select(row => (row.State, row.Count)) : counted.SelectMany(mailbox => mailbox.Outcomes.Select(outcome => (State: outcome.Key, Count: outcome.Value))))
            .GroupBy(outcome => outcome.State, outcome => outcome.Count).ToDictionary(outcome => outcome.Key, outcome => outcome.Sum());
        var last = connection.QuerySingle<(long Mails, long Touchpoints, long Replies, long Held, long? Oldest)>(
            $"""
            SELECT {Dialect.Count(connection, "mail")}, coalesce((SELECT CAST(sum(touchpoints) AS bigint) FROM account), 0), coalesce((SELECT CAST(sum(replies) AS bigint) FROM account), 0), (SELECT count(*) FROM held), (SELECT min(received_at) FROM delivery WHERE state = 'received')
            """);
        return new StoreStatus(
            outcomes, outcomes.Values.Sum(), last.Mails, last.Touchpoints, last.Replies, last.Held, Times.From(last.Oldest), _octets.StoredOctets, _octets.FreeOctets, _engineVersion)
        {
            HeldAges = Ages(connection),
            ToFetchAgain = connection.ExecuteScalar<long>("SELECT count(*) FROM held WHERE fetch_at IS NOT NULL"),
            WouldDiffer = connection.ExecuteScalar<long>("SELECT count(*) FROM review"),
        };
    });

    /// <summary>Every touchpoint with its replies, people and attachments, in order of id, as they are exported; streamed. Erased ones are left out.</summary>
    public IEnumerable<ExportedTouchpoint> Export() => Pages(after => _reading.Do(connection => TimelineRows.Export(connection, after, Page)), item => item.Item.Id.Value);

    /// <summary>What became of mail after a change that is known, in the order of commits; streamed. Whoever has read one has all that come before it.</summary>
    /// <exception cref="StoreException">Some that come after it are forgotten by age (Refused).</exception>
    public IEnumerable<Change> Changes(long after) => Pages(last => _reading.Do(connection => ChangeRows.Page(connection, last, Page)), change => change.Number, after);

    /// <summary>Mails whose octets are there, in order of arrival, for replay.</summary>
    public IEnumerable<StoredDecision> Decisions(DateTimeOffset since) => Pages(
        after => _reading.Do(connection => StoredDecisionRows.Page(connection, since.ToUnixTimeMilliseconds(), after, Page)), decision => decision.Mail.Value);

    /// <summary>The next mails after one, as <see cref="Decisions(DateTimeOffset)"/> has them.</summary>
    public IReadOnlyList<StoredDecision> DecisionsAfter(MailId after, int atMost) => _reading.Do(connection => StoredDecisionRows.Page(connection, long.MinValue, after.Value, atMost));

    /// <summary>Of these mails those whose octets are there, in order of arrival.</summary>
    public IReadOnlyList<StoredDecision> Decisions(IReadOnlyCollection<MailId> mails)
    {
        var ids = mails.Select(mail => mail.Value).ToList();
        return _reading.Do(connection => StoredDecisionRows.Of(connection, ids));
    }

    /// <summary>What was decided for a mail; null when it is not there, or its octets are not.</summary>
    public StoredDecision? Decision(MailId mail) => _reading.Do(connection => StoredDecisionRows.One(connection, mail.Value));

    /// <summary>Every delivery that has octets, with the attachments in them, in order of arrival, for verification.</summary>
    public IEnumerable<KeptMail> KeptMails() => Pages(after => _reading.Do(connection => KeptMailRows.Page(connection, after, Page)), mail => mail.Delivery.Value);

    // Since it was taken in, not by the date of the mail: a backlog that is brought in is not late.
    private HeldAges Ages(DbConnection connection)
    {
        var now = _time.GetUtcNow();
        var row = connection.QuerySingle<(long? Oldest, long OverADay, long OverAWeek)>(
            """
            SELECT (SELECT min(recorded_at) FROM mail WHERE state = 'held'), (SELECT count(*) FROM mail WHERE state = 'held' AND recorded_at < @day),
              (SELECT count(*) FROM mail WHERE state = 'held' AND recorded_at < @week)
            """,
            new { day = now.AddDays(-1).ToUnixTimeMilliseconds(), week = now.AddDays(-7).ToUnixTimeMilliseconds() });
        return new HeldAges(Times.From(row.Oldest), row.OverADay, row.OverAWeek);
    }

    // Page by page, so that a slow reader holds no view of the database open.
    private static IEnumerable<T> Pages<T>(Func<long, List<T>> page, Func<T, long> key, long after = 0)
    {
        for (var rows = page(after); rows.Count > 0; rows = page(key(rows[^1])))
        {
            foreach (var row in rows)
            {
                yield return row;
            }
        }
    }
}
