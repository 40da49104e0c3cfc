using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Touchpoints that were deleted and can be brought back.</summary>
internal static class DeletedThreadRows
{
    public static List<DeletedThread> OfAccount(DbConnection connection, long account, int atMost) =>
    [
        .. connection.Query<(long Id, string Subject, string Author, long? At, string By, string Why, int Waiting)>(
            """
            SELECT t.id, t.subject, t.author, t.deleted_at, t.deleted_by, t.deleted_why, (SELECT count(*) FROM held h WHERE h.thread = t.id)
            FROM touchpoint t WHERE t.account = @account AND t.state = 'deleted' AND t.merged_into IS NULL ORDER BY coalesce(t.deleted_at, 0) DESC, t.id DESC LIMIT @atMost
            """,
            new { account, atMost })
            .Select(row => new DeletedThread(new TouchpointId(row.Id), row.Subject, row.Author, Times.From(row.At), row.By, row.Why, row.Waiting)),
    ];
}
