using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>What a person decided for a sender, and who took it back when; null while it counts.</summary>
public sealed record SenderRuleRow(SenderRule Rule, string EndedBy, DateTimeOffset? EndedAt);

/// <summary>Rows of what people decided for senders. None is ever removed but by erasing the sender: who said it, and who took it back, stays.</summary>
internal static class SenderRuleRows
{
    public static List<SenderRuleRow> All(DbConnection connection) =>
    [
        .. connection.Query<(string Entry, string Rule, string By, long At, string EndedBy, long? EndedAt)>(
            "SELECT entry, rule, by, at, ended_by, ended_at FROM sender_rule ORDER BY entry, rule")
            .Select(row => new SenderRuleRow(new SenderRule(row.Entry, Words.Parse<SenderRuleKind>(row.Rule), row.By, Times.From(row.At)), row.EndedBy, Times.From(row.EndedAt))),
    ];

    /// <summary>False when it counted already.</summary>
    public static bool Add(DbConnection connection, string entry, SenderRuleKind kind, string by, DateTimeOffset at) => connection.Execute(
        """
        INSERT INTO sender_rule (entry, rule, by, at) VALUES (@entry, @rule, @by, @at)
        ON CONFLICT (entry, rule) DO UPDATE SET by = excluded.by, at = excluded.at, ended_by = '', ended_at = NULL WHERE sender_rule.ended_at IS NOT NULL
        """,
        new { entry, rule = Words.Of(kind), by, at = at.ToUnixTimeMilliseconds() }) > 0;

    /// <summary>All that counts of an entry counts no longer; false when nothing did.</summary>
    public static bool End(DbConnection connection, string entry, string by, DateTimeOffset at) => connection.Execute(
        "UPDATE sender_rule SET ended_by = @by, ended_at = @at WHERE entry = @entry AND ended_at IS NULL", new { entry, by, at = at.ToUnixTimeMilliseconds() }) > 0;
}
