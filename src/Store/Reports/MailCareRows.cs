using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// What mail says about the directory: people and domains that come up and that nobody has entered. One pass over the people of all mail, for a list that somebody asks for
/// now and then; on a connection that keeps nobody waiting.
/// </summary>
internal static class MailCareRows
{
    // One mail may be chance.
    private const int Often = 3;

    public static List<DirectorySuggestion> Read(DbConnection connection, DirectorySnapshot directory, int atMost)
    {
        var people = connection.Query<(string Address, string Side, string Account, long Threads)>(
            """
            SELECT a.key, p.side, min(c.key), count(DISTINCT p.thread) FROM participant p JOIN address a ON a.id = p.address
            JOIN touchpoint t ON t.id = p.thread JOIN account c ON c.id = t.account
            WHERE p.contact IS NULL AND p.side <> 'internal' GROUP BY a.key, p.side
            """,
            commandTimeout: 0).Where(row => !directory.IsKnown(row.Address)).ToList();
        return
        [
            .. Unknown(connection, directory).Take(atMost),
            .. Strangers(people).Take(atMost),
            .. OfAccounts(people, directory).Take(atMost),
            .. Domains(people, directory).Take(atMost),
        ];
    }

    // B3: an internal domain without a user record.
    private static IEnumerable<DirectorySuggestion> Unknown(DbConnection connection, DirectorySnapshot directory) => connection
        .Query<(string Address, long Mails)>("SELECT a.key, count(*) FROM held h JOIN mail m ON m.id = h.mail JOIN address a ON a.id = m.author WHERE h.reason = 'unknown-author' GROUP BY a.key ORDER BY 2 DESC, 1")
        .Where(row => directory.IsInternalDomain(DomainOf(row.Address)) && directory.UserAt(row.Address) is null)
        .Select(row => new DirectorySuggestion(
            "person-of-ours-unknown",
            $"{row.Address} is on a domain of ours and logged {Times(row.Mails, "mail")}, but is no user: held as unknown-author.",
            "Add the user, or the address to the user it belongs to; the mail is then recorded by itself.",
            row.Mails));

    private static IEnumerable<DirectorySuggestion> Strangers(List<(string Address, string Side, string Account, long Threads)> people) => people
        .Where(row => row.Side == "not-participant")
        .OrderByDescending(row => row.Threads).ThenBy(row => row.Address, StringComparer.Ordinal)
        .Select(row => new DirectorySuggestion(
            "new-sender",
            $"{row.Address} answered in {Times(row.Threads, "thread")} of account {row.Account} and is nobody's contact.",
            $"If it is a customer's person, add a contact of {row.Account} with that address; if not, find out who passed the reply address on.",
            row.Threads));

    private static IEnumerable<DirectorySuggestion> OfAccounts(List<(string Address, string Side, string Account, long Threads)> people, DirectorySnapshot directory) => people
        .Where(row => row.Side == "outside" && directory.OwnersOf(DomainOf(row.Address)).Count == 1)
        .OrderByDescending(row => row.Threads).ThenBy(row => row.Address, StringComparer.Ordinal)
        .Select(row => new DirectorySuggestion(
            "contact-missing",
            $"{row.Address} takes part in {Times(row.Threads, "thread")} and was matched by the domain alone.",
            $"Add a contact of {directory.Account(directory.OwnersOf(DomainOf(row.Address))[0].Account)?.Key} with that address.",
            row.Threads));

    private static IEnumerable<DirectorySuggestion> Domains(List<(string Address, string Side, string Account, long Threads)> people, DirectorySnapshot directory) => people
        .GroupBy(row => DomainOf(row.Address))
        .Select(domain => (Name: domain.Key, Threads: domain.Sum(row => row.Threads), Accounts: domain.Select(row => row.Account).Distinct().Order(StringComparer.Ordinal).ToList()))
        .Where(domain => domain.Threads >= Often && directory.OwnersOf(domain.Name).Count == 0 && !directory.Domains.IsFreeMail(domain.Name) && directory.Domains.IsRegistrable(domain.Name))
        .OrderByDescending(domain => domain.Threads).ThenBy(domain => domain.Name, StringComparer.Ordinal)
        .Select(domain => new DirectorySuggestion(
            "domain-without-account",
            $"People at {domain.Name} take part in {Times(domain.Threads, "thread")} ({string.Join(", ", domain.Accounts.Take(3))}), and the domain belongs to no account.",
            domain.Accounts.Count == 1 ? $"If it is a domain of {domain.Accounts[0]}, add it there." : "If it is a customer, add the domain to the customer's account; if it is a partner of several, leave it.",
            domain.Threads));

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    private static string Times(long number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
