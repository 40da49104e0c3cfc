using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Writes the users and contacts of an import with their addresses.</summary>
internal sealed class PeopleWriter
{
    private readonly Writer _writer;
    private readonly Statement _user;
    private readonly Statement _changeUser;
    private readonly Statement _userAddress;
    private readonly Statement _contact;
    private readonly Statement _changeContact;
    private readonly Statement _contactAddress;

    public PeopleWriter(Writer writer)
    {
        _writer = writer;
        _user = writer.PrepareInsert("person_of_ours", "key, name, active");
        _changeUser = writer.PrepareUpdate("person_of_ours", "name, active");
        _userAddress = writer.PrepareInsert("person_of_ours_address", "person, position, address");
        _contact = writer.PrepareInsert("contact", "key, account, name, active");
        _changeContact = writer.PrepareUpdate("contact", "account, name, active");
        _contactAddress = writer.PrepareInsert("contact_address", "contact, position, address");
    }

    private DbConnection Connection => _writer.Connection;

    public void Users(IReadOnlyList<UserRow> users, ImportCount count)
    {
        foreach (var rows in DirectoryKeys.Groups(users, row => row.Key))
        {
            var stored = Connection.Query<(string Key, long Id, string Name, bool Active)>(
                $"SELECT key, id, name, active FROM person_of_ours WHERE {Dialect.AmongKeys(Connection, "@keys")}",
                new { keys = DirectoryKeys.Parameter(rows.Select(row => row.Key)) }).ToDictionary(row => row.Key, DirectoryKeys.Comparer);
            var outcomes = new bool?[rows.Count];
            var ids = new long[rows.Count];
            for (var i = 0; i < rows.Count; i++)
            {
                var (row, isNew) = (rows[i], !stored.TryGetValue(rows[i].Key, out var before));
                ids[i] = isNew ? _user.With(row.Key).With(row.Name).With(row.Active).Insert() : before.Id;
                outcomes[i] = isNew ? true : (before.Name, before.Active) == (row.Name, row.Active) ? null : false;
                if (outcomes[i] is false)
                {
                    _changeUser.With(row.Name).With(row.Active).With(before.Id).Run();
                }
            }

            Addresses("person_of_ours_address", "person", _userAddress, ids, rows.ConvertAll(row => row.Addresses), outcomes);
            Array.ForEach(outcomes, count.Add);
        }
    }

    public void Contacts(IReadOnlyList<ContactRow> contacts, ImportCount count)
    {
        foreach (var rows in DirectoryKeys.Groups(contacts, row => row.Key))
        {
            var accounts = DirectoryKeys.Ids(Connection, "account", rows.Select(row => row.AccountKey));
            var stored = Connection.Query<(string Key, long Id, long Account, string Name, bool Active)>(
                $"SELECT key, id, account, name, active FROM contact WHERE {Dialect.AmongKeys(Connection, "@keys")}",
                new { keys = DirectoryKeys.Parameter(rows.Select(row => row.Key)) }).ToDictionary(row => row.Key, DirectoryKeys.Comparer);
            var outcomes = new bool?[rows.Count];
            var ids = new long[rows.Count];
            for (var i = 0; i < rows.Count; i++)
            {
                var (row, isNew) = (rows[i], !stored.TryGetValue(rows[i].Key, out var before));
                var account = DirectoryKeys.Named(accounts, "account", row.AccountKey, $"contact {row.Key} belongs to it");
                ids[i] = isNew ? _contact.With(row.Key).With(account).With(row.Name).With(row.Active).Insert() : before.Id;
                outcomes[i] = isNew ? true : (before.Account, before.Name, before.Active) == (account, row.Name, row.Active) ? null : false;
                if (outcomes[i] is false)
                {
                    _changeContact.With(account).With(row.Name).With(row.Active).With(before.Id).Run();
                }
            }

            Addresses("contact_address", "contact", _contactAddress, ids, rows.ConvertAll(row => row.Addresses), outcomes);
            Array.ForEach(outcomes, count.Add);
        }
    }

    /// <summary>Brings the addresses of these people up to date; who was unchanged until now and has others is changed.</summary>
    private void Addresses(string table, string column, Statement insert, long[] ids, List<IReadOnlyList<string>> addresses, bool?[] outcomes)
    {
        var stored = Connection.Query<(long Person, string Address)>(
            $"SELECT {column}, address FROM {table} WHERE {Dialect.Among(Connection, column, "@ids")} ORDER BY {column}, position", new { ids }).ToLookup(row => row.Person, row => row.Address);
        var wanted = addresses.ConvertAll(of => of.Select(AddressKey.Of).Where(address => address.Length > 0).Distinct(StringComparer.Ordinal).ToList());
        var changed = Enumerable.Range(0, ids.Length).Where(i => !stored[ids[i]].SequenceEqual(wanted[i])).ToList();
        Connection.Execute($"DELETE FROM {table} WHERE {Dialect.Among(Connection, column, "@ids")}", new { ids = changed.Select(i => ids[i]).ToArray() });
        foreach (var i in changed)
        {
            outcomes[i] ??= false;
            for (var position = 0; position < wanted[i].Count; position++)
            {
                insert.With(ids[i]).With((long)position).With(wanted[i][position]).Run();
            }
        }
    }
}
