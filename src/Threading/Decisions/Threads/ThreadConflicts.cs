namespace Touchpoints.Threading;

/// <summary>When a mail's signals do not agree (behaviour.md B5.2).</summary>
internal static class ThreadConflicts
{
    /// <summary>Token and headers name different threads: the token's, with a flag, unless the sender belongs only to the other.</summary>
    public static Decision.Hold? Check(MailCase mail, StoredThread home)
    {
        if (mail.Known.Choice?.Thread is not null || mail.HeaderHits.FirstOrDefault(h => h is { GuardFailed: false, IsById: true } && h.Thread.Id != home.Id) is not { } other || mail.HeaderHits.Any(h => h.Thread.Id == home.Id))
        {
            return null;
        }

        var otherAccount = other.Thread.Account != home.Account;
        if (otherAccount && mail.Known.Choice is null && mail.From is { } from && CommonPeople.IsParticipant(other.Thread, from.Key) && !BelongsTo(mail, home, from))
        {
            var evidence = $"The reply address is of thread {home.Id.Value}, but the headers and the sender belong to thread {other.Thread.Id.Value} of another account.";
            mail.Trace.Hit("B5.2", evidence);
            return new Decision.Hold(HoldReason.ThreadConflict, [home.Account, other.Thread.Account], evidence) { Thread = home.Id };
        }

        mail.Flag("headers point to another thread");
        mail.Trace.Hit("B5.2", $"The headers point to thread {other.Thread.Id.Value}; the reply address decides.");
        return null;
    }

    public static void FlagSubject(MailCase mail, StoredThread thread, string subject)
    {
        if (SubjectDiffers(thread, subject))
        {
            mail.Flag("subject changed");
            mail.Trace.Hit("B5.2", "The subject is another than the thread's: it stays in the thread and can be split off.");
        }
    }

    public static bool SubjectDiffers(StoredThread thread, string subject)
    {
        var (ours, theirs) = (SubjectLine.Normalised(thread.Subject), SubjectLine.Normalised(subject));
        return ours.Length > 0 && theirs.Length > 0 && ours != theirs;
    }

    private static bool BelongsTo(MailCase mail, StoredThread thread, MailAddress from) =>
        CommonPeople.IsParticipant(thread, from.Key) || PeopleOfMail.IsInternal(from, mail.Directory)
        || CommonPeople.HasAccount(mail, thread.Account, [new Person(from, "from", from.Key, PersonSide.Outside)]);
}
