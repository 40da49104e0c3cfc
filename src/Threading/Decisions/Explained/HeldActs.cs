namespace Touchpoints.Threading;

/// <summary>What a person may do with a held mail. Every one may be assigned to one account or several, put into a thread, tried again, or dismissed; these come beside it.</summary>
public enum HeldAct
{
    /// <summary>Let it through once: what kept it back is overlooked, every other rule decides.</summary>
    LetThrough,

    /// <summary>Let it through, and all further mail of its sender or domain too.</summary>
    LetSenderThrough,

    /// <summary>Make its sender a contact of the thread's account.</summary>
    AddContact,

    /// <summary>Give its sender's address to a user.</summary>
    AddAddress,

    /// <summary>Bring the deleted thread back.</summary>
    RestoreThread,

    /// <summary>Record it on an account without reading it, the mail itself as its file.</summary>
    KeepAsFile,

    /// <summary>Settle all that is held of the sender at once.</summary>
    SettleSender,
}

/// <summary>The right column of behaviour.md B10, as data: commands and pages offer what stands here.</summary>
public static class HeldActs
{
    private static readonly Dictionary<HoldReason, HeldAct[]> s_of = new()
    {
        [HoldReason.BadOverride] = [HeldAct.LetThrough],
        [HoldReason.UnknownAuthor] = [HeldAct.LetThrough, HeldAct.AddAddress],
        [HoldReason.AuthorInactive] = [HeldAct.LetThrough, HeldAct.AddAddress],
        [HoldReason.NoAuthor] = [HeldAct.LetThrough],
        [HoldReason.AuthFailed] = [HeldAct.LetThrough, HeldAct.LetSenderThrough],
        [HoldReason.NewSender] = [HeldAct.LetThrough, HeldAct.AddContact],
        [HoldReason.OtherAccount] = [HeldAct.LetThrough, HeldAct.AddContact],
        [HoldReason.SubjectToken] = [HeldAct.LetThrough, HeldAct.AddContact],
        [HoldReason.ThreadDeleted] = [HeldAct.RestoreThread],
        [HoldReason.Unaddressed] = [HeldAct.LetThrough],
        [HoldReason.Oversize] = [HeldAct.LetThrough, HeldAct.KeepAsFile],
        [HoldReason.ParseLimit] = [HeldAct.LetThrough, HeldAct.KeepAsFile],
        [HoldReason.Unparseable] = [HeldAct.KeepAsFile],
        [HoldReason.Spam] = [HeldAct.LetThrough, HeldAct.LetSenderThrough],
        [HoldReason.LoopSuspect] = [HeldAct.LetThrough, HeldAct.SettleSender],
        [HoldReason.PersonalTag] = [HeldAct.LetThrough],
        [HoldReason.PersonalTagMismatch] = [HeldAct.LetThrough],
        [HoldReason.StoreRejected] = [HeldAct.KeepAsFile],
    };

    /// <summary>What may be done with a mail that is held for that reason, beside what may be done with every one.</summary>
    public static IReadOnlyList<HeldAct> Of(HoldReason reason) => s_of.GetValueOrDefault(reason) ?? [];

    /// <summary>The rule about a sender that lets mail of that reason through; null when there is none.</summary>
    public static SenderRuleKind? RuleOf(HoldReason reason) => reason switch
    {
        HoldReason.Spam => SenderRuleKind.NeverSpam,
        HoldReason.AuthFailed => SenderRuleKind.Unverified,
        _ => null,
    };
}
