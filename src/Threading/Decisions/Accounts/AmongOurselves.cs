namespace Touchpoints.Threading;

/// <summary>A logged mail on which no outside person is left (behaviour.md B7.5; W7).</summary>
internal static class AmongOurselves
{
    /// <summary><paramref name="noteHint"/> is what to say when nobody but our own address received it; empty when others did.</summary>
    public static Decision Decide(MailCase mail, Author author, AccountId? named, IReadOnlyList<Person> people, string noteHint)
    {
        ItemDraft Item(AccountId account) => Items.OfMail(mail, author, people, account) with { Direction = Direction.Note, CountsAsTouch = false };

        if (named is { } account)
        {
            mail.Trace.Hit("B7.5", "Nobody outside is on it, but an account is named: an internal note.");
            return new Decision.NewTouchpoints([.. Overrides.All(mail, account).Select(one => new TouchpointDraft(one, Item(one)) { Kind = "note", Flow = Flows.Default(mail) })]);
        }

        if (PeopleOfMail.Any(people, PersonSide.NeverLog, recipientsOnly: false))
        {
            mail.Trace.Hit("B7.5", $"Without the people on {PeopleOfMail.NeverLogList(mail, people)} nobody outside is left.");
            return new Decision.Ignore(IgnoreReason.NeverLog);
        }

        var placed = ThreadChoice.Of(mail, people);
        if (placed.Home is { } thread)
        {
            mail.Trace.Hit("B7.5", $"Nobody outside is on it; its headers name thread {thread.Id.Value}: an internal reply.");
            return ThreadStates.Check(mail, thread) ?? new Decision.ThreadReply(new ReplyDraft(thread.Id, Item(thread.Account)) { IsInternal = true, LinkedThreads = placed.Others });
        }

        return placed.Accounts.Count > 0 ? Hold(mail, HoldReason.ThreadConflict, placed.Accounts, placed.Evidence) : Waits(mail, people, noteHint);
    }

    private static Decision.Hold Waits(MailCase mail, IReadOnlyList<Person> people, string noteHint)
    {
        if (noteHint.Length > 0)
        {
            mail.Trace.Hit("W7", noteHint);
            return new Decision.Hold(HoldReason.NoMatch, [], noteHint);
        }

        return PeopleOfMail.Any(people, PersonSide.Internal, recipientsOnly: true)
            ? Hold(mail, HoldReason.InternalOnly, [], "Only people of ours received it, and no account is named.")
            : Hold(mail, HoldReason.NoMatch, [], "No person who could be a customer is left on it: only robots, or addresses that cannot be read.");
    }

    private static Decision.Hold Hold(MailCase mail, HoldReason reason, IReadOnlyList<AccountId> candidates, string evidence)
    {
        mail.Trace.Hit("B7.5", evidence);
        return new Decision.Hold(reason, candidates, evidence);
    }
}
