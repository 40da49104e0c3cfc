namespace Touchpoints.Threading;

/// <summary>
/// A reason for operators: its word in outputs and in the store, what it means, and what to do next. <see cref="Word"/> is the name in kebab-case.
/// </summary>
public sealed record ReasonText<T>(T Reason, string Word, string Meaning, string NextStep)
    where T : struct, Enum;

/// <summary>The closed list of behaviour.md B10, as data. docs/decisions-explained.md is made of it.</summary>
public static class HoldReasons
{
    private const string Assign = "Assign the mail to an account";

    /// <summary>Every reason, in the order of the law.</summary>
    public static IReadOnlyList<ReasonText<HoldReason>> All { get; } =
    [
        Of(HoldReason.NoMatch, "No person on the mail is a contact of an account, and none has a domain of one.",
            $"Add the missing contact or domain: the mail is then recorded by itself. Or {Lower(Assign)}."),
        Of(HoldReason.NoAddress, "A forwarded mail shows its sender's name but no address.", $"{Assign}."),
        Of(HoldReason.InternalOnly, "Only people of ours are on the mail, and it names no account.",
            $"{Assign}; it becomes an internal note. Next time write [account key] into the subject."),
        Of(HoldReason.Ambiguous, "A person or a domain belongs to several accounts, and nothing else on the mail decides between them.",
            "Choose one or several of the accounts listed, or correct the directory."),
        Of(HoldReason.SeveralAccounts, "People of several accounts are on the mail, and the setting SeveralAccounts lets a person choose.", "Choose one or several of the accounts listed."),
        Of(HoldReason.TooManyAccounts, "People of more accounts are on the mail than the setting MaxAccounts allows.",
            "Choose one or several of the accounts listed, or dismiss the mail if it was a mass mailing."),
        Of(HoldReason.BadOverride, "The mail names an account by a key that no account has, or names two accounts.",
            $"{Assign}, let it through without the key, or create an account with that key."),
        Of(HoldReason.UnknownAuthor, "The mail went to the log address, and its sender is not a user.",
            "If it is one of us, add the user, or give the address to one. If it is a stranger, let the mail through once or dismiss it. Nobody outside is ever answered."),
        Of(HoldReason.AuthorInactive, "The sender is a user who is not active any more.", "Let it through once if it is genuine, give the address to an active user, or dismiss the mail."),
        Of(HoldReason.NoAuthor, "From is missing, empty or cannot be read.", "Read the mail's source; let it through or assign it if it is of use, else dismiss it."),
        Of(HoldReason.AuthFailed, "The sender could not be verified, and the setting Authentication requires it.",
            "Ask the sender by another way whether the mail is theirs; then let it through, once or for all mail of the sender or the domain, or dismiss it."),
        Of(HoldReason.NewSender, "Somebody whom neither the thread nor the account knows answers in a thread.",
            "Let it through, with or without making them a contact of the account, or dismiss it."),
        Of(HoldReason.OtherAccount, "A contact of another account writes into a thread.",
            "Find out how the reply address got there. Assign the mail to the account it belongs to, or let it through, with or without making them a contact here."),
        Of(HoldReason.SubjectToken, "Only a mark in the subject names the thread, and the sender does not take part in it.", "Let it through if it belongs there, with or without making them a contact of the account; else assign it, or dismiss it."),
        Of(HoldReason.UnknownToken, "The reply address was damaged on the way, forged, or is not kept any more, and the headers name no thread.",
            "Choose its thread, or assign it to an account as a touchpoint of its own if it is a customer's answer; else dismiss it."),
        Of(HoldReason.TokenRevoked, "The reply address was revoked.", "Choose its thread, or assign it as a touchpoint of its own, if the mail is wanted all the same; else dismiss it."),
        Of(HoldReason.ThreadDeleted, "The mail answers in a thread that was deleted.", $"Restore the thread, choose another one, or {Lower(Assign)} as a touchpoint of its own."),
        Of(HoldReason.ThreadConflict, "The mail points to threads of several accounts, and its sender does not decide between them.", "Choose its thread, or one of the accounts listed."),
        Of(HoldReason.InternalThread, "Somebody outside answers in a thread that is an internal note.",
            "Find out how the address got outside and revoke it. Choose another thread, assign the mail as a touchpoint of its own, or dismiss it."),
        Of(HoldReason.Unaddressed, "No address of ours stands in any field of the mail, and its sender is not a user.",
            "If mail of this mailbox comes by another address, add it to the setting LogAddresses. Let it through to take it as logged, choose its thread, or dismiss it."),
        Of(HoldReason.Oversize, "The mail is larger than the setting MaxMailMegabytes.", "Let it through: it is read whatever its size, and fetched for that where it stayed on its server. Or keep it unread as a file, or raise the setting, which counts for it from the next start on where its octets are here."),
        Of(HoldReason.ParseLimit, "The mail has more people or parts than are taken by themselves.", "Let it through, assign it, or keep it unread as a file if it is wanted; nothing of it is lost."),
        Of(HoldReason.Unparseable, "The mail could not be read, or reading it failed three times.", "Its octets are kept: look at its source. Keep it unread as a file on an account if it is wanted. A version with newer rules tries it again by itself."),
        Of(HoldReason.Spam, "A server before us marked the mail as spam.", "Let it through if it is wanted, once or for all mail of the sender or the domain, or dismiss it."),
        Of(HoldReason.LoopSuspect, "So many mails of one sender came within ten minutes that two machines may be answering each other.",
            "Look at one of them. Release all of the sender's if a person meant to send them; else stop the other machine and ignore all."),
        Of(HoldReason.PersonalTag, "The log address needs a personal tag, and the mail used it without one.", "Let it through once if it is genuine."),
        Of(HoldReason.PersonalTagMismatch, "The personal tag of the log address belongs to another user than the sender.", "Let it through once if it is genuine, and change the tag if it leaked."),
        Of(HoldReason.StoreRejected, "The database refused the rows of this mail; the error is kept with it.", "Report the error. Keep the mail unread as a file if it is wanted at once. A version with newer rules tries it again by itself; replay the mail by its number to try it before."),
        Of(HoldReason.Unfetchable, "The server does not hand out the mail, or gave a text of its own in place of it.",
            "Nothing yet: it is asked for again by itself, six times within a day. After that look at it with a mail program; move it to another folder and back, which makes it a new delivery."),
    ];

    /// <summary>The word of a reason: "no-match".</summary>
    public static string Word(HoldReason reason) => Words.Of(reason);

    /// <summary>The reason of a word, or null for a word that is none.</summary>
    public static HoldReason? Parse(string word) => Words.Parse<HoldReason>(word);

    /// <summary>Word, meaning and next step of a reason.</summary>
    public static ReasonText<HoldReason> Explain(HoldReason reason) => All.First(r => r.Reason == reason);

    private static ReasonText<HoldReason> Of(HoldReason reason, string meaning, string nextStep) => new(reason, Words.Of(reason), meaning, nextStep);

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}

/// <summary>Why a mail is not recorded, as data for operators.</summary>
public static class IgnoreReasons
{
    /// <summary>Every reason.</summary>
    public static IReadOnlyList<ReasonText<IgnoreReason>> All { get; } =
    [
        Of(IgnoreReason.OwnOutbound, "We sent this mail ourselves; it came back through a copy rule.", "Nothing to do: it is linked to its touchpoint."),
        Of(IgnoreReason.OwnAddress, "The sender is one of our own log or reply addresses.", "If a program of yours writes with that address, give it another."),
        Of(IgnoreReason.Machine, "A machine wrote it, and it speaks of no thread of ours.", "Nothing to do; the mail can be read on the ops page until its octets age out."),
        Of(IgnoreReason.NeverLog, "Everybody outside on the mail is on the never-log list: the organisation's, or the own one of the user who logged it.", "Nothing to do; change the list if somebody stands on it by mistake. What was ignored stays so until it is replayed: touchpoints replay."),
        Of(IgnoreReason.Tombstone, "The mail, or the thread it answers in, was deleted or erased for privacy.", "Nothing to do: erased stays erased."),
        Of(IgnoreReason.Dismissed, "A person dismissed the held mail.", "Nothing to do; who and why are kept."),
    ];

    /// <summary>The word of a reason: "own-outbound".</summary>
    public static string Word(IgnoreReason reason) => Words.Of(reason);

    /// <summary>The reason of a word, or null for a word that is none.</summary>
    public static IgnoreReason? Parse(string word) => Words.Parse<IgnoreReason>(word);

    /// <summary>Word, meaning and next step of a reason.</summary>
    public static ReasonText<IgnoreReason> Explain(IgnoreReason reason) => All.First(r => r.Reason == reason);

    private static ReasonText<IgnoreReason> Of(IgnoreReason reason, string meaning, string nextStep) => new(reason, Words.Of(reason), meaning, nextStep);
}
