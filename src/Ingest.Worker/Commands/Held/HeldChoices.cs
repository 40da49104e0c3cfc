using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>How a held mail is let through, and what of it is to hold for further mail.</summary>
internal sealed record Acceptance
{
    /// <summary>All further mail of its sender too.</summary>
    public bool Sender { get; init; }

    /// <summary>All further mail of its sender's domain too.</summary>
    public bool Domain { get; init; }

    /// <summary>Its sender becomes a contact of the thread's account.</summary>
    public bool Contact { get; init; }

    /// <summary>Its sender's address is given to the user with this key; empty: to nobody.</summary>
    public string User { get; init; } = "";
}

/// <summary>What a person decides for a held mail (behaviour.md B10), the same for commands and the page. Each answers the mail as it is then.</summary>
internal static class HeldChoices
{
    /// <summary>Lets a mail through: once, or with a change of the directory that lets further mail through as well; says what follows from that.</summary>
    public static (MailDetail Mail, string Follows) Accept(Installation installation, MailId id, Acceptance acceptance, string by)
    {
        var mail = Held(installation, id);
        var (reason, acts) = ActsOf(mail);
        if (reason is HoldReason.Oversize && mail.Place.Length == 0 && installation.Database.Unfetched.Ask(id, by))
        {
            return (mail, "It is fetched at the next look at its mailbox, whatever its size, and then decided.");
        }

        var change = acceptance switch
        {
            { Sender: true } or { Domain: true } => Sender(installation, mail, Require(mail, acts, HeldAct.LetSenderThrough, reason), acceptance.Domain, by),
            { Contact: true } when Require(mail, acts, HeldAct.AddContact, reason) == reason => Contact(installation, mail, by),
            { User.Length: > 0 } when Require(mail, acts, HeldAct.AddAddress, reason) == reason => Address(installation, mail, acceptance.User, by),
            _ => null,
        };

        // What the directory says now may have freed it already; a person who looked at it lets it through in any case.
        if (change is null || (acceptance.User.Length == 0 && installation.Database.Reports.Mail(id) is { Outcome: "held" }))
        {
            Require(mail, acts, HeldAct.LetThrough, reason);
            HeldMail.Redecide(installation, id, new OperatorChoice(null, by), by);
        }

        return (Settled(installation, id), change?.Of(id, installation) ?? "");
    }

    /// <summary>Records a mail in a thread, whatever its addresses say.</summary>
    public static MailDetail Answer(Installation installation, MailId id, TouchpointId thread, string by)
    {
        Held(installation, id);
        if (installation.Database.Touchpoints.StateOf(thread) is not { } state)
        {
            throw new CommandException($"There is no touchpoint {thread.Value}. Threads that a mail may belong to are named by: touchpoints held show {id.Value}");
        }

        if (state is TouchpointState.Deleted or TouchpointState.Erased)
        {
            throw new CommandException(state is TouchpointState.Deleted
                ? $"Touchpoint {thread.Value} is deleted. Bring it back first: touchpoints touchpoint restore {thread.Value}"
                : $"Touchpoint {thread.Value} was erased for privacy, and takes nothing any more. Assign the mail to an account as a touchpoint of its own: touchpoints held assign {id.Value} ACCOUNT");
        }

        HeldMail.Redecide(installation, id, new OperatorChoice(null, by) { Thread = thread }, by);
        return Settled(installation, id);
    }

    /// <summary>Records a mail on accounts, with its own date.</summary>
    public static MailDetail Assign(Installation installation, MailId id, IReadOnlyList<AccountId> accounts, string by)
    {
        Held(installation, id);
        HeldMail.Redecide(installation, id, new OperatorChoice(accounts[0], by) { Further = accounts.Count == 1 ? [] : [.. accounts.Skip(1).Distinct().Where(one => one != accounts[0])] }, by);
        return Settled(installation, id);
    }

    /// <summary>Records a mail on an account without reading it.</summary>
    public static MailDetail Keep(Installation installation, MailId id, AccountId account, string by)
    {
        var mail = Held(installation, id);
        var (reason, acts) = ActsOf(mail);
        Require(mail, acts, HeldAct.KeepAsFile, reason);
        if (mail.Place.Length == 0)
        {
            throw new CommandException($"There are no octets of mail {id.Value}: it stayed on its server. {HoldReasons.Explain(reason).NextStep}");
        }

        HeldMail.Redecide(installation, id, new OperatorChoice(account, by) { AsFile = true }, by);
        return Settled(installation, id);
    }

    /// <summary>Brings a deleted thread back as it was; answers what it is again, and how many held mails are settled by it.</summary>
    public static (TouchpointState State, int Freed) Restore(Installation installation, TouchpointId thread, string by)
    {
        var state = installation.Database.Touchpoints.Restore(thread, by) ?? throw NotSo(installation, thread, "is not deleted");
        return (state, HeldMail.RedecideAll(installation, $"thread restored by {by}", HoldReason.ThreadDeleted));
    }

    /// <summary>Deletes a thread; it can be brought back.</summary>
    public static void Delete(Installation installation, TouchpointId thread, string by, string why)
    {
        if (!installation.Database.Touchpoints.Delete(thread, by, why))
        {
            throw NotSo(installation, thread, "cannot be deleted");
        }
    }

    private static CommandException NotSo(Installation installation, TouchpointId thread, string what) => new(installation.Database.Touchpoints.StateOf(thread) is { } state
        ? $"Touchpoint {thread.Value} {what}: it is {DecisionText.Kebab(state.ToString())}. Nothing was changed."
        : $"There is no touchpoint {thread.Value}.");

    private static FollowingChange Sender(Installation installation, MailDetail mail, HoldReason reason, bool ofDomain, string by)
    {
        var directory = installation.Database.Directory;
        var before = directory.Snapshot();
        var sender = SenderOf(mail);
        var entry = ofDomain ? "@" + sender.Domain : sender.Key;
        directory.LetThrough(entry, HeldActs.RuleOf(reason)!.Value, by, mail.Id);
        return new FollowingChange($"From now on mail of {entry} is let through", DirectoryChange.After(installation, before, $"sender let through by {by}"), $" To take that back: touchpoints directory forget {entry}");
    }

    private static FollowingChange Contact(Installation installation, MailDetail mail, string by)
    {
        var sender = SenderOf(mail);
        var account = installation.Database.Reports.HeldIn(mail.Id) is { } thread ? installation.Database.Directory.Snapshot().Account(thread.Account) : null;
        if (account is null)
        {
            throw new CommandException($"No thread is known that mail {mail.Id.Value} belongs to. Import the contact: touchpoints directory import contacts.csv");
        }

        var name = sender.DisplayName.Length > 0 ? sender.DisplayName : sender.Address;
        var import = new DirectoryImport { Contacts = [new ContactRow($"{sender.Key}/{account.Key}", account.Key, name, [sender.Address])] };
        return new FollowingChange($"{sender.Key} is a contact of {account.Name} now", DirectoryChange.Apply(installation, import, $"contact added by {by}").Change);
    }

    private static FollowingChange Address(Installation installation, MailDetail mail, string key, string by)
    {
        var sender = SenderOf(mail);
        var user = HeldCommand.UserOf(installation, key);
        var import = new DirectoryImport { Users = [new UserRow(user.Key, user.Name, [.. user.Addresses, sender.Address], user.Active)] };
        return new FollowingChange($"{sender.Key} is an address of {user.Name} now", DirectoryChange.Apply(installation, import, $"address added by {by}").Change);
    }

    private static MailDetail Held(Installation installation, MailId id)
    {
        var mail = installation.Database.Reports.Mail(id) ?? throw new CommandException($"There is no mail {id.Value}. Held mail is listed by: touchpoints held list");
        return mail.Outcome == "held" ? mail : throw new CommandException($"Mail {id.Value} is not held (any more): it is {mail.Outcome}. Nothing was changed.");
    }

    private static MailDetail Settled(Installation installation, MailId id)
    {
        var mail = installation.Database.Reports.Mail(id)!;
        return mail.Outcome != "held"
            ? mail
            : throw new CommandException($"Mail {id.Value} is still held ({mail.Reason}): {installation.Database.Reports.EvidenceOf(id)} It can be dismissed: touchpoints held dismiss {id.Value} --why …");
    }

    private static (HoldReason Reason, IReadOnlyList<HeldAct> Acts) ActsOf(MailDetail mail)
    {
        var reason = HoldReasons.Parse(mail.Reason) ?? throw new CommandException($"Mail {mail.Id.Value} is held as {mail.Reason}, which this version does not know.");
        return (reason, HeldActs.Of(reason));
    }

    private static HoldReason Require(MailDetail mail, IReadOnlyList<HeldAct> acts, HeldAct act, HoldReason reason) => acts.Contains(act)
        ? reason
        : throw new CommandException($"Mail {mail.Id.Value} is held as {mail.Reason}, and that is not settled in this way. {HoldReasons.Explain(reason).NextStep}");

    // As senders are kept: the address, or "Name <address>".
    private static MailAddress SenderOf(MailDetail mail)
    {
        var open = mail.From.EndsWith('>') ? mail.From.LastIndexOf('<') : -1;
        var sender = open < 0 ? new MailAddress("", mail.From) : new MailAddress(mail.From[..open].Trim(), mail.From[(open + 1)..^1]);
        return TableRow.IsAddress(sender.Address) ? sender : throw new CommandException($"The sender of mail {mail.Id.Value} has no address that could be kept.");
    }

    private sealed record FollowingChange(string What, DirectoryChange Change, string Then = "")
    {
        /// <summary>The mail itself is not among the others that the change settled.</summary>
        public string Of(MailId mail, Installation installation)
            => $"{What}{Change with { Freed = Math.Max(0, Change.Freed - (installation.Database.Reports.Mail(mail) is { Outcome: "held" } ? 0 : 1)) }}.{Then}";
    }
}
