namespace Touchpoints.Threading;

/// <summary>Who logs a mail (behaviour.md B3). A closed set.</summary>
internal abstract record Logger
{
    private Logger()
    {
    }

    /// <summary>Somebody who may. <see cref="Redirected"/> when the mail itself is the customer's, resent by the author.</summary>
    public sealed record Allowed(Author Author, bool Redirected = false) : Logger;

    /// <summary>Nobody of ours: only its headers can place it.</summary>
    public sealed record Outsider : Logger;

    /// <summary>Waits for a person.</summary>
    public sealed record Held(Decision.Hold Hold) : Logger;
}

/// <summary>The rows of behaviour.md B3, first hit wins.</summary>
internal static class WhoMayLog
{
    private static readonly (string What, Func<MailCase, Logger?> Row)[] Rows =
    [
        ("From is there and can be read.", NoAuthor),
        ("Not several From addresses with one of ours.", SeveralFrom),
        ("From is no active user.", ActiveUser),
        ("From is no former user.", FormerUser),
        ("No shared mailbox of ours with a user in Sender.", SharedMailbox),
        ("No user in Resent-From.", Redirect),
        ("Not forwarded by an allowed mailbox by itself.", AutoForward),
        ("From is not of a domain of ours.", UnknownColleague),
    ];

    public static Logger Of(MailCase mail)
    {
        foreach (var (what, row) in Rows)
        {
            if (row(mail) is { } logger)
            {
                return mail.Known.Choice is { } choice ? logger as Logger.Allowed ?? Released(mail, choice)
                    : logger is Logger.Allowed allowed ? Authenticated(mail, allowed) ?? Tagged(mail, allowed) ?? logger
                    : logger;
            }

            mail.Trace.Miss("B3", what);
        }

        if (mail.Known.Choice is { } released)
        {
            return Released(mail, released);
        }

        mail.Trace.Hit("B3", "From is nobody of ours, so the mail was not logged by one of us.");
        return new Logger.Outsider();
    }

    // Nobody of ours, or nobody who may: a person let it through all the same.
    private static Logger.Allowed Released(MailCase mail, OperatorChoice choice)
    {
        var address = mail.From ?? new MailAddress("", "");
        var user = mail.FromUser;
        var contact = user is null ? mail.Directory.ContactsAt(address.Address).FirstOrDefault(c => c.Account == choice.Account) : null;
        mail.Trace.Hit("B3", $"Released by {choice.By}; the author is the one in From.");
        return new Logger.Allowed(new Author(address, user?.Id, contact?.Id));
    }

    private static Logger.Held? NoAuthor(MailCase mail) =>
        mail.From is null ? Hold(mail, HoldReason.NoAuthor, "From is missing, empty or cannot be read.") : null;

    private static Logger.Allowed? SeveralFrom(MailCase mail)
    {
        if (mail.Envelope.From.Count < 2)
        {
            return null;
        }

        if (mail.Envelope.Sender is { } sender && ActiveUserAt(mail, sender) is { } sending)
        {
            mail.Trace.Hit("B3", "Several people in From; the author is the user in Sender.");
            return Allow(sender, sending);
        }

        foreach (var from in mail.Envelope.From)
        {
            if (ActiveUserAt(mail, from) is { } user)
            {
                mail.Flag("several authors");
                mail.Trace.Hit("B3", $"Several people in From; the author is the first of them who is a user: {user.Key}.");
                return Allow(from, user);
            }
        }

        return null;
    }

    private static Logger.Allowed? ActiveUser(MailCase mail)
    {
        if (ActiveUserAt(mail, mail.From!) is not { } user)
        {
            return null;
        }

        var assistant = mail.Envelope.Sender is { } sender && ActiveUserAt(mail, sender) is { } other && other.Id != user.Id ? sender : null;
        mail.Trace.Hit("B3", assistant is null ? $"From is the user {user.Key}." : $"From is the user {user.Key}; sent on behalf by {assistant.Key}.");
        return new Logger.Allowed(new Author(mail.From!, user.Id, Contact: null) { SentBy = assistant });
    }

    private static Logger.Held? FormerUser(MailCase mail) =>
        mail.FromUser is { } user ? Hold(mail, HoldReason.AuthorInactive, $"From is the user {user.Key}, who is not active any more.") : null;

    private static Logger.Allowed? SharedMailbox(MailCase mail)
    {
        if (!mail.Directory.IsInternalDomain(mail.From!.Domain) || mail.Envelope.Sender is not { } sender || ActiveUserAt(mail, sender) is not { } user)
        {
            return null;
        }

        mail.Trace.Hit("B3", $"From is a shared mailbox of ours; the author is the user in Sender: {user.Key}.");
        return Allow(sender, user);
    }

    private static Logger.Allowed? Redirect(MailCase mail)
    {
        foreach (var resent in mail.Envelope.ResentFrom)
        {
            if (ActiveUserAt(mail, resent) is { } user)
            {
                mail.Trace.Hit("B3", $"The user {user.Key} resent this mail: author is {user.Key}, customer is From.");
                return Allow(resent, user) with { Redirected = true };
            }
        }

        return null;
    }

    private static Logger.Allowed? AutoForward(MailCase mail)
    {
        if (AutoForwarded.By(mail) is not { } by)
        {
            return null;
        }

        mail.Flag("auto-forward");
        mail.Trace.Hit("B3", $"The mailbox of {by.Owner.Key} forwarded it by itself ({by.Field}): author is {by.Owner.Key}, customer is From.");
        return Allow(by.Mailbox, by.Owner) with { Redirected = true };
    }

    private static Logger.Held? UnknownColleague(MailCase mail) =>
        mail.Directory.IsInternalDomain(mail.From!.Domain)
            ? Hold(mail, HoldReason.UnknownAuthor, $"{mail.From.Domain} is a domain of ours, but {mail.From.Key} is not a user.")
            : null;

    private static Logger.Held? Tagged(MailCase mail, Logger.Allowed allowed) => LogTags.Refuse(mail, allowed.Author) is { } hold ? new Logger.Held(hold) : null;

    // Who resends a mail, or whose mailbox forwards it, is not who wrote it: of such mail the customer in From is proven.
    private static Logger.Held? Authenticated(MailCase mail, Logger.Allowed allowed)
    {
        var verdict = AuthenticationResults.Read(mail.Envelope, mail.Policy, allowed.Redirected ? null : allowed.Author.Address);
        if (verdict == AuthenticationVerdict.Pass)
        {
            mail.Trace.Hit("B3", "A trusted server found the sender genuine.");
            return null;
        }

        var what = verdict == AuthenticationVerdict.Fail ? "A trusted server found that the sender is not genuine" : "No trusted server says whether the sender is genuine";
        var isRequired = mail.Policy.Authentication == AuthenticationPolicy.Require;
        if (isRequired && !SenderRules.LetsThrough(mail, SenderRuleKind.Unverified, "B3", what))
        {
            return Hold(mail, HoldReason.AuthFailed, $"{what}, and the setting Authentication requires it.");
        }

        if (verdict == AuthenticationVerdict.Fail)
        {
            mail.Flag("sender not verified");
        }

        if (isRequired)
        {
            return null; // a person let the sender through, and the trace says so
        }

        if (verdict == AuthenticationVerdict.Fail)
        {
            mail.Trace.Hit("B3", $"{what}; recorded with a mark, as the setting Authentication says.");
        }
        else
        {
            mail.Trace.Miss("B3", $"{what}; taken as it is, as the setting Authentication says.");
        }

        return null;
    }

    private static User? ActiveUserAt(MailCase mail, MailAddress address) => mail.Directory.UserAt(address.Address) is { Active: true } user ? user : null;

    private static Logger.Allowed Allow(MailAddress address, User user) => new(new Author(address, user.Id, Contact: null));

    private static Logger.Held Hold(MailCase mail, HoldReason reason, string evidence)
    {
        mail.Trace.Hit("B3", evidence);
        return new Logger.Held(new Decision.Hold(reason, [], evidence));
    }
}
