using System.Data.Common;
using System.Text.Json;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>One mail in full.</summary>
internal static class MailDetailRows
{
    public static MailDetail? Read(DbConnection connection, long mail) => connection.QueryFirstOrDefault<Row>(
        """
        SELECT m.message_id AS MessageId, m.sender AS Sender, m.subject AS Subject, m.received_at AS ReceivedAt, m.state AS State, m.reason AS Reason, m.kind AS Kind, m.rules AS Rules,
          t.reply AS Reply, t.signature AS Signature, t.shortened AS Shortened, t.cut_by AS CutBy, t.flags AS Flags, t.trace AS Trace,
          d.segment AS Segment, d.start AS Start, d.length AS Length, d.sha256 AS Sha256
        FROM mail m JOIN mail_text t ON t.mail = m.id JOIN delivery d ON d.id = m.delivery WHERE m.id = @mail
        """,
        new { mail }) is not { } row
        ? null
        : new MailDetail(
            new MailId(mail),
            row.MessageId ?? "",
            row.Sender,
            row.Subject,
            Times.From(row.ReceivedAt),
            row.State,
            row.Reason,
            row.Kind,
            new ShownText(row.Reply, row.Signature, Quoted: "") { Shortened = row.Shortened, CutBy = row.CutBy },
            new OctetsPlace(row.Segment, row.Start, row.Length),
            Convert.ToHexStringLower(row.Sha256),
            JsonSerializer.Deserialize(row.Flags, StoredJson.Default.IReadOnlyListString)!,
            StoredTrace.Read(row.Trace),
            LedgerRows.OfMail(connection, mail),
            [.. PeopleAndParts.Attachments(connection, [mail])[mail]],
            PeopleAndParts.OfMail(connection, mail),
            Places(connection, mail),
            Audit(connection, mail))
        {
            Rules = row.Rules,
            Candidates = Candidates(connection, mail),
            Again = connection.QueryFirstOrDefault<(long, long?)>("SELECT fetches, fetch_at FROM held WHERE mail = @mail", new { mail }) is var (tried, at) ? FetchAgain.Of(tried, at) : null,
        };

    private static List<TimelinePlace> Places(DbConnection connection, long mail) =>
    [
        .. connection.Query<(long Thread, long Account, string Name, string Role)>(
            "SELECT p.thread, a.id, a.name, p.role FROM place p JOIN touchpoint t ON t.id = p.thread JOIN account a ON a.id = t.account WHERE p.mail = @mail ORDER BY p.thread",
            new { mail })
            .Select(row => new TimelinePlace(new TouchpointId(row.Thread), new AccountId(row.Account), row.Name, row.Role)),
    ];

    private static List<AccountId> Candidates(DbConnection connection, long mail) =>
        connection.QueryFirstOrDefault<string>("SELECT candidates FROM held WHERE mail = @mail", new { mail }) is { } ids ? LedgerRows.Accounts(ids) : [];

    private static List<AuditRow> Audit(DbConnection connection, long mail) =>
    [
        .. connection.Query<(long At, string By, string Did, string Why)>("SELECT at, by, did, why FROM audit WHERE mail = @mail ORDER BY id", new { mail })
            .Select(row => new AuditRow(Times.From(row.At), row.By, row.Did, row.Why)),
    ];

    private sealed record Row
    {
        public string? MessageId { get; init; }

        public string Sender { get; init; } = "";

        public string Subject { get; init; } = "";

        public long ReceivedAt { get; init; }

        public string State { get; init; } = "";

        public string Reason { get; init; } = "";

        public string Kind { get; init; } = "";

        public long Rules { get; init; }

        public string Reply { get; init; } = "";

        public string Signature { get; init; } = "";

        public bool Shortened { get; init; }

        public string CutBy { get; init; } = "";

        public string Flags { get; init; } = "";

        public string Trace { get; init; } = "";

        public long Segment { get; init; }

        public long Start { get; init; }

        public long Length { get; init; }

        public byte[] Sha256 { get; init; } = [];
    }
}
