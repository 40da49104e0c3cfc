using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Counts what counts as a touch (behaviour.md B8) by when it happened: late mail enters with its own date, so a past report may change.</summary>
internal static class EngagementRows
{
    private const string InWindow =
        """
        SELECT account AS Account, CAST(sum(is_touchpoint) AS bigint) AS Touchpoints, CAST(sum(1 - is_touchpoint) AS bigint) AS Replies FROM (
          SELECT t.account, 1 AS is_touchpoint FROM touchpoint t WHERE t.counts = 1 AND t.occurred_at >= @since AND t.state IN ('open', 'closed')
          UNION ALL
          SELECT t.account, 0 FROM reply r JOIN touchpoint t ON t.id = r.thread WHERE r.counts = 1 AND r.occurred_at >= @since AND t.state IN ('open', 'closed')) counted
        GROUP BY account
        """;

    public static List<AccountEngagement> Read(DbConnection connection, DateTimeOffset now, TimeZoneInfo zone)
    {
        var windows = CountingWindows.Days.Select(days => connection
            .Query<(long Account, long Touchpoints, long Replies)>(InWindow, new { since = CountingWindows.Start(now, days, zone).ToUnixTimeMilliseconds() })
            .ToDictionary(row => row.Account, row => new EngagementCount(days, row.Touchpoints, row.Replies))).ToList();
        return
        [
            .. connection.Query<(long Id, string Key, string Name, long? LastTouch)>("SELECT id, key, name, last_touch FROM account ORDER BY name, id")
                .Select(row => new AccountEngagement(
                    new AccountId(row.Id),
                    row.Key,
                    row.Name,
                    [.. windows.Select((window, i) => window.GetValueOrDefault(row.Id) ?? new EngagementCount(CountingWindows.Days[i], 0, 0))],
                    Times.From(row.LastTouch))),
        ];
    }
}
