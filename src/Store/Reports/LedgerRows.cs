using System.Data.Common;
using System.Text.Json;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Deliveries as they are listed.</summary>
internal static class LedgerRows
{
    private const string Select =
        """
        SELECT d.id AS Id, d.mail AS Mail, e.mailbox AS Mailbox, d.uid AS Uid, d.source_name AS SourceName, d.internal_date AS InternalDate, d.state AS Outcome,
          d.reason AS Reason, d.kind AS Kind, coalesce(m.sender, '') AS Sender, coalesce(m.subject, '') AS Subject, d.decided_by AS DecidedBy, d.milliseconds AS Milliseconds
        FROM delivery d JOIN epoch e ON e.id = d.epoch LEFT JOIN mail m ON m.id = d.mail
        """;

    private const string WithText = @" AND (@text = '' OR lower(m.sender) LIKE lower(@pattern) ESCAPE '\' OR lower(m.subject) LIKE lower(@pattern) ESCAPE '\' OR lower(m.message_id) LIKE lower(@pattern) ESCAPE '\')";

    private const string NewestFirst = " ORDER BY d.id DESC LIMIT @atMost";

    // Two texts, so that each has the index that it needs.
    private const string All = Select + " WHERE d.id < @before" + WithText + NewestFirst;

    private const string OfOutcome = Select + " WHERE d.state = @outcome AND d.id < @before" + WithText + NewestFirst;

    public static List<LedgerRow> Page(DbConnection connection, string outcome, string text, long before, int atMost)
    {
        var pattern = $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
        return WithAccounts(connection, connection.Query<Row>(outcome.Length == 0 ? All : OfOutcome, new { outcome, text, pattern, before, atMost }).AsList());
    }

    public static List<LedgerRow> OfMail(DbConnection connection, long mail) =>
        WithAccounts(connection, connection.Query<Row>(Select + " WHERE d.mail = @mail ORDER BY d.id", new { mail }).AsList());

    private const string SelectHeld = "SELECT h.mail, h.reason, m.sender, m.subject, m.received_at, h.evidence, h.candidates, m.recorded_at, h.fetches, h.fetch_at FROM held h JOIN mail m ON m.id = h.mail";

    public static List<HeldRow> Held(DbConnection connection, string reason, int atMost) =>
        Held(connection, SelectHeld + " WHERE @reason = '' OR h.reason = @reason ORDER BY h.mail LIMIT @atMost", new { reason, atMost });

    public static List<HeldRow> Held(DbConnection connection, IReadOnlyCollection<long> mails) =>
        Held(connection, $"{SelectHeld} WHERE {Dialect.Among(connection, "h.mail", "@mails")} ORDER BY h.mail", new { mails });

    private static List<HeldRow> Held(DbConnection connection, string sql, object parameters) =>
    [
        .. connection.Query<(long Mail, string Reason, string From, string Subject, long ReceivedAt, string Evidence, string Candidates, long HeldSince, long Fetches, long? FetchAt)>(
            sql,
            parameters)
            .Select(row => new HeldRow(
                new MailId(row.Mail),
                row.Reason,
                row.From,
                row.Subject,
                Times.From(row.ReceivedAt),
                row.Evidence,
                Accounts(row.Candidates))
            {
                HeldSince = Times.From(row.HeldSince),
                Again = FetchAgain.Of(row.Fetches, row.FetchAt),
            }),
    ];

    /// <summary>A list of candidates as it is kept.</summary>
    public static List<AccountId> Accounts(string ids) => [.. JsonSerializer.Deserialize(ids, StoredJson.Default.Int64Array)!.Select(id => new AccountId(id))];

    private static List<LedgerRow> WithAccounts(DbConnection connection, List<Row> rows)
    {
        var accounts = PeopleAndParts.AccountsOf(connection, [.. rows.Where(row => row.Mail is not null).Select(row => row.Mail!.Value).Distinct()]);
        return rows.ConvertAll(row => row.Value(row.Mail is { } mail ? accounts[mail] : []));
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public long? Mail { get; init; }

        public string Mailbox { get; init; } = "";

        public uint Uid { get; init; }

        public string SourceName { get; init; } = "";

        public long InternalDate { get; init; }

        public string Outcome { get; init; } = "";

        public string Reason { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Sender { get; init; } = "";

        public string Subject { get; init; } = "";

        public string DecidedBy { get; init; } = "";

        public int Milliseconds { get; init; }

        public LedgerRow Value(IEnumerable<string> accounts) => new(
            new DeliveryId(Id),
            Mail is { } mail ? new MailId(mail) : null,
            Mailbox,
            Uid,
            SourceName,
            Times.From(InternalDate),
            Outcome,
            Reason,
            Kind,
            Sender,
            Subject,
            string.Join(", ", accounts),
            DecidedBy,
            Milliseconds);
    }
}
