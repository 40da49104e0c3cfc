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
                var hit = AccountHits.Of(person, mail.Directory, mail.Policy);
                Tell(mail, hit);
                hits.Add(hit);
            }
        }

        var exact = hits.FindAll(h => h.IsExact);
        if (exact.Count > 0)
        {
            return FromHits(mail, exact);
        }

        var byDomain = hits.FindAll(h => h.IsByDomain);
        return byDomain.Count > 0 ? FromDomains(mail, byDomain) : Wait(mail, HoldReason.NoMatch, [], hint);
    }

    // Domain hits add no account when an exact hit exists on the mail (S038).
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
        if (Resolve(mail, byDomain) is not [var account])
        {
            var candidates = Candidates(byDomain);
            return Wait(mail, HoldReason.Ambiguous, candidates, $"Nobody on the mail is a contact, and their domains belong to {candidates.Count} accounts.");
        }

        mail.Flag("by domain");
        return One(mail, account);
    }

    /// <summary>
    /// The accounts in the order of the people. A person of several accounts counts for the one that the other people, or an earlier mail, point to
    /// (the evidence ladder, as far as what is known goes); null when one is left undecided.
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
                if (Ladder(mail, hits, hit) is not { } decided)
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

    private static AccountId? Ladder(MailCase mail, List<AccountHits> hits, AccountHits hit)
    {
        var common = hit.Accounts.Where(a => hits.TrueForAll(h => h.Accounts.Contains(a))).ToList();
        if (common.Count == 1 && hits.Count > 1)
        {
            mail.Trace.Hit("B7.3", "Only one account is common to all people of the mail.");
            return common[0];
        }

        mail.Trace.Miss("B7.3", "The other people on the mail do not decide between the accounts.");
        var earlier = mail.HeaderHits.Where(h => hit.Accounts.Contains(h.Thread.Account)).Select(h => h.Thread.Account).Distinct().ToList();
        if (earlier.Count == 1)
        {
            mail.Trace.Hit("B7.3", "An earlier mail of the conversation belongs to one of the accounts.");
            return earlier[0];
        }

        mail.Trace.Miss("B7.3", "No earlier mail of the conversation decides between the accounts.");
        return null;
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
            mail.Flag("archived account");
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

        if (exact.Exists(h => h.Contacts.All(c => !c.Active)))
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
