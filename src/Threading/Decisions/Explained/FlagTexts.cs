namespace Touchpoints.Threading;

/// <summary>A remark beside an outcome, for operators. Nothing waits because of one.</summary>
public sealed record FlagText(string Flag, string Meaning);

/// <summary>Flags that programs go by.</summary>
public static class Flags
{
    /// <summary>The thread was closed when the reply came (behaviour.md B5.3).</summary>
    public const string AfterClose = "after close";

    /// <summary>The account is archived (behaviour.md B5.3).</summary>
    public const string ArchivedAccount = "archived account";
}

/// <summary>Every flag that a decision may carry, as data. docs/decisions-explained.md is made of it.</summary>
public static class FlagTexts
{
    /// <summary>Every flag, by its word.</summary>
    public static IReadOnlyList<FlagText> All { get; } =
    [
        new(Flags.AfterClose, "The thread was closed when the reply came."),
        new(Flags.ArchivedAccount, "The account is archived."),
        new("auto-forward", "A user's mailbox passed a customer's mail on by itself; the owner of that mailbox is the author."),
        new("bad token", "A reply address of ours stood on the mail, but was damaged, forged or is gone."),
        new("by domain", "Nobody on the mail is a contact; the account was found by a domain of it."),
        new("by headers", "The thread was found by In-Reply-To or References, not by a reply address."),
        new("by marks", "The thread was found by a mark in the text or the subject, by Outlook's conversation or by the mail that it quotes."),
        new("date without zone", "The forwarded block shows its date without a time zone; the author's was taken."),
        new("encrypted", "The text is encrypted; its people and its headers decided, and the part is kept."),
        new("forward without date", "The forwarded block shows no date that can be read; the date of the forward was taken."),
        new("forward without original", "The subject says that it is a forward, but no original is in it."),
        new("headers point to another thread", "The reply address names one thread, the headers another; the reply address decided."),
        new("inactive contact", "Only an inactive contact matched."),
        new("machine content", "A user put a machine's mail on record."),
        new("message id reused", "An earlier, different mail has the same Message-ID."),
        new("new participant", "Another contact of the account joined the thread."),
        new("new person", "An unknown person with a domain of the account answered."),
        new("new sender", "A stranger answered to a valid reply address; shown as \"not a participant\"."),
        new("normalised", "A contact matched after the sub-address (and the dots of Gmail) were removed."),
        new("old", "Nobody had written in the thread for longer than the setting OldThread:Days."),
        new("other account", "A contact of another account answered, and the setting OtherAccount accepts it."),
        new("other accounts", "People of other accounts are on the mail too, and the setting SeveralAccounts took the first."),
        new("other address", "A participant answered from another address of theirs."),
        new("possible duplicate", "A mail with the same content under another Message-ID came within ten minutes, or the forwarded mail looks like one that is recorded."),
        new("related", "An earlier mail named the same ancestor, but nobody is common; or one of several forwarded mails belongs to a thread; linked."),
        new("remembered", "An operator decided for this address before, and wanted it remembered."),
        new("sender not verified", "A trusted server found that the sender is not genuine."),
        new("several authors", "Several people stand in From; the first user among them is the author."),
        new("shortened", "The shown text was cut at the display limit; the whole text is kept."),
        new("signature not checked", "The mail is signed (S/MIME or PGP), and nobody has checked the signature."),
        new("started from", "The mail answers one of another conversation, with other people or subject; linked."),
        new("subject changed", "The subject is another than the thread's."),
    ];

    /// <summary>What a flag means; empty for a word that an older version wrote.</summary>
    public static string Explain(string flag) => All.FirstOrDefault(text => text.Flag == flag)?.Meaning ?? "";
}
