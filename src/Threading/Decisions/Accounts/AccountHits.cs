namespace Touchpoints.Threading;

/// <summary>How an address was matched (behaviour.md B7.2); the law's numbers.</summary>
internal enum HitRank
{
    None = 0,
    Contact = 2,
    NormalisedContact = 3,
    Domain = 4,
    ParentDomain = 5,

    /// <summary>Rank 6: what an operator decided for the address; it stands above a domain.</summary>
    Remembered = 6,
}

/// <summary>What the directory says about one outside person.</summary>
internal sealed record AccountHits(HitRank Rank, IReadOnlyList<AccountId> Accounts, IReadOnlyList<Contact> Contacts, string Evidence)
{
    public bool IsExact => Rank is HitRank.Contact or HitRank.NormalisedContact;

    /// <summary>The person's address as it is compared.</summary>
    public string Person { get; init; } = "";

    /// <summary>Of a contact, or remembered for this very address.</summary>
    public bool IsCertain => IsExact || Rank is HitRank.Remembered;

    public bool IsByDomain => Rank is HitRank.Domain or HitRank.ParentDomain;

    /// <summary>The best rank only: a lower one is not looked at when a better one hits.</summary>
    public static AccountHits Of(Person person, DirectorySnapshot directory, Policy policy) => Best(person, directory, policy) with { Person = person.Key };

    private static AccountHits Best(Person person, DirectorySnapshot directory, Policy policy)
    {
        var address = person.Address.Address;
        if (directory.ContactsAt(address) is { Count: > 0 } exact)
        {
            return OfContacts(HitRank.Contact, ActiveFirst(exact), directory, $"{person.Key} is a contact");
        }

        if (directory.ContactsNear(address) is { Count: > 0 } near)
        {
            return OfContacts(HitRank.NormalisedContact, ActiveFirst(near), directory, $"{person.Key} is a contact once the address is normalised");
        }

        if (directory.RememberedAt(address) is { } remembered && directory.Account(remembered.Account) is not null)
        {
            return new AccountHits(
                HitRank.Remembered, [remembered.Account], [],
                $"{person.Key} is no contact, but {remembered.By} decided on {remembered.At:yyyy-MM-dd} that it belongs to {Names([remembered.Account], directory)}.");
        }

        return policy.DomainMatch ? ByDomain(person, directory) : Nothing($"{person.Key} is no contact, and matching by domain is off.");
    }

    private static AccountHits ByDomain(Person person, DirectorySnapshot directory)
    {
        var domain = AddressKey.Of(person.Address.Domain);
        if (directory.Domains.IsFreeMail(domain))
        {
            return Nothing($"{person.Key} is no contact, and {domain} is a provider for everybody, which never matches an account.");
        }

        if (directory.Domains.IsRegistrable(domain) && directory.OwnersOf(domain) is { Count: > 0 } owners)
        {
            return new AccountHits(HitRank.Domain, Distinct(owners, o => o.Account), [], $"{person.Key} is no contact, but {domain} is a domain of {Names(owners.Select(o => o.Account), directory)}.");
        }

        for (var parent = directory.Domains.Parent(domain); parent.Length > 0; parent = directory.Domains.Parent(parent))
        {
            var open = directory.OwnersOf(parent).Where(o => o.SubDomains).ToList();
            if (open.Count > 0)
            {
                return new AccountHits(
                    HitRank.ParentDomain, Distinct(open, o => o.Account), [], $"{person.Key} is no contact, but {domain} lies below {parent}, whose account takes sub-domains.");
            }
        }

        return Nothing($"{person.Key} is no contact, and {domain} is a domain of no account.");
    }

    private static AccountHits OfContacts(HitRank rank, IReadOnlyList<Contact> contacts, DirectorySnapshot directory, string what)
    {
        var accounts = Distinct(contacts, c => c.Account);
        var inactive = contacts[0].Active ? "" : " (inactive)";
        return new AccountHits(rank, accounts, contacts, $"{what}{inactive} of {Names(accounts, directory)}.");
    }

    private static string Names(IEnumerable<AccountId> accounts, DirectorySnapshot directory)
        => string.Join(", ", accounts.Select(a => directory.Account(a)?.Key ?? $"account {a.Value}"));

    private static AccountHits Nothing(string evidence) => new(HitRank.None, [], [], evidence);

    private static IReadOnlyList<Contact> ActiveFirst(IReadOnlyList<Contact> contacts)
    {
        foreach (var contact in contacts)
        {
            if (!contact.Active)
            {
                return contacts.Any(c => c.Active) ? [.. contacts.Where(c => c.Active)] : contacts;
            }
        }

        return contacts;
    }

    private static List<AccountId> Distinct<T>(IReadOnlyList<T> rows, Func<T, AccountId> account)
    {
        var accounts = new List<AccountId>(1);
        foreach (var row in rows)
        {
            if (!accounts.Contains(account(row)))
            {
                accounts.Add(account(row));
            }
        }

        accounts.Sort((a, b) => a.Value.CompareTo(b.Value));
        return accounts;
    }
}
