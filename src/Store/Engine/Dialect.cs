using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Touchpoints.Store;

/// <summary>The few words that the engines do not share; every other statement is one text for both.</summary>
internal static class Dialect
{
    /// <summary>That a column holds one of a parameter's numbers. Differs because Dapper writes lists out for SQLite and hands them over as arrays to Npgsql.</summary>
    public static string Among(DbConnection connection, string column, string parameter) =>
        IsSqlite(connection) ? $"{column} IN {parameter}" : $"{column} = ANY({parameter})";

    /// <summary>
    /// That a key is among a parameter's, which are written small; small and capital letters of ASCII are one. Differs because on SQLite the column compares so by
    /// itself, on PostgreSQL its index.
    /// </summary>
    public static string AmongKeys(DbConnection connection, string parameter) =>
        IsSqlite(connection) ? $"key IN {parameter}" : $"lower(key) = ANY({parameter})";

    /// <summary>
    /// How many rows there are in a table of which none is ever deleted. Differs because PostgreSQL hands out ids in blocks, of which some are never used; SQLite's last
    /// id is the count.
    /// </summary>
    public static string Count(DbConnection connection, string table) =>
        IsSqlite(connection) ? $"coalesce((SELECT max(id) FROM {table}), 0)" : $"(SELECT count(*) FROM {table})";

    /// <summary>The database's own clock, in milliseconds since 1970; on PostgreSQL that of the statement, not of the transaction's begin.</summary>
    public static string Now(DbConnection connection) =>
        IsSqlite(connection) ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)" : "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    /// <summary>That a row stays as it is read until the transaction ends, which needs no words on SQLite.</summary>
    public static string Unchanged(DbConnection connection) => IsSqlite(connection) ? "" : "FOR SHARE";

    /// <summary>For the few questions whose better way is another one on each engine.</summary>
    public static bool IsSqlite(DbConnection connection) => connection is SqliteConnection;
}
