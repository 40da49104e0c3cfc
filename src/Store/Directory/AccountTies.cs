using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>Writes what ties accounts to others and to our people, once all of them are there: the account above, partners, teams.</summary>
internal sealed class AccountTies(Writer writer)
{
    private DbConnection Connection => writer.Connection;

    /// <summary>Only rows that say something of it; each that changes is counted as changed.</summary>
    public void Import(IReadOnlyList<AccountRow> accounts, ImportCount count)
    {
        foreach (var rows in DirectoryKeys.Groups(accounts.Where(row => row.Parent is not null || row.Team is not null || row.OnlyWhenAlone is not null), row => row.Key))
        {
            var ids = DirectoryKeys.Ids(Connection, "account", rows.SelectMany(row => new[] { row.Key, row.Parent ?? "" }));
            var people = DirectoryKeys.Ids(Connection, "person_of_ours", rows.SelectMany(row => row.Team ?? []));
            foreach (var row in rows)
            {
                if (Above(row, ids) | Team(row, ids[row.Key], people))
                {
                    count.Add(false);
                }
            }
        }
    }

    private bool Above(AccountRow row, Dictionary<string, long> ids)
    {
        var id = ids[row.Key];
        var before = Connection.QuerySingle<(long? Parent, bool OnlyWhenAlone)>("SELECT parent, only_when_alone FROM account WHERE id = @id", new { id });
        var parent = row.Parent switch
        {
            null => before.Parent,
            "" => null,
            _ => DirectoryKeys.Named(ids, "account", row.Parent, $"account {row.Key} is below it"),
        };
        var after = (parent == id ? null : parent, row.OnlyWhenAlone ?? before.OnlyWhenAlone);
        if (after == before)
        {
            return false;
        }

        Connection.Execute("UPDATE account SET parent = @parent, only_when_alone = @alone WHERE id = @id", new { parent = after.Item1, alone = after.Item2 ? 1L : 0L, id });
        return true;
    }

    private bool Team(AccountRow row, long account, Dictionary<string, long> people)
    {
        if (row.Team is null)
        {
            return false;
        }

        var wanted = row.Team.Select(key => DirectoryKeys.Named(people, "user", key, $"account {row.Key} is looked after by it")).Distinct().Order().ToList();
        if (Connection.Query<long>("SELECT person FROM account_team WHERE account = @account ORDER BY person", new { account }).SequenceEqual(wanted))
        {
            return false;
        }

        Connection.Execute("DELETE FROM account_team WHERE account = @account", new { account });
        Connection.Execute("INSERT INTO account_team (account, person) VALUES (@account, @person)", wanted.Select(person => new { account, person }));
        return true;
    }
}
