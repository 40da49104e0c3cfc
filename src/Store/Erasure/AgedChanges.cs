using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>
/// Forgets lines of changes that are older than they are kept, always from the beginning, so that what is left has no hole. Up to which number is kept: who follows and
/// is not as far is told so. The newest line stays however old it is, for its number must not be given a second time.
/// </summary>
internal static class AgedChanges
{
    public const string Forgotten = "changes_forgotten";

    // A transaction for each: small, for all intake waits for it.
    private const int AtOnce = 10_000;

    /// <summary>Inside a transaction: forgets the oldest; answers how many, 0 when no more are old.</summary>
    public static int Forget(DbConnection connection, DateTimeOffset before)
    {
        // By this program's own clock, and where clocks differ rather too few: whatever comes after the first that is young enough stays.
        var kept = connection.QuerySingle<long?>(
            "SELECT coalesce((SELECT id FROM change WHERE at >= @before ORDER BY id LIMIT 1), (SELECT max(id) FROM change))", new { before = before.ToUnixTimeMilliseconds() });
        var last = connection.QuerySingle<long?>("SELECT max(id) FROM (SELECT id FROM change WHERE id < @kept ORDER BY id LIMIT @AtOnce) oldest", new { kept, AtOnce });
        if (last is null)
        {
            return 0;
        }

        connection.Execute("INSERT INTO setting (name, value) VALUES (@Forgotten, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { Forgotten, value = $"{last}" });
        return connection.Execute("DELETE FROM change WHERE id <= @last", new { last });
    }
}
