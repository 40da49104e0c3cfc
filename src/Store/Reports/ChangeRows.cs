using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Changes in the order in which they were committed.</summary>
internal static class ChangeRows
{
    public static List<Change> Page(DbConnection connection, long after, int atMost)
    {
        var rows = connection.Query<Row>(
            $"""
            SELECT c.id AS Number, c.at AS At, c.what AS What, c.mail AS Mail, c.thread AS Thread, c.word AS Word, c.archived AS IsArchived, a.key AS Account,
              (SELECT CAST(value AS bigint) FROM setting WHERE name = '{AgedChanges.Forgotten}') AS Forgotten
            FROM change c LEFT JOIN touchpoint t ON t.id = c.thread LEFT JOIN account a ON a.id = t.account
            WHERE c.id > @after ORDER BY c.id LIMIT @atMost
            """,
            new { after, atMost }).AsList();

        // Asked with the lines themselves, so that none goes between; and one line is always left to ask with.
        if (rows is [{ Forgotten: { } forgotten }, ..] && forgotten > after)
        {
            throw new StoreException(StoreProblem.Refused, Gone(forgotten, after, connection.QuerySingle<long>("SELECT max(id) FROM change")));
        }

        return rows.ConvertAll(row => row.Value);
    }

    private static string Gone(long forgotten, long after, long newest) =>
        $"Changes up to {forgotten} are forgotten (Retention:ChangesDays), so that what came after {after} cannot be told without a hole. Begin anew: take over everything of: touchpoints export. Then go on with: touchpoints changes --after {newest}";

    private sealed record Row
    {
        public long Number { get; init; }

        public long At { get; init; }

        public string What { get; init; } = "";

        public long? Mail { get; init; }

        public long? Thread { get; init; }

        public string Word { get; init; } = "";

        public bool IsArchived { get; init; }

        public string? Account { get; init; }

        public long? Forgotten { get; init; }

        public Change Value => new(Number, Times.From(At), What, Mail is { } mail ? new MailId(mail) : null, Thread is { } thread ? new TouchpointId(thread) : null, Word)
        {
            AccountKey = Account ?? "",
            IsArchived = IsArchived,
        };
    }
}
