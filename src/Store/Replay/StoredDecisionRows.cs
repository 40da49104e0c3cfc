using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>What was decided for mails whose octets are there, and where they stand.</summary>
internal static class StoredDecisionRows
{
    // Of what was erased nothing is decided again; a mail that was found to be another one has no delivery of its own.
    private const string Select =
        $"""
        SELECT m.id AS Mail, m.state AS State, m.reason AS Reason, m.decided_by AS DecidedBy, m.rules AS Rules, {Choices.Columns}, t.reply AS Text,
          d.id AS Delivery, e.mailbox AS Mailbox, e.uid_validity AS UidValidity, d.uid AS Uid, d.source_name AS SourceName,
          d.segment AS Segment, d.start AS Start, d.length AS Length, d.sha256 AS Sha256, d.internal_date AS InternalDate, d.attempts AS Attempts
        FROM mail m JOIN delivery d ON d.id = m.delivery AND d.mail = m.id JOIN epoch e ON e.id = d.epoch JOIN mail_text t ON t.mail = m.id
        WHERE m.state <> 'tombstone' AND d.length > 0
        """;

    public static List<StoredDecision> Page(DbConnection connection, long since, long after, int atMost) =>
        Complete(connection, connection.Query<Row>(Select + " AND m.id > @after AND m.received_at >= @since ORDER BY m.id LIMIT @atMost", new { since, after, atMost }).AsList());

    public static List<StoredDecision> Of(DbConnection connection, IReadOnlyCollection<long> mails) =>
        Complete(connection, connection.Query<Row>($"{Select} AND {Dialect.Among(connection, "m.id", "@mails")} ORDER BY m.id", new { mails }).AsList());

    public static StoredDecision? One(DbConnection connection, long mail) => Of(connection, [mail]) is [var one] ? one : null;

    private static List<StoredDecision> Complete(DbConnection connection, List<Row> rows)
    {
        var mails = rows.ConvertAll(row => row.Mail);
        var places = connection
            .Query<(long Mail, long Thread, long? Into, long Account, string Name, string Role)>(
                $"""
                SELECT p.mail, p.thread, t.merged_into, a.id, a.name, p.role FROM place p JOIN touchpoint t ON t.id = p.thread JOIN account a ON a.id = t.account
                WHERE p.role <> 'link' AND {Dialect.Among(connection, "p.mail", "@mails")} ORDER BY p.mail, p.thread
                """,
                new { mails })
            .ToLookup(row => row.Mail, row => new TimelinePlace(new TouchpointId(Survivor(connection, row.Thread, row.Into)), new AccountId(row.Account), row.Name, row.Role));
        var (further, joining) = (Choices.Further(connection, mails), Joining(connection, mails));
        return rows.ConvertAll(row => row.Value([.. places[row.Mail]], [.. further[row.Mail]]) with { Joining = [.. joining[row.Mail]] });
    }

    // Deliveries of the same mail that came while it was held.
    private static ILookup<long, OctetsPlace> Joining(DbConnection connection, List<long> mails) => connection
        .Query<(long Mail, long Segment, long Start, long Length)>(
            $"SELECT mail, segment, start, length FROM delivery WHERE joins > 0 AND length > 0 AND {Dialect.Among(connection, "mail", "@mails")} ORDER BY id DESC", new { mails })
        .ToLookup(row => row.Mail, row => new OctetsPlace(row.Segment, row.Start, row.Length));

    private static long Survivor(DbConnection connection, long thread, long? into)
    {
        while (into is { } next)
        {
            (thread, into) = (next, connection.ExecuteScalar<long?>("SELECT merged_into FROM touchpoint WHERE id = @next", new { next }));
        }

        return thread;
    }

    private sealed record Row
    {
        public long Mail { get; init; }

        public string State { get; init; } = "";

        public string Reason { get; init; } = "";

        public string DecidedBy { get; init; } = "";

        public long Rules { get; init; }

        public long? Choice { get; init; }

        public string ChosenBy { get; init; } = "";

        public long? ChosenThread { get; init; }

        public bool ChosenAsFile { get; init; }

        public string Text { get; init; } = "";

        public long Delivery { get; init; }

        public string Mailbox { get; init; } = "";

        public uint UidValidity { get; init; }

        public uint Uid { get; init; }

        public string SourceName { get; init; } = "";

        public long Segment { get; init; }

        public long Start { get; init; }

        public long Length { get; init; }

        public byte[] Sha256 { get; init; } = [];

        public long InternalDate { get; init; }

        public int Attempts { get; init; }

        public StoredDecision Value(IReadOnlyList<TimelinePlace> places, IReadOnlyList<AccountId> further) => new(
            new MailId(Mail),
            new Delivery(new DeliveryId(Delivery), Mailbox, UidValidity, Uid, SourceName, new OctetsPlace(Segment, Start, Length), Sha256, Times.From(InternalDate), Attempts),
            State,
            Reason,
            DecidedBy)
        {
            Rules = Rules,
            Choice = (Choice, ChosenThread) is (null, null) && ChosenBy.Length == 0 ? null : new OperatorChoice(Choice is { } account ? new AccountId(account) : null, ChosenBy)
            {
                Further = further.Count == 0 ? [] : further,
                Thread = ChosenThread is { } thread ? new TouchpointId(thread) : null,
                AsFile = ChosenAsFile,
            },
            Places = places,
            Text = Text,
        };
    }
}
