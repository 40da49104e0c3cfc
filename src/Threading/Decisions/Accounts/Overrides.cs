namespace Touchpoints.Threading;

/// <summary>An account that somebody named expressly (behaviour.md B7.2 rank 0), nothing, or a key that nobody has. A closed set.</summary>
internal abstract record Override
{
    private Override()
    {
    }

    public sealed record None : Override;

    public sealed record Named(AccountId Account, string How) : Override;

    public sealed record Bad(Decision.Hold Hold) : Override;
}

/// <summary>Looks for an override: an operator's choice, the plus-tag of the log address, then [key] in the subject.</summary>
internal static class Overrides
{
    public static Override Of(MailCase mail, bool onlyOurs)
    {
        if (mail.Known.Choice is { Account: { } account } choice)
        {
            return Found(mail, account, $"{choice.By} chose the account{(choice.Further.Count > 0 ? "s" : "")}.");
        }

        var named = ByTag(mail) ?? BySubject(mail, onlyOurs) ?? None(mail);
        if (named is Override.Bad && mail.Known.Choice is { } released)
        {
            mail.Trace.Miss("B7.2", $"{released.By} let it through without the key that it names.");
            return new Override.None();
        }

        return named;
    }

    /// <summary>The account that was named, and those that a person chose beside it.</summary>
    public static IReadOnlyList<AccountId> All(MailCase mail, AccountId named) =>
        mail.Known.Choice is { Account: { } first, Further.Count: > 0 } choice && first == named ? choice.Accounts : [named];

    private static Override? ByTag(MailCase mail)
    {
        Account? named = null;
        foreach (var tag in LogTags.AccountKeys(mail))
        {
            if (mail.Directory.AccountByKey(tag) is not { } account)
            {
                return Bad(mail, [], $"The log address was written with the tag \"{tag}\", and no account has that key.");
            }

            if (named is not null && named.Id != account.Id)
            {
                return Bad(mail, [named.Id, account.Id], $"The log address was written with the tags of two accounts, {named.Key} and {account.Key}.");
            }

            named = account;
        }

        return named is null ? null : Found(mail, named.Id, $"The tag of the log address names the account {named.Key}.");
    }

    // Subjects carry brackets for many reasons ("[EXTERNAL]", a list's name): one that is no key is only a mistaken override in a note to
    // the log address alone, where nothing else could be meant.
    private static Override? BySubject(MailCase mail, bool onlyOurs)
    {
        Account? named = null;
        var unknown = "";
        foreach (var word in SubjectLine.Bracketed(mail.Envelope.Subject))
        {
            if (mail.Directory.AccountByKey(word) is not { } account)
            {
                unknown = unknown.Length > 0 ? unknown : word;
            }
            else if (named is not null && named.Id != account.Id)
            {
                return Bad(mail, [named.Id, account.Id], $"The subject names two accounts, [{named.Key}] and [{account.Key}].");
            }
            else
            {
                named = account;
            }
        }

        if (named is not null)
        {
            return Found(mail, named.Id, $"The subject names the account [{named.Key}].");
        }

        return unknown.Length > 0 && onlyOurs && SubjectLine.AddressesIn(mail.Envelope.Subject).Count == 0
            ? Bad(mail, [], $"The subject names [{unknown}], and no account has that key.")
            : null;
    }

    private static Override.None None(MailCase mail)
    {
        mail.Trace.Miss("B7.2", "No account is named expressly: no tag on the log address, no [account key] in the subject.");
        return new Override.None();
    }

    private static Override.Named Found(MailCase mail, AccountId account, string how)
    {
        mail.Trace.Hit("B7.2", how);
        return new Override.Named(account, how);
    }

    private static Override.Bad Bad(MailCase mail, IReadOnlyList<AccountId> candidates, string evidence)
    {
        mail.Trace.Hit("B7.2", evidence);
        return new Override.Bad(new Decision.Hold(HoldReason.BadOverride, candidates, evidence));
    }
}
