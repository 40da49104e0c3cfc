namespace Touchpoints.Ingest;

/// <summary>What rows say of one another: no key twice, and every key that is named exists.</summary>
internal static class DirectoryKeys
{
    public static void Check(Func<string, IReadOnlyList<TableRow>> table, Func<string, bool> isKnownAccount, Func<string, bool> isKnownUser)
    {
        foreach (var name in new[] { "accounts", "contacts", "users", "flows", "touchpoints" })
        {
            NoneTwice(table(name));
        }

        var accounts = Keys(table("accounts"));
        foreach (var row in table("contacts").Concat(table("touchpoints")))
        {
            if (row.Text("account") is { Length: > 0 } key && !accounts.Contains(key) && !isKnownAccount(key))
            {
                row.Mistake("account", $"There is no account \"{key}\".{Hint(key, accounts)} Add it to accounts.csv, or import it first.");
            }
        }

        var users = Keys(table("users"));
        foreach (var (row, field, key) in table("never-log").Select(row => (row, "user", row.Text("user"))).Concat(table("accounts").SelectMany(row => row.Keys("team").Select(key => (row, "team", key)))))
        {
            if (key.Length > 0 && !users.Contains(key) && !isKnownUser(key))
            {
                row.Mistake(field, $"There is no user \"{key}\".{Hint(key, users)} Add it to users.csv, or import it first.");
            }
        }

        var touchpoints = Keys(table("touchpoints"));
        foreach (var row in table("touchpoints"))
        {
            if (row.Text("merged_into") is { Length: > 0 } key && !touchpoints.Contains(key))
            {
                row.Mistake("merged_into", $"There is no touchpoint \"{key}\" in this import.{Hint(key, touchpoints)}");
            }
        }

        foreach (var second in table("flows").Where(f => f.YesNo("default", false)).Skip(1))
        {
            second.Mistake("default", "Only one flow can be the default.");
        }
    }

    private static void NoneTwice(IReadOnlyList<TableRow> rows)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            if (row.Text("key") is { Length: > 0 } key && !seen.Add(key))
            {
                row.Mistake("key", $"The key \"{key}\" stands here a second time.");
            }
        }
    }

    private static HashSet<string> Keys(IReadOnlyList<TableRow> rows)
        => rows.Select(r => r.Text("key")).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string Hint(string key, IEnumerable<string> known) => Nearest.To(key, known) is { } near ? $" Did you mean \"{near}\"?" : "";
}
