using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Writes the rows of an import inside a transaction that is open, and counts what changed.</summary>
internal sealed class DirectoryWriter(Writer writer)
{
    private DbConnection Connection => writer.Connection;

    private int _added;
    private int _changed;
    private int _unchanged;

    public ImportResult Import(DirectoryImport import)
    {
        Each(import.Flows, Flow);
        Each(import.InternalDomains, domain => Listed("internal_domain", "domain", AddressKey.Of(domain)));
        Each(import.NeverLog, entry => Listed("never_log", "entry", AddressKey.Of(entry)));
        Each(import.Accounts, Account);
        Each(import.Users, User);
        Each(import.Contacts, Contact);
        Each(import.Touchpoints, Touchpoint);
        foreach (var row in import.Touchpoints.Where(row => row.MergedInto.Length > 0))
        {
            Connection.Execute(
                $"UPDATE touchpoint SET merged_into = @survivor WHERE {Same("@Key")}",
                new { row.Key, survivor = Find("touchpoint", row.MergedInto, $"touchpoint {row.Key} was merged into it") });
        }

        return new ImportResult(_added, _changed, _unchanged);
    }

    private void Each<T>(IReadOnlyList<T> rows, Func<T, bool?> write)
    {
        foreach (var row in rows)
        {
            switch (write(row))
            {
                case true:
                    _added++;
                    break;
                case false:
                    _changed++;
                    break;
                default:
                    _unchanged++;
                    break;
            }
        }
    }

    private bool? Flow(Flow flow)
    {
        if (flow.IsDefault)
        {
            Connection.Execute("UPDATE flow SET is_default = 0 WHERE is_default = 1 AND key <> @Key", flow);
        }

        return Upsert(
            Connection.QueryFirstOrDefault<(string Name, bool IsDefault)?>("SELECT name, is_default FROM flow WHERE key = @Key", flow),
            (flow.Name, flow.IsDefault),
            () => Connection.Execute(
                "INSERT INTO flow (key, name, is_default) VALUES (@Key, @Name, @IsDefault) ON CONFLICT (key) DO UPDATE SET name = excluded.name, is_default = excluded.is_default",
                new { flow.Key, flow.Name, IsDefault = Number(flow.IsDefault) }));
    }

    private bool? Listed(string table, string column, string value) =>
        Connection.Execute($"INSERT INTO {table} ({column}) VALUES (@value) ON CONFLICT DO NOTHING", new { value }) > 0 ? true : null;

    private bool? Account(AccountRow row)
    {
        var before = Connection.QueryFirstOrDefault<(long Id, string Name)?>($"SELECT id, name FROM account WHERE {Same("@Key")}", row);
        var id = before?.Id ?? Connection.ExecuteScalar<long>("INSERT INTO account (key, name) VALUES (@Key, @Name) RETURNING id", row);
        var domains = row.Domains.Select(AddressKey.Of).Where(domain => domain.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var stored = Connection.Query<(string Domain, bool SubDomains)>("SELECT domain, sub_domains FROM account_domain WHERE account = @id ORDER BY domain", new { id }).ToList();
        if (before?.Name == row.Name && stored.SequenceEqual(domains.Select(domain => (domain, row.SubDomains))))
        {
            return null;
        }

        Connection.Execute("UPDATE account SET name = @Name WHERE id = @id; DELETE FROM account_domain WHERE account = @id", new { row.Name, id });
        Connection.Execute(
            "INSERT INTO account_domain (account, domain, sub_domains) VALUES (@id, @domain, @subDomains)",
            domains.Select(domain => new { id, domain, subDomains = Number(row.SubDomains) }));
        return before is null;
    }

    private bool? User(UserRow row)
    {
        var before = Connection.QueryFirstOrDefault<(long Id, string Name, bool Active)?>($"SELECT id, name, active FROM person_of_ours WHERE {Same("@Key")}", row);
        var id = before?.Id ?? Connection.ExecuteScalar<long>("INSERT INTO person_of_ours (key, name) VALUES (@Key, @Name) RETURNING id", row);
        var addressesChanged = Addresses("person_of_ours_address", "person", id, row.Addresses);
        return Upsert(
            before is { } known ? (known.Name, known.Active, false) : null,
            (row.Name, row.Active, addressesChanged),
            () => Connection.Execute("UPDATE person_of_ours SET name = @Name, active = @Active WHERE id = @id", new { row.Name, Active = Number(row.Active), id }));
    }

    private bool? Contact(ContactRow row)
    {
        var account = Find("account", row.AccountKey, $"contact {row.Key} belongs to it");
        var before = Connection.QueryFirstOrDefault<(long Id, long Account, string Name, bool Active)?>($"SELECT id, account, name, active FROM contact WHERE {Same("@Key")}", row);
        var id = before?.Id ?? Connection.ExecuteScalar<long>("INSERT INTO contact (key, account, name) VALUES (@Key, @account, @Name) RETURNING id", new { row.Key, account, row.Name });
        var addressesChanged = Addresses("contact_address", "contact", id, row.Addresses);
        return Upsert(
            before is { } known ? (known.Account, known.Name, known.Active, false) : null,
            (account, row.Name, row.Active, addressesChanged),
            () => Connection.Execute("UPDATE contact SET account = @account, name = @Name, active = @Active WHERE id = @id", new { account, row.Name, Active = Number(row.Active), id }));
    }

    private bool? Touchpoint(TouchpointRow row)
    {
        var account = Find("account", row.AccountKey, $"touchpoint {row.Key} is on it");
        long? author = row.AuthorKey.Length == 0 ? null : Find("person_of_ours", row.AuthorKey, $"touchpoint {row.Key} was written by it");
        var before = Connection.QueryFirstOrDefault<(long Id, long Account, string Subject, string State, long? Author, bool IsInternalNote)?>(
            $"SELECT id, account, subject, state, person_of_ours, is_internal_note FROM touchpoint WHERE {Same("@Key")}", row);
        var made = new MadeByHand(writer);
        var id = before?.Id ?? made.Insert(row.Key, account, row.Subject, author);
        var isReachable = row.ReplyAddress is { } address && made.AddReplyAddress(id, address, row.Revoked);
        var isNamed = row.OutboundMessageId is { } outbound && made.AddOutboundId(id, outbound);
        var hasNewPeople = made.AddPeople(id, row.To, author);
        return Upsert(
            before is { } known ? (known.Account, known.Subject, known.State, known.Author, known.IsInternalNote, false) : null,
            (account, row.Subject, Words.Of(row.State), author, row.IsInternalNote, isReachable || isNamed || hasNewPeople),
            () => Connection.Execute(
                "UPDATE touchpoint SET account = @account, subject = @Subject, state = @state, person_of_ours = @author, is_internal_note = @IsInternalNote WHERE id = @id",
                new { account, row.Subject, state = Words.Of(row.State), author, IsInternalNote = Number(row.IsInternalNote), id }));
    }

    private bool Addresses(string table, string column, long id, IReadOnlyList<string> addresses)
    {
        var keys = addresses.Select(AddressKey.Of).Where(address => address.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (Connection.Query<string>($"SELECT address FROM {table} WHERE {column} = @id ORDER BY position", new { id }).SequenceEqual(keys))
        {
            return false;
        }

        Connection.Execute($"DELETE FROM {table} WHERE {column} = @id", new { id });
        Connection.Execute(
            $"INSERT INTO {table} ({column}, position, address) VALUES (@id, @position, @address)",
            keys.Select((address, position) => new { id, position, address }));
        return true;
    }

    private long Find(string table, string key, string because) =>
        Connection.QueryFirstOrDefault<long?>($"SELECT id FROM {table} WHERE {Same("@key")}", new { key })
        ?? throw new StoreException(
            StoreProblem.Refused,
            $"There is no {(table == "person_of_ours" ? "user" : table)} with the key \"{key}\", but {because}. Nothing was imported. Add it to the import, or correct the key.");

    private string Same(string parameter) => Dialect.SameKey(Connection, parameter);

    // Yes and no are whole numbers in both engines.
    private static long Number(bool value) => value ? 1 : 0;

    private static bool? Upsert<T>(T? before, T after, Action write)
        where T : struct, IEquatable<T>
    {
        if (before is { } known && known.Equals(after))
        {
            return null;
        }

        write();
        return before is null;
    }
}
