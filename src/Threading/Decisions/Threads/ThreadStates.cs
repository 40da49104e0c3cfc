namespace Touchpoints.Threading;

/// <summary>What the state of a thread does to a mail that wants to join it (behaviour.md B5.3).</summary>
internal static class ThreadStates
{
    /// <summary>What the mail becomes instead of a reply, or null when it may join; then the flags are set.</summary>
    public static Decision? Check(MailCase mail, StoredThread thread)
    {
        switch (thread.State)
        {
            case TouchpointState.Erased:
                mail.Trace.Hit("B5.3", $"Thread {thread.Id.Value} was erased for privacy: only the fact is kept.");
                return new Decision.Ignore(IgnoreReason.Tombstone) { Thread = thread.Id };
            case TouchpointState.Deleted:
                var evidence = $"Thread {thread.Id.Value} was deleted.";
                mail.Trace.Hit("B5.3", evidence);
                return new Decision.Hold(HoldReason.ThreadDeleted, [thread.Account], evidence) { Thread = thread.Id };
            case TouchpointState.Closed:
                mail.Flag(Flags.AfterClose);
                mail.Trace.Hit("B5.3", $"Thread {thread.Id.Value} is closed: a reply after its close.");
                break;
            default:
                mail.Trace.Miss("B5.3", $"Thread {thread.Id.Value} is open.");
                break;
        }

        if (IsOld(mail, thread))
        {
            mail.Flag("old");
            mail.Trace.Hit("B5.3", $"Nobody wrote in thread {thread.Id.Value} for more than {mail.Policy.OldThreadDays} days (setting OldThread:Days).");
        }

        if (mail.Directory.Account(thread.Account) is { Archived: true })
        {
            mail.Flag(Flags.ArchivedAccount);
            mail.Trace.Hit("B5.3", "The account of the thread is archived.");
        }

        return null;
    }

    /// <summary>True where the settings make an answer in an old thread a touchpoint of its own.</summary>
    public static bool IsLeftAlone(MailCase mail, StoredThread thread) => mail.Policy.OldThread == OldThreadPolicy.NewTouchpoint && IsOld(mail, thread);

    private static bool IsOld(MailCase mail, StoredThread thread) =>
        mail.Policy.OldThreadDays > 0 && thread.LastTouch is { } last && mail.Envelope.ReceivedAt - last > TimeSpan.FromDays(mail.Policy.OldThreadDays);
}
