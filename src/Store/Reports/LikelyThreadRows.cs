using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Threads that a held mail may belong to: the same sender wrote in them lately under the same subject (behaviour.md B5.1 T11). A person looks; no mail ever goes there by itself.
/// </summary>
internal static class LikelyThreadRows
{
    private const int Days = 30;
    private const int MailsAtMost = 1000;
    private const int ThreadsAtMost = 3;

    public static List<LikelyThread> Read(DbConnection connection, long mail)
    {
        var held = connection.QueryFirstOrDefault<(long? Author, string Subject, long ReceivedAt)>("SELECT author, subject, received_at FROM mail WHERE id = @mail AND state = 'held'", new { mail });
        var subject = SubjectLine.Normalised(held.Subject ?? "");
        if (held.Author is null || subject.Length == 0)
        {
            return [];
        }

        var span = TimeSpan.FromDays(Days).TotalMilliseconds;
        return
        [
            .. connection.Query<(long Thread, string Subject, long ReceivedAt)>(
                """
                SELECT m.thread, m.subject, m.received_at FROM mail m JOIN touchpoint t ON t.id = m.thread
                WHERE m.author = @Author AND m.received_at BETWEEN @from AND @until AND m.state = 'recorded' AND t.state IN ('open', 'closed') ORDER BY m.received_at DESC, m.id DESC LIMIT @MailsAtMost
                """,
                new { held.Author, from = held.ReceivedAt - (long)span, until = held.ReceivedAt + (long)span, MailsAtMost })
                .Where(row => SubjectLine.Normalised(row.Subject) == subject)
                .DistinctBy(row => row.Thread)
                .Take(ThreadsAtMost)
                .Select(row => new LikelyThread(new TouchpointId(row.Thread), row.Subject, Times.From(row.ReceivedAt))),
        ];
    }
}
