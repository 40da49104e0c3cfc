using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>
/// Finds mail that is older than it is to be kept. What is recorded is as old as the last mail of its threads, so that a conversation goes as a whole; what was held or
/// ignored is as old as what a person last did with it. All by this program's own clock, for dates of mails and servers may be anything. There is no index for
/// it: one pass over the mails, on a connection that keeps nobody waiting.
/// </summary>
internal sealed class AgedMail(Retention retention, TimeProvider time)
{
    public const string Why = "older than it is kept";

    // A transaction for each: small, for all intake waits for it.
    private const int AtOnce = 200;

    private const string IsAged =
        """
        (m.state IN ('recorded', 'event') AND m.recorded_at < @recorded AND NOT EXISTS (
            SELECT 1 FROM place here JOIN place beside ON beside.thread = here.thread JOIN mail n ON n.id = beside.mail WHERE here.mail = m.id AND n.recorded_at >= @recorded)
          OR m.state = 'held' AND m.recorded_at < @held AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.mail = m.id AND a.at >= @held)
          OR m.state = 'ignored' AND m.recorded_at < @ignored AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.mail = m.id AND a.at >= @ignored))
        """;

    public Retention Retention { get; } = retention;

    public AgedCounts Count(DbConnection connection)
    {
        var counts = connection.Query<(string State, long Mails)>($"SELECT state, count(*) FROM mail m WHERE {IsAged} GROUP BY state", Limits(), commandTimeout: 0)
            .ToDictionary(row => row.State, row => row.Mails, StringComparer.Ordinal);
        return new AgedCounts(counts.GetValueOrDefault("recorded") + counts.GetValueOrDefault("event"), counts.GetValueOrDefault("held"), counts.GetValueOrDefault("ignored"));
    }

    public List<long> Next(DbConnection connection, long after)
    {
        if (Retention.IsForEver)
        {
            return [];
        }

        var parameters = Limits();
        parameters.Add("after", after);
        parameters.Add("AtOnce", AtOnce);
        return connection.Query<long>($"SELECT id FROM mail m WHERE id > @after AND {IsAged} ORDER BY id LIMIT @AtOnce", parameters, commandTimeout: 0).AsList();
    }

    /// <summary>Of these, those that are so still.</summary>
    public long[] Among(DbConnection connection, List<long> ids)
    {
        var parameters = Limits();
        parameters.Add("ids", ids);
        return [.. connection.Query<long>($"SELECT id FROM mail m WHERE {Dialect.Among(connection, "id", "@ids")} AND {IsAged}", parameters)];
    }

    private DynamicParameters Limits()
    {
        var now = time.GetUtcNow();
        var limits = new DynamicParameters();
        limits.Add("recorded", Limit(Retention.Recorded));
        limits.Add("held", Limit(Retention.Held));
        limits.Add("ignored", Limit(Retention.Ignored));
        return limits;

        // What is kept for ever is older than 1970.
        long Limit(TimeSpan? age) => age is { } kept ? (now - kept).ToUnixTimeMilliseconds() : 0;
    }
}
