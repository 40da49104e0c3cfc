namespace Touchpoints.Threading;

/// <summary>
/// The thread that a logged mail joins, or the one that a new touchpoint is linked to; both null for a mail without a family.
/// </summary>
internal sealed record JoinedThread(StoredThread? Thread, IReadOnlyList<TouchpointId> Others, TouchpointId? LinkedTo)
{
    private static readonly JoinedThread None = new(null, [], null);

    /// <summary>
    /// A logged mail joins the thread of its headers when an outside person or the account is common (S013, S014); else it is a touchpoint of its own, linked
    /// to it (S015; B5.2 "started from"). An account that was named expressly outranks the thread.
    /// </summary>
    public static JoinedThread Of(MailCase mail, IReadOnlyList<Person> people, AccountId? named, string subject)
    {
        if (mail.HeaderHits.Count == 0)
        {
            return None;
        }

        if (mail.HeaderHits.All(hit => hit.GuardFailed))
        {
            return Linked(mail, mail.HeaderHits[0].Thread, "related");
        }

        var placed = ThreadChoice.Of(mail, people);
        if (placed.Home is not { } home)
        {
            // Nobody on it belongs to one of the threads: a new conversation that began with an old mail.
            return Linked(mail, mail.HeaderHits[0].Thread, "started from");
        }

        if (named is { } account && account != home.Account)
        {
            mail.Trace.Hit("B5.2", $"The headers name thread {home.Id.Value}, but another account is named expressly: a touchpoint of its own.");
            return Linked(mail, home, "started from");
        }

        // A person who chose the account, and not the thread, wants a touchpoint of its own; on several accounts it cannot be anything else.
        if (mail.Known.Choice is { Account: not null } choice && (home.State is TouchpointState.Deleted or TouchpointState.Erased || choice.Further.Count > 0))
        {
            return Linked(mail, home, "started from");
        }

        if (ThreadStates.IsLeftAlone(mail, home))
        {
            mail.Flag("old");
            return Linked(mail, home, "started from");
        }

        return Joins(mail, home, people, named, subject) ? new JoinedThread(home, placed.Others, null) : Linked(mail, home, "started from");
    }

    private static bool Joins(MailCase mail, StoredThread home, IReadOnlyList<Person> people, AccountId? named, string subject)
    {
        var differs = ThreadConflicts.SubjectDiffers(home, subject);
        if (mail.HeaderHits.FirstOrDefault(hit => hit.Thread.Id == home.Id) is { Rule: "T10" } && CommonPeople.Participant(home, people) is null)
        {
            mail.Trace.Miss("B5.2", $"Only a mark in the subject names thread {home.Id.Value}, and none of its people is on the mail.");
            return false;
        }

        if (CommonPeople.Participant(home, people) is { } common)
        {
            mail.Trace.Hit("B5.2", $"{common.Key} takes part in thread {home.Id.Value} too: the mail joins it.");
            ThreadConflicts.FlagSubject(mail, home, subject);
            return true;
        }

        if (!differs && (named == home.Account || CommonPeople.HasAccount(mail, home.Account, people)))
        {
            mail.Trace.Hit("B5.2", $"Its people belong to the account of thread {home.Id.Value}: the mail joins it.");
            return true;
        }

        mail.Trace.Miss("B5.2", $"Nobody outside is common with thread {home.Id.Value}{(differs ? ", and the subject is another" : ", nor is the account")}.");
        return false;
    }

    private static JoinedThread Linked(MailCase mail, StoredThread thread, string how)
    {
        mail.Flag(how);
        mail.Trace.Hit("B5.2", $"A touchpoint of its own, linked to thread {thread.Id.Value} as \"{how}\".");
        return None with { LinkedTo = thread.State == TouchpointState.Erased ? null : thread.Id };
    }
}
