using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>Keys that people use: small and capital letters of ASCII are one. Many are looked up with one question.</summary>
internal static class DirectoryKeys
{
    // SQLite takes 32,766 parameters in one statement; an import of any size costs few questions all the same.
    private const int AtOnce = 500;

    /// <summary>Keys as a dictionary compares them.</summary>
    public static IEqualityComparer<string> Comparer { get; } = new SameKey();

    /// <summary>Rows in groups in which no key stands twice, so that a group can be compared with what is stored before any of it is written.</summary>
    public static IEnumerable<List<T>> Groups<T>(IEnumerable<T> rows, Func<T, string> key)
    {
        var keys = new HashSet<string>(Comparer);
        var group = new List<T>();
        foreach (var row in rows)
        {
            if (group.Count == AtOnce || !keys.Add(key(row)))
            {
                yield return group;
                (group, keys) = ([], new HashSet<string>(Comparer) { key(row) });
            }

            group.Add(row);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    /// <summary>The ids of the rows of a table that have these keys.</summary>
    public static Dictionary<string, long> Ids(DbConnection connection, string table, IEnumerable<string> keys) => connection
        .Query<(string Key, long Id)>($"SELECT key, id FROM {table} WHERE {Dialect.AmongKeys(connection, "@keys")}", new { keys = Parameter(keys) })
        .ToDictionary(row => row.Key, row => row.Id, Comparer);

    /// <summary>The id of a key that a row names.</summary>
    /// <exception cref="StoreException">There is none.</exception>
    public static long Named(Dictionary<string, long> ids, string what, string key, string because) => ids.TryGetValue(key, out var id)
        ? id
        : throw new StoreException(StoreProblem.Refused, $"There is no {what} with the key \"{key}\", but {because}. Nothing was imported. Add it to the import, or correct the key.");

    /// <summary>As <see cref="Dialect.AmongKeys"/> takes them.</summary>
    public static string[] Parameter(IEnumerable<string> keys) => [.. keys.Select(Small).Distinct(StringComparer.Ordinal)];

    private static string Small(string key) => string.Create(key.Length, key, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });

    private sealed class SameKey : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x is not null && y is not null ? Small(x) == Small(y) : ReferenceEquals(x, y);

        public int GetHashCode(string key) => StringComparer.Ordinal.GetHashCode(Small(key));
    }
}
