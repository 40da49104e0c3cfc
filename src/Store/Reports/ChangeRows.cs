using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Changes in the order in which they were committed.</summary>
internal static class ChangeRows
{
    public static List<Change> Page(DbConnection connection, long after, int atMost) =>
    [
        .. connection.Query<(long Number, long At, string What, long? Mail, long? Thread, string Word, bool IsArchived, string? Account)>(
            """
            SELECT c.id, c.at, c.what, c.mail, c.thread, c.word, c.archived, a.key FROM change c LEFT JOIN touchpoint t ON t.id = c.thread LEFT JOIN account a ON a.id = t.account
            WHERE c.id > @after ORDER BY c.id LIMIT @atMost
            """,
            new { after, atMost })
            .Select(row => new Change(row.Number, Times.From(row.At), row.What, row.Mail is { } mail ? new MailId(mail) : null, row.Thread is { } thread ? new TouchpointId(thread) : null, row.Word)
            {
                AccountKey = row.Account ?? "",
                IsArchived = row.IsArchived,
            }),
    ];
}
