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
                return new Decision.Hold(HoldReason.ThreadDeleted, [], evidence) { Thread = thread.Id };
            case TouchpointState.Closed:
                mail.Flag("after close");
                mail.Trace.Hit("B5.3", $"Thread {thread.Id.Value} is closed: a reply after its close.");
                break;
            default:
                mail.Trace.Miss("B5.3", $"Thread {thread.Id.Value} is open.");
                break;
        }

        if (mail.Directory.Account(thread.Account) is { Archived: true })
        {
            mail.Flag("archived account");
            mail.Trace.Hit("B5.3", "The account of the thread is archived.");
        }

        return null;
    }
}
