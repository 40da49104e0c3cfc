namespace Touchpoints.Threading;

/// <summary>A blind copy of a user's own mail, or a note to the log address alone.</summary>
internal static class LoggedCopy
{
    private const string Hint = "No outside person on the mail is a contact, and none has a domain of an account. Add a contact, or choose the account.";
    private const string NoteHint = "Only our own address received it. Write the customer's address or [account key] into the subject, or choose the account.";

    public static Decision Decide(MailCase mail, Author author, AccountId? named, bool onlyOurs)
    {
        var people = mail.People;
        var kind = "bcc";
        if (onlyOurs && author.User is not null)
        {
            kind = "note";
            people = WithSubject(mail, people);
        }

        TellRemoved(mail, people);
        return PeopleOfMail.Any(people, PersonSide.Outside, recipientsOnly: false)
            ? WithOutsiders(mail, author, named, people, kind, onlyOurs ? NoteHint : Hint)
            : AmongOurselves.Decide(mail, author, named, people, onlyOurs ? NoteHint : "");
    }

    private static Decision WithOutsiders(MailCase mail, Author author, AccountId? named, IReadOnlyList<Person> people, string kind, string hint)
    {
        var direction = kind == "note" ? Direction.Note : author.User is null ? Direction.Inbound : Direction.Outbound;
        ItemDraft Item(AccountId account) => Items.OfMail(mail, author, people, account) with { Direction = direction, CountsAsTouch = true };

        var joined = JoinedThread.Of(mail, people, named, mail.Envelope.Subject);
        if (joined.Thread is { } thread)
        {
            return ThreadStates.Check(mail, thread)
                ?? new Decision.ThreadReply(new ReplyDraft(thread.Id, Item(thread.Account)) { LinkedThreads = joined.Others });
        }

        return (named is { } account ? new AccountMatch.To(Overrides.All(mail, account)) : AccountMatch.Of(mail, people, hint)) switch
        {
            AccountMatch.Waits waits => waits.Hold,
            AccountMatch.To to => new Decision.NewTouchpoints(
                [.. to.Accounts.Select(a => new TouchpointDraft(a, Item(a)) { Kind = kind, LinkedTo = joined.LinkedTo, Flow = Flows.Default(mail) })]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // W6: nobody but us received it; an address in the subject names the customer.
    private static IReadOnlyList<Person> WithSubject(MailCase mail, IReadOnlyList<Person> people)
    {
        var inSubject = SubjectLine.AddressesIn(mail.Envelope.Subject);
        if (inSubject.Count == 0)
        {
            mail.Trace.Miss("W6", "Only our address received it, and the subject holds no address.");
            return people;
        }

        mail.Trace.Hit("W6", $"Only our address received it; the subject holds {inSubject[0].Address}.");
        var all = new List<Person>(people);
        PeopleOfMail.Add(all, inSubject, "to", mail);
        return all;
    }

    private static void TellRemoved(MailCase mail, IReadOnlyList<Person> people)
    {
        foreach (var person in people)
        {
            var why = person.Side switch
            {
                PersonSide.Internal when person.IsRecipient => "is one of us",
                PersonSide.Robot => "is a robot or another product's mailbox",
                PersonSide.Broken => "cannot be an address",
                _ => "",
            };
            if (person.Side == PersonSide.NeverLog)
            {
                mail.Trace.Hit("B7.1", $"One person is on {PeopleOfMail.NeverLogList(mail, [person])} and is left out."); // not named: never recorded means here too
            }
            else if (why.Length > 0)
            {
                mail.Trace.Hit("B7.1", $"{person.Key} {why}: no candidate.");
            }
        }
    }
}
