using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Reads the whole directory.</summary>
internal static class DirectoryRows
{
    public static DirectorySnapshot Snapshot(DbConnection connection, long version)
    {
        var contactAddresses = Addresses(connection, "SELECT contact, address FROM contact_address ORDER BY contact, position");
        var userAddresses = Addresses(connection, "SELECT person, address FROM person_of_ours_address ORDER BY person, position");
        var teams = connection.Query<(long Account, long Person)>("SELECT account, person FROM account_team ORDER BY account, person").ToLookup(row => row.Account, row => new UserId(row.Person));
        return new DirectorySnapshot(
            version,
            [.. connection.Query<(long Id, string Key, string Name, bool Archived, long? Parent, bool OnlyWhenAlone)>("SELECT id, key, name, archived, parent, only_when_alone FROM account ORDER BY id")
                .Select(row => new Account(new AccountId(row.Id), row.Key, row.Name, row.Archived)
                {
                    Parent = row.Parent is { } parent ? new AccountId(parent) : null,
                    Team = [.. teams[row.Id]],
                    OnlyWhenAlone = row.OnlyWhenAlone,
                })],
            [.. connection.Query<(long Id, long Account, string Name, bool Active)>("SELECT id, account, name, active FROM contact ORDER BY id")
                .Select(row => new Contact(new ContactId(row.Id), new AccountId(row.Account), row.Name, [.. contactAddresses[row.Id]], row.Active))],
            [.. connection.Query<(long Id, string Key, string Name, bool Active)>("SELECT id, key, name, active FROM person_of_ours ORDER BY id")
                .Select(row => new User(new UserId(row.Id), row.Key, row.Name, [.. userAddresses[row.Id]], row.Active))],
            [.. connection.Query<(string Domain, long Account, bool SubDomains)>("SELECT domain, account, sub_domains FROM account_domain ORDER BY account, domain")
                .Select(row => new AccountDomain(row.Domain, new AccountId(row.Account), row.SubDomains))],
            [.. connection.Query<string>("SELECT domain FROM internal_domain ORDER BY domain")],
            [.. connection.Query<string>("SELECT entry FROM never_log ORDER BY entry")],
            [.. connection.Query<(string Key, string Name, bool IsDefault)>("SELECT key, name, is_default FROM flow ORDER BY key")
                .Select(row => new Flow(row.Key, row.Name, row.IsDefault))])
        {
            NeverLogOfUsers = [.. connection.Query<(long Person, string Entry)>("SELECT person, entry FROM never_log_of_user ORDER BY person, entry")
                .Select(row => new UserNeverLog(new UserId(row.Person), row.Entry))],
            SenderRules = [.. SenderRuleRows.All(connection).Where(rule => rule.EndedAt is null).Select(rule => rule.Rule)],
            Domains = StoredDomainLists.Read(connection),
            Remembered = [.. connection.Query<(string Address, long Account, string By, long At)>("SELECT address, account, by, at FROM remembered ORDER BY address")
                .Select(row => new RememberedAddress(row.Address, new AccountId(row.Account), row.By, Times.From(row.At)))],
        };
    }

    private static ILookup<long, string> Addresses(DbConnection connection, string sql) =>
        connection.Query<(long Person, string Address)>(sql).ToLookup(row => row.Person, row => row.Address);
}
