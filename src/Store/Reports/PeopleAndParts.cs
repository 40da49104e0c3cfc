using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Attachments and people, as pages show them.</summary>
internal static class PeopleAndParts
{
    public static ILookup<long, AttachmentRow> Attachments(DbConnection connection, IReadOnlyCollection<long> mails) => connection
        .Query<AttachmentOfMail>(
            $"""
            SELECT p.mail AS Mail, p.id AS Id, p.name AS Name, p.media_type AS MediaType, p.decoded_octets AS DecodedOctets, p.sha256 AS Sha256, p.is_inline AS IsInline,
              p.start AS PartStart, p.length AS PartLength, p.transfer_encoding AS TransferEncoding, d.segment AS Segment, d.start AS Start, d.length AS Length, p.is_asset AS IsAsset, p.is_hidden AS IsHidden
            FROM attachment p JOIN mail m ON m.id = p.mail JOIN delivery d ON d.id = m.delivery WHERE {Dialect.Among(connection, "p.mail", "@mails")} ORDER BY p.id
            """,
            new { mails })
        .ToLookup(row => row.Mail, row => row.Value);

    /// <summary>The people of touchpoints themselves, by thread.</summary>
    public static ILookup<long, ParticipantRow> OfThreads(DbConnection connection, IReadOnlyCollection<long> threads) => connection
        .Query<(long Thread, string Name, string Address, string Role, string Side)>(
            $"SELECT p.thread, p.name, a.key, p.role, p.side FROM participant p JOIN address a ON a.id = p.address WHERE {Dialect.Among(connection, "p.thread", "@threads")} AND p.reply = 0 ORDER BY p.thread, p.position",
            new { threads })
        .ToLookup(row => row.Thread, row => Person(row.Name, row.Address, row.Role, row.Side));

    /// <summary>Everybody whom a mail was recorded with, each once.</summary>
    public static List<ParticipantRow> OfMail(DbConnection connection, long mail) =>
    [
        .. connection.Query<(string Name, string Address, string Role, string Side)>(
            """
            SELECT DISTINCT p.name, a.key, p.role, p.side FROM (
              SELECT id AS thread, 0 AS reply FROM touchpoint WHERE mail = @mail UNION ALL SELECT thread, id FROM reply WHERE mail = @mail) item
            JOIN participant p ON p.thread = item.thread AND p.reply = item.reply JOIN address a ON a.id = p.address
            """,
            new { mail })
            .Select(row => Person(row.Name, row.Address, row.Role, row.Side)),
    ];

    /// <summary>
    /// The names of the accounts that mails stand on, by mail, each once. Asked for some mails at once: as a sub-select of another question SQLite would make the whole view
    /// "place" anew for every answer.
    /// </summary>
    public static ILookup<long, string> AccountsOf(DbConnection connection, IReadOnlyCollection<long> mails) => connection
        .Query<(long Mail, string Name)>(
            $"SELECT DISTINCT p.mail, a.name FROM place p JOIN touchpoint t ON t.id = p.thread JOIN account a ON a.id = t.account WHERE {Dialect.Among(connection, "p.mail", "@mails")} ORDER BY p.mail, a.name",
            new { mails })
        .ToLookup(row => row.Mail, row => row.Name);

    private static ParticipantRow Person(string name, string address, string role, string side) => new(name, address, role, Words.Parse<ParticipantSide>(side));

    private sealed record AttachmentOfMail
    {
        public long Mail { get; init; }

        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string MediaType { get; init; } = "";

        public long DecodedOctets { get; init; }

        public byte[] Sha256 { get; init; } = [];

        public bool IsInline { get; init; }

        public long PartStart { get; init; }

        public long PartLength { get; init; }

        public string TransferEncoding { get; init; } = "";

        public long Segment { get; init; }

        public long Start { get; init; }

        public long Length { get; init; }

        public bool IsAsset { get; init; }

        public bool IsHidden { get; init; }

        public AttachmentRow Value => new(Id, Name, MediaType, DecodedOctets, Convert.ToHexStringLower(Sha256), IsInline, PartStart, PartLength, TransferEncoding, new OctetsPlace(Segment, Start, Length)) { IsAsset = IsAsset, IsHidden = IsHidden };
    }
}
