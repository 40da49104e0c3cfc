namespace Touchpoints.Threading;

/// <summary>
/// A person, or a domain, that belongs to several accounts (behaviour.md B7.3): each step leaves those for which something speaks; the first that
/// leaves one decides. What leaves none, or several, decides nothing.
/// </summary>
internal static class EvidenceLadder
{
    private static readonly (string Says, Func<Tie, AccountId, bool> Speaks)[] Steps =
    [
        ("the other people on the mail", (tie, account) => tie.Hits.Count > 1 && tie.Hits.TrueForAll(hit => hit.Accounts.Contains(account))),
        ("an earlier mail of the conversation", (tie, account) => tie.Mail.HeaderHits.Any(hit => !hit.GuardFailed && hit.Thread.Account == account)),
        ("an earlier touchpoint with this subject", (tie, account) => tie.Earlier(account).Any(touch => SubjectLine.Normalised(touch.Subject) == tie.Subject)),
        ("an account's key in the subject", (tie, account) => tie.Mail.Directory.Account(account) is { } row && SubjectLine.HasWord(tie.Mail.Envelope.Subject, row.Key)),
        ("the author's team", (tie, account) => tie.Mail.FromUser is { } user && tie.Mail.Directory.Account(account)?.Team.Contains(user.Id) == true),
        ("touchpoints with this person in the last 90 days", (tie, account) => tie.Earlier(account).Any()),
        ("the account that the others belong to", IsParentOfTheOthers),
    ];

    /// <summary>The one account that is left of <paramref name="hit"/>'s, or null.</summary>
    public static AccountId? Decide(MailCase mail, List<AccountHits> hits, AccountHits hit)
    {
        var tie = new Tie(mail, hits, hit, SubjectLine.Normalised(mail.Envelope.Subject));
        foreach (var (says, speaks) in Steps)
        {
            if (hit.Accounts.Where(account => speaks(tie, account)).ToList() is [var left])
            {
                mail.Trace.Hit("B7.3", $"Of {hit.Accounts.Count} accounts only {mail.Directory.Account(left)?.Key} is left, by {says}.");
                return left;
            }

            mail.Trace.Miss("B7.3", $"Does not decide between {hit.Accounts.Count} accounts: {says}.");
        }

        return null;
    }

    private static bool IsParentOfTheOthers(Tie tie, AccountId account) =>
        tie.Mail.Policy.UseParentAccount && tie.Hit.Accounts.All(other => other == account || tie.Mail.Directory.Account(other)?.Parent == account);

    /// <summary>What the steps look at.</summary>
    private sealed record Tie(MailCase Mail, List<AccountHits> Hits, AccountHits Hit, string Subject)
    {
        public IEnumerable<EarlierTouch> Earlier(AccountId account) => Mail.Known.Earlier.Where(touch => touch.Account == account && AddressKey.Of(touch.Address) == Hit.Person);
    }
}
