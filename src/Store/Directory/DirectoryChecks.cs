using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Mistakes that a directory can hold, each found by one question.</summary>
internal static class DirectoryChecks
{
    private static readonly (string Sql, string What, string Remedy)[] Questions =
    [
        (
            """
            SELECT a.address AS first, c.key AS second, u.key AS third FROM contact_address a JOIN contact c ON c.id = a.contact
            JOIN person_of_ours_address ua ON ua.address = a.address JOIN person_of_ours u ON u.id = ua.person ORDER BY 1, 2
            """,
            "{0} belongs to contact {1} and to user {2}; it counts as internal.",
            "Remove it from the contact, or from the user."),
        (
            """
            SELECT a.address AS first, c.key AS second, '' AS third FROM contact_address a JOIN contact c ON c.id = a.contact
            JOIN internal_domain d ON substr(a.address, length(a.address) - length(d.domain)) = '@' || d.domain ORDER BY 1, 2
            """,
            "{0} of contact {1} is on a domain of ours; it counts as internal.",
            "Make that person a user, or remove the domain from the internal domains."),
        (
            """
            SELECT d.domain AS first, a.key AS second, '' AS third FROM account_domain d JOIN account a ON a.id = d.account
            JOIN internal_domain i ON i.domain = d.domain ORDER BY 1, 2
            """,
            "{0} is a domain of account {1} and one of ours.",
            "Remove it from the account; nobody there is ever matched."),
        (
            """
            SELECT d.domain AS first, string_agg(a.key, ', ') AS second, '' AS third FROM account_domain d JOIN account a ON a.id = d.account
            GROUP BY d.domain HAVING count(*) > 1 ORDER BY 1
            """,
            "{0} is a domain of several accounts: {1}.",
            "Keep it on one, or expect mail from unknown people there to be held as ambiguous."),
        (
            "SELECT c.key AS first, a.key AS second, '' AS third FROM contact c JOIN account a ON a.id = c.account WHERE NOT EXISTS (SELECT 1 FROM contact_address x WHERE x.contact = c.id) ORDER BY 1",
            "Contact {0} of account {1} has no address.",
            "Add one; no mail can be matched without it."),
        (
            "SELECT c.key AS first, a.key AS second, '' AS third FROM contact c JOIN account a ON a.id = c.account WHERE c.active = 1 AND a.archived = 1 ORDER BY 1",
            "Contact {0} is active, but account {1} is archived; mail with them is recorded there all the same.",
            "Move the contact to the account it belongs to now, or set it inactive."),
        (
            """
            SELECT address AS first, string_agg(key, ', ') AS second, '' AS third FROM (
              SELECT DISTINCT a.address, b.key FROM contact_address a JOIN contact c ON c.id = a.contact JOIN account b ON b.id = c.account ORDER BY 1, 2) entered
            GROUP BY address HAVING count(*) > 1 ORDER BY 1
            """,
            "{0} is a contact of several accounts: {1}.",
            "Keep it on one, or expect mail with them to be held as ambiguous where nothing else on it decides."),
        (
            """
            SELECT n.entry AS first, u.key AS second, c.key AS third FROM never_log_of_user n JOIN person_of_ours u ON u.id = n.person
            JOIN contact_address a ON a.address = n.entry JOIN contact c ON c.id = a.contact JOIN account_team t ON t.account = c.account AND t.person = n.person ORDER BY 1, 2
            """,
            "{0} is on {1}'s own never-log list, and is contact {2} of an account that {1} looks after; {1}'s mail with them is never recorded.",
            "Take it off the list (touchpoints directory never-log remove), or leave it if that is meant."),
        (
            """
            SELECT n.entry AS first, u.key AS second, '' AS third FROM never_log_of_user n JOIN person_of_ours u ON u.id = n.person
            WHERE EXISTS (SELECT 1 FROM never_log o WHERE o.entry = n.entry) ORDER BY 1, 2
            """,
            "{0} is on {1}'s own never-log list and on the organisation's.",
            "Take it off one of them: the organisation's counts for everybody."),
        (
            "SELECT '' AS first, '' AS second, '' AS third WHERE NOT EXISTS (SELECT 1 FROM flow WHERE is_default = 1)",
            "No flow is the default.",
            "Import one with IsDefault set; touchpoints go to the default flow."),
    ];

    public static IReadOnlyList<DirectoryMistake> Run(DbConnection connection, DomainLists lists) =>
    [
        .. Questions.SelectMany(question => connection.Query<(string, string, string)>(question.Sql)
            .Select(row => new DirectoryMistake(Filled(question.What, row), question.Remedy))),
        .. FreeMailDomains(connection, lists),
    ];

    private static IEnumerable<DirectoryMistake> FreeMailDomains(DbConnection connection, DomainLists lists) => connection
        .Query<(string Domain, string Account)>("SELECT d.domain, a.key FROM account_domain d JOIN account a ON a.id = d.account ORDER BY 1, 2")
        .Where(row => lists.IsFreeMail(row.Domain))
        .Select(row => new DirectoryMistake(
            $"{row.Domain} of account {row.Account} is a provider at which everybody can have an address; nobody is matched by it.",
            "Remove it from the account, and make the people there contacts with their addresses."));

    private static string Filled(string text, (string First, string Second, string Third) row) =>
        text.Replace("{0}", row.First, StringComparison.Ordinal).Replace("{1}", row.Second, StringComparison.Ordinal).Replace("{2}", row.Third, StringComparison.Ordinal);
}
