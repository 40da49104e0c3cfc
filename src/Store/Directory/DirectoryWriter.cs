using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Writes the rows of an import inside a transaction that is open, and counts what changed. What is stored is asked for once for some hundred rows, and what is
/// written waits for no answers: where every question costs a round trip, an import costs few.
/// </summary>
internal sealed class DirectoryWriter
{
    private readonly Writer _writer;
    private readonly Statement _internalDomain;
    private readonly Statement _neverLog;
    private readonly Statement _account;
    private readonly Statement _renameAccount;
    private readonly Statement _domain;
    private readonly PeopleWriter _people;
    private readonly ImportedTouchpoints _touchpoints;
    private readonly AccountTies _ties;

    public DirectoryWriter(Writer writer, MadeByHand made)
    {
        _writer = writer;
        _internalDomain = writer.PrepareInsert("internal_domain", "domain");
        _neverLog = writer.PrepareInsert("never_log", "entry");
        _account = writer.PrepareInsert("account", "key, name");
        _renameAccount = writer.PrepareUpdate("account", "name");
        _domain = writer.PrepareInsert("account_domain", "account, domain, sub_domains");
        _people = new PeopleWriter(writer);
        _touchpoints = new ImportedTouchpoints(writer, made);
        _ties = new AccountTies(writer);
    }

    private DbConnection Connection => _writer.Connection;

    public ImportResult Import(DirectoryImport import)
    {
        var count = new ImportCount();
        foreach (var flow in import.Flows)
        {
            count.Add(Flow(flow));
        }

        Listed(import.InternalDomains, "SELECT domain FROM internal_domain", _internalDomain, count);
        Listed(import.NeverLog, "SELECT entry FROM never_log", _neverLog, count);
        foreach (var group in DirectoryKeys.Groups(import.Accounts, row => row.Key))
        {
            Accounts(group, count);
        }

        _people.Users(import.Users, count);
        NeverLogOfUsers(import.NeverLogOfUsers, count);
        _people.Contacts(import.Contacts, count);
        _ties.Import(import.Accounts, count);
        _touchpoints.Import(import.Touchpoints, count);
        return count.Result;
    }

    private bool? Flow(Flow flow)
    {
        if (flow.IsDefault)
        {
            Connection.Execute("UPDATE flow SET is_default = 0 WHERE is_default = 1 AND key <> @Key", flow);
        }

        var before = Connection.QueryFirstOrDefault<(string Name, bool IsDefault)?>("SELECT name, is_default FROM flow WHERE key = @Key", flow);
        if (before == (flow.Name, flow.IsDefault))
        {
            return null;
        }

        Connection.Execute(
            "INSERT INTO flow (key, name, is_default) VALUES (@Key, @Name, @IsDefault) ON CONFLICT (key) DO UPDATE SET name = excluded.name, is_default = excluded.is_default",
            new { flow.Key, flow.Name, IsDefault = flow.IsDefault ? 1L : 0L });
        return before is null;
    }

    private void Listed(IReadOnlyList<string> values, string all, Statement insert, ImportCount count)
    {
        var stored = values.Count == 0 ? [] : Connection.Query<string>(all).ToHashSet(StringComparer.Ordinal);
        foreach (var value in values.Select(AddressKey.Of))
        {
            var isNew = stored.Add(value);
            if (isNew)
            {
                insert.With(value).Run();
            }

            count.Add(isNew ? true : null);
        }
    }

    private void NeverLogOfUsers(IReadOnlyList<UserNeverLogRow> rows, ImportCount count)
    {
        var people = rows.Count == 0 ? [] : DirectoryKeys.Ids(Connection, "person_of_ours", rows.Select(row => row.UserKey));
        foreach (var row in rows)
        {
            var person = DirectoryKeys.Named(people, "user", row.UserKey, $"{row.Entry} is on their never-log list");
            var isNew = Connection.Execute("INSERT INTO never_log_of_user (person, entry) VALUES (@person, @entry) ON CONFLICT DO NOTHING", new { person, entry = AddressKey.Of(row.Entry) }) > 0;
            count.Add(isNew ? true : null);
        }
    }

    private void Accounts(List<AccountRow> rows, ImportCount count)
    {
        var stored = Connection.Query<(long Id, string Key, string Name)>(
            $"SELECT id, key, name FROM account WHERE {Dialect.AmongKeys(Connection, "@keys")}",
            new { keys = DirectoryKeys.Parameter(rows.Select(row => row.Key)) }).ToDictionary(row => row.Key, DirectoryKeys.Comparer);
        var storedDomains = Connection.Query<(long Account, string Domain, bool SubDomains)>(
            $"SELECT account, domain, sub_domains FROM account_domain WHERE {Dialect.Among(Connection, "account", "@ids")} ORDER BY domain",
            new { ids = stored.Values.Select(row => row.Id).ToArray() }).ToLookup(row => row.Account, row => (row.Domain, row.SubDomains));
        var domains = rows.ConvertAll(row => row.Domains.Select(AddressKey.Of).Where(domain => domain.Length > 0).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Select(domain => (domain, row.SubDomains)).ToList());
        var changed = rows.Select((row, i) => stored.TryGetValue(row.Key, out var before) && (before.Name != row.Name || !storedDomains[before.Id].SequenceEqual(domains[i]))).ToList();
        Connection.Execute(
            $"DELETE FROM account_domain WHERE {Dialect.Among(Connection, "account", "@ids")}",
            new { ids = rows.Where((_, i) => changed[i]).Select(row => stored[row.Key].Id).ToArray() });
        for (var i = 0; i < rows.Count; i++)
        {
            var isNew = !stored.TryGetValue(rows[i].Key, out var before);
            var id = isNew ? _account.With(rows[i].Key).With(rows[i].Name).Insert() : before.Id;
            if (changed[i])
            {
                _renameAccount.With(rows[i].Name).With(id).Run();
            }

            foreach (var (domain, subDomains) in isNew || changed[i] ? domains[i] : [])
            {
                _domain.With(id).With(domain).With(subDomains).Run();
            }

            count.Add(isNew ? true : changed[i] ? false : null);
        }
    }
}
