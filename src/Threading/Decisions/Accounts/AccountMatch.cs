namespace Touchpoints.Threading;

/// <summary>The accounts that a mail belongs to, or why it waits (behaviour.md B7.3). A closed set.</summary>
internal abstract record AccountMatch
{
    private AccountMatch()
    {
    }

    public sealed record To(IReadOnlyList<AccountId> Accounts) : AccountMatch;

    public sealed record Waits(Decision.Hold Hold) : AccountMatch;

    /// <summary>From the outside people of a mail, in their order. <paramref name="hint"/> says what would help when nobody matches.</summary>
    public static AccountMatch Of(MailCase mail, IReadOnlyList<Person> people, string hint)
    {
        var hits = new List<AccountHits>();
        foreach (var person in people)
        {
            if (person.Side == PersonSide.Outside)
            {
                var hit = mail.HitsOf(person);
                Tell(mail, hit);
                hits.Add(hit);
            }
        }

        Partners(mail, hits);
        var certain = hits.FindAll(h => h.IsCertain);
        if (certain.Count > 0)
        {
            return FromHits(mail, mail.Policy.DomainsBesideContacts ? hits.FindAll(h => h.Rank is not HitRank.None) : certain);
        }

        var byDomain = hits.FindAll(h => h.IsByDomain);
        return byDomain.Count > 0 ? FromDomains(mail, byDomain) : Wait(mail, HoldReason.NoMatch, [], hint);
    }

    // B7.1, 6: people of a partner decide only where nobody else could be the customer, known or not.
    private static void Partners(MailCase mail, List<AccountHits> hits)
    {
        bool IsPartner(AccountHits hit) => hit.Accounts.Count > 0 && hit.Accounts.All(a => mail.Directory.Account(a) is { OnlyWhenAlone: true });

        if (hits.Exists(h => !IsPartner(h)) && hits.RemoveAll(IsPartner) is > 0 and var removed)
        {
            mail.Trace.Hit("B7.1", $"{removed} person(s) of a partner are left out, as somebody else is on the mail.");
        }
    }

    // Domain hits add no account when an exact hit exists on the mail (S038; setting DomainsBesideContacts).
    private static AccountMatch FromHits(MailCase mail, List<AccountHits> exact)
    {
        if (Resolve(mail, exact) is not { } accounts)
        {
            var candidates = Candidates(exact);
            return Wait(mail, HoldReason.Ambiguous, candidates, $"One person belongs to {candidates.Count} accounts, and nothing else on the mail decides between them.");
        }

        FlagHits(mail, exact);
        return accounts.Count == 1 ? One(mail, accounts[0]) : Several(mail, accounts);
    }

    private static AccountMatch FromDomains(MailCase mail, List<AccountHits> byDomain)
    {
        var accounts = Resolve(mail, byDomain);
        if (accounts is null || (accounts.Count > 1 && mail.Policy.SeveralDomains == SeveralDomainsPolicy.Hold))
        {
            var candidates = Candidates(byDomain);
            return Wait(mail, HoldReason.Ambiguous, candidates, $"Nobody on the mail is a contact, and their domains belong to {candidates.Count} accounts.");
        }

        mail.Flag("by domain");
        return accounts.Count == 1 ? One(mail, accounts[0]) : Several(mail, accounts);
    }

    /// <summary>
    /// The accounts in the order of the people. A person of several accounts counts for the one that the other people, or an earlier mail, point to
    /// (the evidence ladder); null when one is left undecided.
    /// </summary>
    private static List<AccountId>? Resolve(MailCase mail, List<AccountHits> hits)
    {
        var certain = new List<AccountId>();
        foreach (var hit in hits)
        {
            if (hit.Accounts.Count == 1 && !certain.Contains(hit.Accounts[0]))
            {
                certain.Add(hit.Accounts[0]);
            }
        }

        foreach (var hit in hits)
        {
            if (hit.Accounts.Count > 1 && !hit.Accounts.Any(certain.Contains))
            {
                if (EvidenceLadder.Decide(mail, hits, hit) is not { } decided)
                {
                    return null;
                }

                certain.Add(decided);
            }
            else if (hit.Accounts.Count > 1)
            {
                mail.Trace.Hit("B7.3", "A person of several accounts counts for the account that the other people belong to.");
            }
        }

        return certain;
    }

    private static AccountMatch Several(MailCase mail, List<AccountId> accounts)
    {
        switch (mail.Policy.SeveralAccounts)
        {
            case SeveralAccountsPolicy.Primary:
                mail.Flag("other accounts");
                mail.Trace.Hit("B7.3", $"People of {accounts.Count} accounts; the setting SeveralAccounts takes that of the first person.");
                return One(mail, accounts[0]);
            case SeveralAccountsPolicy.Hold:
                return Wait(mail, HoldReason.SeveralAccounts, accounts, $"People of {accounts.Count} accounts, and the setting SeveralAccounts lets a person choose.");
            case SeveralAccountsPolicy.Each when accounts.Count > mail.Policy.MaxAccounts:
                return Wait(mail, HoldReason.TooManyAccounts, accounts, $"People of {accounts.Count} accounts; at most {mail.Policy.MaxAccounts} get a touchpoint by themselves (setting MaxAccounts).");
            case SeveralAccountsPolicy.Each:
                mail.Trace.Hit("B7.3", $"People of {accounts.Count} accounts: one touchpoint each, of this one mail.");
                return new To(accounts);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static To One(MailCase mail, AccountId account)
    {
        var row = mail.Directory.Account(account);
        if (row is { Archived: true })
        {
            mail.Flag(Flags.ArchivedAccount);
        }

        mail.Trace.Hit("B7.3", $"The account is {row?.Key ?? account.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
        return new To([account]);
    }

    private static Waits Wait(MailCase mail, HoldReason reason, IReadOnlyList<AccountId> candidates, string evidence)
    {
        mail.Trace.Hit("B7.3", evidence);
        return new Waits(new Decision.Hold(reason, candidates, evidence));
    }

    private static void Tell(MailCase mail, AccountHits hit)
    {
        if (hit.Rank == HitRank.None)
        {
            mail.Trace.Miss("B7.2", hit.Evidence);
        }
        else
        {
            mail.Trace.Hit("B7.2", hit.Evidence);
        }
    }

    private static void FlagHits(MailCase mail, List<AccountHits> exact)
    {
        if (exact.Exists(h => h.Rank == HitRank.NormalisedContact))
        {
            mail.Flag("normalised");
        }

        if (exact.Exists(h => h.Rank == HitRank.Remembered))
        {
            mail.Flag("remembered");
        }

        if (exact.Exists(h => h.IsByDomain))
        {
            mail.Flag("by domain");
        }

        if (exact.Exists(h => h.IsExact && h.Contacts.All(c => !c.Active)))
        {
            mail.Flag("inactive contact");
        }
    }

    private static List<AccountId> Candidates(List<AccountHits> hits)
    {
        var accounts = hits.SelectMany(h => h.Accounts).Distinct().ToList();
        accounts.Sort((a, b) => a.Value.CompareTo(b.Value));
        return accounts;
    }
}
