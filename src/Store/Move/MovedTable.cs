using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>A table as SQLite has it; PostgreSQL's has the same columns.</summary>
internal sealed record MovedTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Keys)
{
    // What each database has for itself: its leases and migrations, and settings that are merged at the end.
    private static readonly string[] s_own = ["lease", "lease_ask", "migration", "setting", "worker"];

    public string ColumnList => string.Join(", ", Columns);

    public string KeyList => string.Join(", ", Keys);

    /// <summary>Every table that is moved row by row.</summary>
    public static IReadOnlyList<MovedTable> All(DbConnection sqlite) =>
    [
        .. sqlite.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
            .Where(name => !s_own.Contains(name, StringComparer.Ordinal))
            .Select(name => Of(sqlite, name)),
    ];

    /// <summary>The rows after a key, in the order of the keys.</summary>
    public string After(bool hasKey) =>
        $"SELECT {ColumnList} FROM {Name}{(hasKey ? $" WHERE ({KeyList}) > ({string.Join(", ", Keys.Select((_, i) => $"@p{i}"))})" : "")} ORDER BY {KeyList} LIMIT @atMost";

    private static MovedTable Of(DbConnection sqlite, string name)
    {
        var columns = sqlite.Query<(string Name, long Key)>($"SELECT name, pk FROM pragma_table_info('{name}') ORDER BY cid").ToList();
        return new MovedTable(name, [.. columns.Select(column => column.Name)], [.. columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name)]);
    }
}
