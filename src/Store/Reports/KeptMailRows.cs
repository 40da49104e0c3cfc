using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>What the database says of stored octets, to be compared with the octets themselves.</summary>
internal static class KeptMailRows
{
    public static List<KeptMail> Page(DbConnection connection, long after, int atMost)
    {
        var rows = connection.Query<Row>(
            """
            SELECT d.id AS Id, d.mail AS Mail, e.mailbox AS Mailbox, d.uid AS Uid, d.source_name AS SourceName, d.segment AS Segment, d.start AS Start, d.length AS Length, d.sha256 AS Sha256
            FROM delivery d JOIN epoch e ON e.id = d.epoch WHERE d.id > @after AND d.length > 0 ORDER BY d.id LIMIT @atMost
            """,
            new { after, atMost }).AsList();
        var attachments = PeopleAndParts.Attachments(connection, [.. rows.Where(row => row.Mail > 0).Select(row => row.Mail!.Value).Distinct()]);

        // Of several deliveries of one mail the first one's octets are those that its attachments are ranges of.
        return [.. rows.Select(row => row.Value(mail => [.. attachments[mail].Where(part => part.Place == row.Place)]))];
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public long? Mail { get; init; }

        public string Mailbox { get; init; } = "";

        public long Uid { get; init; }

        public string SourceName { get; init; } = "";

        public long Segment { get; init; }

        public long Start { get; init; }

        public long Length { get; init; }

        public byte[] Sha256 { get; init; } = [];

        public OctetsPlace Place => new(Segment, Start, Length);

        public KeptMail Value(Func<long, IReadOnlyList<AttachmentRow>> attachments) => new(
            new DeliveryId(Id), Mail is { } mail ? new MailId(mail) : null, Mailbox, (uint)Uid, SourceName, Place, Sha256, Mail is { } of ? attachments(of) : []);
    }
}
