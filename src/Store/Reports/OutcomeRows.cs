using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>
/// Deliveries counted by outcome, from the rows themselves: a counter that is kept could not prove that the sum closes (behaviour.md B0.11). At a million rows this is most of
/// what an overview costs, so it is done once for a page.
/// </summary>
internal static class OutcomeRows
{
    private const string Grouped = "SELECT epoch AS Epoch, state AS State, count(*) AS Count FROM delivery GROUP BY epoch, state";

    // One range of the index for each.
    private const string Ranges =
        """
        SELECT e.id AS Epoch, s.state AS State, (SELECT count(*) FROM delivery d WHERE d.epoch = e.id AND d.state = s.state) AS Count FROM epoch e CROSS JOIN (
          SELECT 'received' AS state UNION ALL SELECT 'recorded' UNION ALL SELECT 'event' UNION ALL SELECT 'duplicate' UNION ALL SELECT 'held' UNION ALL SELECT 'ignored' UNION ALL SELECT 'vanished') s
        """;

    /// <summary>By epoch. Differs because SQLite counts a range of an index two to three times as fast as it groups, and PostgreSQL groups with several processes.</summary>
    public static ILookup<long, OutcomeCount> Read(DbConnection connection) => connection
        .Query<OutcomeCount>(Dialect.IsSqlite(connection) ? Ranges : Grouped)
        .Where(row => row.Count > 0)
        .ToLookup(row => row.Epoch);
}

/// <summary>How many deliveries of an epoch are in a state.</summary>
internal sealed record OutcomeCount
{
    public long Epoch { get; init; }

    public string State { get; init; } = "";

    public long Count { get; init; }
}
