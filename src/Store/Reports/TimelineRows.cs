using System.Data.Common;
using System.Text.Json;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Touchpoints with what is folded under them.</summary>
internal static class TimelineRows
{
    private const string Select =
        """
        SELECT t.id AS Id, t.mail AS Mail, t.subject AS Subject, t.kind AS Kind, t.direction AS Direction, t.author AS Author, t.occurred_at AS OccurredAt, t.note AS Note,
          t.last_touch AS LastTouch, t.flow AS Flow, t.counts AS Counts, a.key AS AccountKey, coalesce(t.text, x.reply, '') AS Text, coalesce(x.flags, '[]') AS Flags,
          (SELECT count(*) FROM held h WHERE h.thread = t.id) AS Waiting
        FROM touchpoint t JOIN account a ON a.id = t.account LEFT JOIN mail_text x ON x.mail = t.mail
        """;

    // Arrival decides the order in a thread, never the sender's Date (B8).
    private static string SelectFolded(DbConnection connection) =>
        $"""
        SELECT f.thread AS Thread, f.mail AS Mail, f.kind AS Kind, f.direction AS Direction, f.author AS Author, f.occurred_at AS OccurredAt, f.counts AS Counts, x.reply AS Text, x.flags AS Flags
        FROM (
          SELECT thread, mail, CASE is_internal WHEN 1 THEN 'internal-reply' ELSE 'reply' END AS kind, direction, author, occurred_at, counts FROM reply WHERE {Dialect.Among(connection, "thread", "@threads")}
          UNION ALL
          SELECT v.thread, v.mail, v.kind, 'inbound', m.sender, v.occurred_at, 0 FROM event v JOIN mail m ON m.id = v.mail WHERE {Dialect.Among(connection, "v.thread", "@threads")}
          UNION ALL
          SELECT l.thread, l.mail, 'link', 'inbound', m.sender, m.received_at, 0 FROM thread_link l JOIN mail m ON m.id = l.mail WHERE {Dialect.Among(connection, "l.thread", "@threads")}
        ) f JOIN mail m ON m.id = f.mail JOIN mail_text x ON x.mail = f.mail
        ORDER BY f.thread, m.received_at, m.id
        """;

    public static List<TimelineItem> OfAccount(DbConnection connection, long account, int atMost) =>
    [
        .. Items(connection, connection.Query<Row>(
            Select + " WHERE t.account = @account AND t.state IN ('open', 'closed') AND t.merged_into IS NULL ORDER BY t.last_touch DESC, t.id DESC LIMIT @atMost",
            new { account, atMost })).Select(item => WithoutHidden(item.Item)),
    ];

    // B9: images of signatures and what was replaced by its content are not shown; the mail's own page and the export have them.
    private static TimelineItem WithoutHidden(TimelineItem item) => item with
    {
        Attachments = [.. item.Attachments.Where(IsShown)],
        Replies = [.. item.Replies.Select(reply => reply with { Attachments = [.. reply.Attachments.Where(IsShown)] })],
    };

    private static bool IsShown(AttachmentRow file) => !file.IsAsset && !file.IsHidden;

    public static List<ExportedTouchpoint> Export(DbConnection connection, long after, int atMost) =>
        [.. Items(connection, connection.Query<Row>(Select + " WHERE t.id > @after AND t.state <> 'erased' ORDER BY t.id LIMIT @atMost", new { after, atMost }))];

    private static IEnumerable<ExportedTouchpoint> Items(DbConnection connection, IEnumerable<Row> touchpoints)
    {
        var rows = touchpoints.ToList();
        var threads = rows.ConvertAll(row => row.Id);
        var folded = connection.Query<FoldedRow>(SelectFolded(connection), new { threads }).ToLookup(row => row.Thread);
        var people = PeopleAndParts.OfThreads(connection, threads);
        var attachments = PeopleAndParts.Attachments(connection, [.. rows.Where(row => row.Mail is not null).Select(row => row.Mail!.Value), .. folded.SelectMany(thread => thread).Select(row => row.Mail)]);
        return rows.Select(row => new ExportedTouchpoint(
            new TimelineItem(
                new TouchpointId(row.Id),
                row.Mail is { } mail ? new MailId(mail) : null,
                row.Subject,
                row.Kind,
                row.Direction,
                row.Author,
                Times.From(row.OccurredAt),
                row.Text,
                [.. people[row.Id].Where(person => row.Mail is null || person.Side is not ParticipantSide.Internal)],
                [.. attachments[row.Mail ?? 0]],
                [.. folded[row.Id].Select(reply => reply.Value([.. attachments[reply.Mail]]))],
                row.Waiting,
                JsonSerializer.Deserialize(row.Flags, StoredJson.Default.IReadOnlyListString)!)
            {
                Note = row.Note,
                LastTouch = Times.From(row.LastTouch),
                CountsAsTouch = row.Counts,
            },
            row.AccountKey,
            row.Flow));
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public long? Mail { get; init; }

        public string Subject { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Direction { get; init; } = "";

        public string Author { get; init; } = "";

        public long OccurredAt { get; init; }

        public string Note { get; init; } = "";

        public long LastTouch { get; init; }

        public string Flow { get; init; } = "";

        public bool Counts { get; init; }

        public string AccountKey { get; init; } = "";

        public string Text { get; init; } = "";

        public string Flags { get; init; } = "";

        public int Waiting { get; init; }
    }

    private sealed record FoldedRow
    {
        public bool Counts { get; init; }

        public long Thread { get; init; }

        public long Mail { get; init; }

        public string Kind { get; init; } = "";

        public string Direction { get; init; } = "";

        public string Author { get; init; } = "";

        public long OccurredAt { get; init; }

        public string Text { get; init; } = "";

        public string Flags { get; init; } = "";

        public TimelineReply Value(IReadOnlyList<AttachmentRow> attachments) => new(
            new MailId(Mail), Kind, Direction, Author, Times.From(OccurredAt), Text, attachments, JsonSerializer.Deserialize(Flags, StoredJson.Default.IReadOnlyListString)!)
        {
            CountsAsTouch = Counts,
        };
    }
}
