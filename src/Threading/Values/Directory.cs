namespace Touchpoints.Threading;

/// <summary>A customer. <see cref="Key"/> is what people type: [key] in a subject, a column in a CSV file.</summary>
public sealed record Account(AccountId Id, string Key, string Name, bool Archived = false)
{
    /// <summary>The account that this one belongs to (a group and its companies), or null.</summary>
    public AccountId? Parent { get; init; }

    /// <summary>Our people who look after it; empty when that is not kept.</summary>
    public IReadOnlyList<UserId> Team { get; init; } = [];

    /// <summary>A partner: its people decide only on a mail on which nobody else could be the customer (behaviour.md B7.1, 6).</summary>
    public bool OnlyWhenAlone { get; init; }
}

/// <summary>A person of an account with every address known of them; <see cref="Addresses"/>[0] is the main one.</summary>
public sealed record Contact(ContactId Id, AccountId Account, string Name, IReadOnlyList<string> Addresses, bool Active = true);

/// <summary>Somebody on our side, with every address known of them.</summary>
public sealed record User(UserId Id, string Key, string Name, IReadOnlyList<string> Addresses, bool Active = true);

/// <summary>A mail domain that belongs to one or more accounts (behaviour.md B7.2 rank 4).</summary>
public sealed record AccountDomain(string Domain, AccountId Account, bool SubDomains = false);

/// <summary>What an operator decided for an address and wants remembered (behaviour.md B7.2 rank 6).</summary>
public sealed record RememberedAddress(string Address, AccountId Account, string By, DateTimeOffset At);

/// <summary>An address, or "@domain", that one user's mail is never recorded with: the user's own never-log list (behaviour.md B7.1, 3).</summary>
public sealed record UserNeverLog(UserId User, string Entry);

/// <summary>What a person decided for all further mail of a sender: an address, or "@domain" (behaviour.md B10).</summary>
public sealed record SenderRule(string Entry, SenderRuleKind Kind, string By, DateTimeOffset At);

/// <summary>What a sender's mail is let through.</summary>
public enum SenderRuleKind
{
    /// <summary>A mark of a server before us, which calls it spam.</summary>
    NeverSpam,

    /// <summary>That nobody could verify its sender, where the settings require it.</summary>
    Unverified,
}

/// <summary>A flow that touchpoints are recorded in. Exactly one is the default.</summary>
public sealed record Flow(string Key, string Name, bool IsDefault);

/// <summary>
/// Accounts, people and domains as they are now, indexed for matching. Immutable; the store makes a new one when its version changes.
/// The order of the rows given has no influence on any answer.
/// </summary>
public sealed partial class DirectorySnapshot
{
    private readonly Dictionary<string, List<Contact>> _contacts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Contact>> _normalisedContacts = new(StringComparer.Ordinal);
    private readonly Dictionary<(AccountId Account, string Name), List<Contact>> _named = [];
    private readonly Dictionary<string, User> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<AccountDomain>> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<AccountId, Account> _accounts = [];
    private readonly Dictionary<string, RememberedAddress> _remembered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _accountsByKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _internalDomains;
    private readonly HashSet<string> _neverLog;
    private readonly HashSet<(UserId User, string Entry)> _neverLogOfUsers = [];
    private readonly Dictionary<(SenderRuleKind Kind, string Entry), SenderRule> _senderRules = [];

    /// <summary>Indexes the rows. Addresses and domains are compared by <see cref="AddressKey"/>.</summary>
    public DirectorySnapshot(
        long version,
        IReadOnlyList<Account> accounts,
        IReadOnlyList<Contact> contacts,
        IReadOnlyList<User> users,
        IReadOnlyList<AccountDomain> domains,
        IReadOnlyList<string> internalDomains,
        IReadOnlyList<string> neverLog,
        IReadOnlyList<Flow> flows)
    {
        Version = version;
        Flows = flows;
        foreach (var account in accounts.OrderByDescending(a => a.Id.Value))
        {
            _accounts[account.Id] = account;
            _accountsByKey[account.Key] = account;
        }

        foreach (var contact in contacts.OrderBy(c => c.Id.Value))
        {
            foreach (var address in contact.Addresses)
            {
                Add(_contacts, AddressKey.Of(address), contact);
                Add(_normalisedContacts, AddressKey.Normalised(address), contact);
            }

            Add(_named, (contact.Account, contact.Name.Trim().ToUpperInvariant()), contact);
        }

        foreach (var user in users.OrderByDescending(u => u.Id.Value))
        {
            foreach (var address in user.Addresses)
            {
                _users[AddressKey.Of(address)] = user;
            }
        }

        foreach (var domain in domains.OrderBy(d => d.Account.Value).ThenBy(d => d.SubDomains))
        {
            Add(_domains, AddressKey.Of(domain.Domain), domain);
        }

        _internalDomains = new HashSet<string>(internalDomains.Select(AddressKey.Of), StringComparer.Ordinal);
        _neverLog = new HashSet<string>(neverLog.Select(AddressKey.Of), StringComparer.Ordinal);
    }

    /// <summary>A directory in which nobody is known.</summary>
    public static DirectorySnapshot Empty { get; } = new(0, [], [], [], [], [], [], [new Flow("default", "Default", IsDefault: true)]);

    /// <summary>What operators decided and want remembered. One an address.</summary>
    public IReadOnlyList<RememberedAddress> Remembered
    {
        get;
        init
        {
            field = value;
            foreach (var row in value.OrderBy(r => r.At).ThenBy(r => r.Account.Value))
            {
                _remembered[AddressKey.Of(row.Address)] = row;
            }
        }
    } = [];

    /// <summary>The never-log lists of users.</summary>
    public IReadOnlyList<UserNeverLog> NeverLogOfUsers
    {
        get;
        init
        {
            field = value;
            _neverLogOfUsers.UnionWith(value.Select(row => (row.User, AddressKey.Of(row.Entry))));
        }
    } = [];

    /// <summary>What people decided for senders and did not take back. One an entry and kind.</summary>
    public IReadOnlyList<SenderRule> SenderRules
    {
        get;
        init
        {
            field = value;
            foreach (var rule in value.OrderBy(r => r.At))
            {
                _senderRules[(rule.Kind, AddressKey.Of(rule.Entry))] = rule;
            }
        }
    } = [];

    /// <summary>The organisation's never-log list, as it is compared, in no order.</summary>
    public IReadOnlyCollection<string> NeverLog => _neverLog;

    /// <summary>Grows with every change of the directory.</summary>
    public long Version { get; }

    /// <summary>Free-mail providers and public suffixes, which belong to no account.</summary>
    public DomainLists Domains { get; init; } = DomainLists.BuiltIn;

    /// <summary>All flows.</summary>
    public IReadOnlyList<Flow> Flows { get; }

    /// <summary>The account with that id, or null.</summary>
    public Account? Account(AccountId id) => _accounts.GetValueOrDefault(id);

    /// <summary>The account that people call by that key (case ignored), or null.</summary>
    public Account? AccountByKey(string key) => _accountsByKey.GetValueOrDefault(key);

    /// <summary>The contacts with exactly that address (main or alternative), by id.</summary>
    public IReadOnlyList<Contact> ContactsAt(string address) => _contacts.GetValueOrDefault(AddressKey.Of(address)) ?? [];

    /// <summary>The contacts whose address is that one after normalisation (behaviour.md B7.2 rank 3), by id.</summary>
    public IReadOnlyList<Contact> ContactsNear(string address) => _normalisedContacts.GetValueOrDefault(AddressKey.Normalised(address)) ?? [];

    /// <summary>
    /// The contacts of an account whose display name is that one, case ignored, by id. Names are asked for only within an account that something else
    /// has named (behaviour.md B6.2).
    /// </summary>
    public IReadOnlyList<Contact> ContactsNamed(AccountId account, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _named.GetValueOrDefault((account, name.Trim().ToUpperInvariant())) ?? [];
    }

    /// <summary>The accounts of the contacts at that address, or else the owners of its domain, by id, none twice.</summary>
    public IReadOnlyList<AccountId> AccountsOf(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (ContactsAt(address) is { Count: > 0 } contacts)
        {
            return contacts.Count == 1 ? [contacts[0].Account] : [.. contacts.Select(contact => contact.Account).Distinct().OrderBy(account => account.Value)];
        }

        var owners = OwnersOf(address[(address.LastIndexOf('@') + 1)..]);
        return owners.Count == 0 ? [] : [.. owners.Select(owner => owner.Account).Distinct().OrderBy(account => account.Value)];
    }

    /// <summary>What an operator decided for that address, or null.</summary>
    public RememberedAddress? RememberedAt(string address) => _remembered.GetValueOrDefault(AddressKey.Of(address));

    /// <summary>The user with that address, or null.</summary>
    public User? UserAt(string address) => _users.GetValueOrDefault(AddressKey.Of(address));

    /// <summary>True for the address of a contact or a user, on a domain of ours, or never to be recorded.</summary>
    public bool IsKnown(string address)
    {
        var key = AddressKey.Of(address);
        var domain = key[(key.LastIndexOf('@') + 1)..];
        return _contacts.ContainsKey(key) || _users.ContainsKey(key) || _internalDomains.Contains(domain) || _neverLog.Contains(key) || _neverLog.Contains("@" + domain);
    }

    /// <summary>The accounts that own exactly that domain.</summary>
    public IReadOnlyList<AccountDomain> OwnersOf(string domain) => _domains.GetValueOrDefault(AddressKey.Of(domain)) ?? [];

    /// <summary>True for a domain of ours.</summary>
    public bool IsInternalDomain(string domain) => _internalDomains.Contains(AddressKey.Of(domain));

    /// <summary>True for an address, or "@domain", that must never be recorded.</summary>
    public bool IsNeverLog(MailAddress address) => _neverLog.Count > 0 && (_neverLog.Contains(address.Key) || _neverLog.Contains("@" + address.Domain));

    /// <summary>True for an address that must never be recorded of that user's mail: it, or its "@domain", is on the user's own list.</summary>
    public bool IsNeverLog(MailAddress address, UserId user) =>
        _neverLogOfUsers.Count > 0 && (_neverLogOfUsers.Contains((user, address.Key)) || _neverLogOfUsers.Contains((user, "@" + address.Domain)));

    /// <summary>What a person decided for that sender, or for its domain; null when nobody did.</summary>
    public SenderRule? RuleFor(MailAddress sender, SenderRuleKind kind) => _senderRules.Count == 0
        ? null
        : _senderRules.GetValueOrDefault((kind, sender.Key)) ?? _senderRules.GetValueOrDefault((kind, "@" + sender.Domain));

    /// <summary>The user with that id, or null.</summary>
    public User? User(UserId id) => _users.Values.FirstOrDefault(user => user.Id == id);

    /// <summary>The user that people call by that key (case ignored), or null.</summary>
    public User? UserByKey(string key) => _users.Values.FirstOrDefault(user => user.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static void Add<TKey, T>(Dictionary<TKey, List<T>> index, TKey key, T value)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
        {
            index[key] = list = [];
        }

        if (!list.Contains(value))
        {
            list.Add(value);
        }
    }
}
