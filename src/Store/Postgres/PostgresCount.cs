namespace Touchpoints.Store;

/// <summary>Rows that were counted: a counter and the time of the last touch change once for each row that holds them, however often it was counted.</summary>
internal sealed class PostgresCount(PostgresWriter writer, string table, string counter, string id) : PostgresRows(writer)
{
    protected override string Sql(string arrays) =>
        $"""
        UPDATE {table} SET {counter} = {table}.{counter} + x.times, last_touch = greatest({table}.last_touch, x.touch)
        FROM (SELECT {id.Replace("?2", "one.id", StringComparison.Ordinal)} AS id, count(*) AS times, max(one.touch) AS touch FROM unnest({arrays}) AS one(touch, id) GROUP BY 1) x
        WHERE {table}.id = x.id
        """;
}
