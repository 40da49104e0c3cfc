using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Lists of domains that were read in place of those that are built in; in the database, so that all workers have the same.</summary>
internal sealed class StoredDomainLists(Writer writer)
{
    private const string FreeMail = "free_mail_domains";
    private const string PublicSuffixes = "public_suffixes";

    private readonly Statement _read = writer.Prepare($"SELECT name, value FROM setting WHERE name IN ('{FreeMail}', '{PublicSuffixes}')");

    public DomainLists Read()
    {
        var rows = _read.Rows(row => KeyValuePair.Create(row.Text(0), row.Text(1))).ToDictionary();
        return DomainLists.BuiltIn.With(
            rows.TryGetValue(FreeMail, out var freeMail) ? DomainListText.FreeMailOf(freeMail) : null,
            rows.TryGetValue(PublicSuffixes, out var suffixes) ? DomainListText.PublicSuffixesOf(suffixes) : null);
    }

    /// <summary>Inside a transaction: takes what is not null.</summary>
    public static void Write(DbConnection connection, DomainListText? freeMail, DomainListText? publicSuffixes)
    {
        Write(connection, FreeMail, freeMail?.ToText("#"));
        Write(connection, PublicSuffixes, publicSuffixes?.ToText("//"));
    }

    public static void Remove(DbConnection connection) => connection.Execute($"DELETE FROM setting WHERE name IN ('{FreeMail}', '{PublicSuffixes}')");

    private static void Write(DbConnection connection, string name, string? value)
    {
        if (value is not null)
        {
            connection.Execute("INSERT INTO setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { name, value });
        }
    }
}
