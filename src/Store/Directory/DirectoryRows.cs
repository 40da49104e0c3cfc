using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Reads the whole directory, which the first mail after every start waits for. With prepared statements: code that Dapper makes for rows is compiled while the program
/// runs, which takes longer than to read them.
/// </summary>
internal sealed class DirectoryRows(Writer writer)
{
    private readonly Statement _accounts = writer.Prepare("SELECT id, key, name, archived, parent, only_when_alone FROM account ORDER BY id");
    private readonly Statement _teams = writer.Prepare("SELECT account, person FROM account_team ORDER BY account, person");
    private readonly Statement _accountDomains = writer.Prepare("SELECT domain, account, sub_domains FROM account_domain ORDER BY account, domain");
    private readonly Statement _contacts = writer.Prepare("SELECT id, account, name, active FROM contact ORDER BY id");
    private readonly Statement _contactAddresses = writer.Prepare("SELECT contact, address FROM contact_address ORDER BY contact, position");
    private readonly Statement _users = writer.Prepare("SELECT id, key, name, active FROM person_of_ours ORDER BY id");
    private readonly Statement _userAddresses = writer.Prepare("SELECT person, address FROM person_of_ours_address ORDER BY person, position");
    private readonly Statement _internalDomains = writer.Prepare("SELECT domain FROM internal_domain ORDER BY domain");
    private readonly Statement _neverLog = writer.Prepare("SELECT entry FROM never_log ORDER BY entry");
    private readonly Statement _neverLogOfUsers = writer.Prepare("SELECT person, entry FROM never_log_of_user ORDER BY person, entry");
    private readonly Statement _flows = writer.Prepare("SELECT key, name, is_default FROM flow ORDER BY key");
    private readonly Statement _senderRules = writer.Prepare("SELECT entry, rule, by, at FROM sender_rule WHERE ended_at IS NULL ORDER BY entry, rule");
    private readonly Statement _remembered = writer.Prepare("SELECT address, account, by, at FROM remembered ORDER BY address");
    private readonly StoredDomainLists _domains = new(writer);

    public DirectorySnapshot Snapshot(long version)
    {
        var contactAddresses = ByOwner(_contactAddresses, row => row.Text(1));
        var userAddresses = ByOwner(_userAddresses, row => row.Text(1));
        var teams = ByOwner(_teams, row => new UserId(row.Long(1)));
        return new DirectorySnapshot(
            version,
            _accounts.Rows(row => new Account(new AccountId(row.Long(0)), row.Text(1), row.Text(2), row.Long(3) != 0)
            {
                Parent = row.IsNull(4) ? null : new AccountId(row.Long(4)),
                Team = teams.GetValueOrDefault(row.Long(0)) ?? [],
                OnlyWhenAlone = row.Long(5) != 0,
            }),
            _contacts.Rows(row => new Contact(new ContactId(row.Long(0)), new AccountId(row.Long(1)), row.Text(2), contactAddresses.GetValueOrDefault(row.Long(0)) ?? [], row.Long(3) != 0)),
            _users.Rows(row => new User(new UserId(row.Long(0)), row.Text(1), row.Text(2), userAddresses.GetValueOrDefault(row.Long(0)) ?? [], row.Long(3) != 0)),
            _accountDomains.Rows(row => new AccountDomain(row.Text(0), new AccountId(row.Long(1)), row.Long(2) != 0)),
            _internalDomains.Rows(row => row.Text(0)),
            _neverLog.Rows(row => row.Text(0)),
            _flows.Rows(row => new Flow(row.Text(0), row.Text(1), row.Long(2) != 0)))
        {
            NeverLogOfUsers = _neverLogOfUsers.Rows(row => new UserNeverLog(new UserId(row.Long(0)), row.Text(1))),
            SenderRules = _senderRules.Rows(row => new SenderRule(row.Text(0), Words.Parse<SenderRuleKind>(row.Text(1)), row.Text(2), row.Time(3))),
            Domains = _domains.Read(),
            Remembered = _remembered.Rows(row => new RememberedAddress(row.Text(0), new AccountId(row.Long(1)), row.Text(2), row.Time(3))),
        };
    }

    /// <summary>The lists of domains alone.</summary>
    public DomainLists Domains() => _domains.Read();

    /// <summary>What belongs to whom, in the order of the rows; who it belongs to is the first column.</summary>
    private static Dictionary<long, List<T>> ByOwner<T>(Statement rows, Func<Statement, T> item)
    {
        var owners = new Dictionary<long, List<T>>();
        rows.Rows(row =>
        {
            if (!owners.TryGetValue(row.Long(0), out var items))
            {
                owners.Add(row.Long(0), items = []);
            }

            items.Add(item(row));
            return items;
        });
        return owners;
    }
}
