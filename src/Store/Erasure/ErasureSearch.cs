using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Finds what is to be erased: by rows, then in the octets of every mail, for a held or ignored mail has no people in rows.</summary>
internal sealed class ErasureSearch(Reading reading, OctetsStore octets)
{
    private const int AtOnce = 500;

    public ErasurePlan OfPerson(string address, CancellationToken cancellationToken)
    {
        var key = AddressKey.Of(address);
        var (contacts, names) = reading.Do(connection =>
        {
            if (connection.ExecuteScalar<long>("SELECT count(*) FROM person_of_ours_address WHERE address = @key", new { key }) > 0)
            {
                throw new StoreException(StoreProblem.Refused, $"{key} is one of your own people, who is on the mail of every customer they ever wrote to. Nothing was erased; give the address of a customer's person.");
            }

            var ids = connection.Query<long>("SELECT DISTINCT contact FROM contact_address WHERE address = @key", new { key }).ToArray();
            return (ids, AddressesOf(connection, ids).Append(key).Distinct(StringComparer.Ordinal).ToList());
        });
        return Complete(new ErasurePlan { Names = names, ContactIds = contacts }, cancellationToken);
    }

    public ErasurePlan OfAccount(AccountId account, CancellationToken cancellationToken)
    {
        var (contacts, names) = reading.Do(connection =>
        {
            var ids = connection.Query<long>("SELECT id FROM contact WHERE account = @Value", new { account.Value }).ToArray();
            var domains = connection.Query<string>("SELECT domain FROM account_domain WHERE account = @Value", new { account.Value });
            return (ids, AddressesOf(connection, ids).Concat(domains.Select(domain => "@" + domain)).Distinct(StringComparer.Ordinal).ToList());
        });
        return Complete(new ErasurePlan { Account = account.Value, Names = names, ContactIds = contacts }, cancellationToken);
    }

    /// <summary>The ids of addresses that <paramref name="names"/> stand for.</summary>
    public static long[] AddressIds(DbConnection connection, IReadOnlyList<string> names) =>
        [.. names.SelectMany(name => connection.Query<long>(name[0] == '@' ? @"SELECT id FROM address WHERE key LIKE @like ESCAPE '\'" : "SELECT id FROM address WHERE key = @name", new { name, like = "%" + Escaped(name) })).Distinct()];

    private static IEnumerable<string> AddressesOf(DbConnection connection, long[] contacts) =>
        connection.Query<string>($"SELECT address FROM contact_address WHERE {Dialect.Among(connection, "contact", "@contacts")}", new { contacts });

    private ErasurePlan Complete(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var own = reading.Do(connection => ByRows(connection, plan));
        var mails = own.ToHashSet();
        InOctets(plan.Names, mails, cancellationToken);
        return reading.Do(connection =>
        {
            var ids = mails.Order().ToArray();
            return plan with
            {
                MailIds = ids,
                Own = own.Count,
                Naming = mails.Count - own.Count,
                Held = (int)Sum(connection, "SELECT count(*) FROM held WHERE ", "mail", ids),
                Octets = Sum(connection, "SELECT coalesce(CAST(sum(length) AS bigint), 0) FROM delivery WHERE ", "mail", ids),
                Elsewhere = plan.Account is { } account ? (int)Sum(connection, $"SELECT count(DISTINCT mail) FROM touchpoint WHERE account <> {account} AND ", "mail", ids) : 0,
            };
        });
    }

    private static HashSet<long> ByRows(DbConnection connection, ErasurePlan plan)
    {
        var found = new HashSet<long>();
        var ids = AddressIds(connection, plan.Names);
        Add(Dialect.Among(connection, "author", "@ids"), "SELECT id FROM mail WHERE ");
        foreach (var table in (string[])["touchpoint", "reply"])
        {
            Add(Dialect.Among(connection, "author_address", "@ids"), $"SELECT mail FROM {table} WHERE mail IS NOT NULL AND ");
        }

        Add(Dialect.Among(connection, "p.address", "@ids"), "SELECT t.mail FROM participant p JOIN touchpoint t ON t.id = p.thread WHERE p.reply = 0 AND t.mail IS NOT NULL AND ");
        Add(Dialect.Among(connection, "p.address", "@ids"), "SELECT r.mail FROM participant p JOIN reply r ON r.id = p.reply AND r.thread = p.thread WHERE ");
        Add(Dialect.Among(connection, "s.address", "@ids"), "SELECT e.mail FROM recipient_state s JOIN event e ON e.id = s.event WHERE ");
        if (plan.Account is { } account)
        {
            Add("1 = 1", $"SELECT p.mail FROM place p JOIN touchpoint t ON t.id = p.thread WHERE t.account = {account} AND ");
            Add("1 = 1", $"SELECT h.mail FROM held h JOIN touchpoint t ON t.id = h.thread WHERE t.account = {account} AND ");
        }

        return found;

        void Add(string condition, string select) => found.UnionWith(connection.Query<long>(select + condition, new { ids }));
    }

    private void InOctets(IReadOnlyList<string> names, HashSet<long> found, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return;
        }

        var search = new NamesInOctets(names);
        for (var after = 0L; Page(after) is { Count: > 0 } page; after = page[^1].Delivery)
        {
            foreach (var (_, mail, segment, start, length) in page.Where(row => !found.Contains(row.Mail)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var read = octets.Read(new OctetsPlace(segment, start, length));
                if (search.AreIn(read.Memory.Span))
                {
                    found.Add(mail);
                }
            }
        }
    }

    private List<(long Delivery, long Mail, long Segment, long Start, long Length)> Page(long after) => reading.Do(connection => connection
        .Query<(long, long, long, long, long)>("SELECT id, mail, segment, start, length FROM delivery WHERE id > @after AND mail IS NOT NULL AND length > 0 ORDER BY id LIMIT @AtOnce", new { after, AtOnce }).AsList());

    private static long Sum(DbConnection connection, string sql, string column, long[] mails) =>
        mails.Chunk(AtOnce).Sum(ids => connection.ExecuteScalar<long>(sql + Dialect.Among(connection, column, "@ids"), new { ids }));

    private static string Escaped(string name) => name.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal);
}
