namespace Touchpoints.Threading;

/// <summary>A forward, a redirect, or mails attached to one (behaviour.md B6): the original decides, the user is the author.</summary>
internal static class LoggedForward
{
    private const string Hint = "No outside person of the forwarded mail is a contact, and none has a domain of an account. Add a contact, or choose the account.";

    public static Decision Decide(MailCase mail, Author author, AccountId? named, IReadOnlyList<Original> originals)
    {
        var fresh = originals.Where(o => AlreadyRecorded(mail, o) is null).ToList();
        if (fresh.Count == 0)
        {
            var recorded = AlreadyRecorded(mail, originals[0])!;
            mail.Trace.Hit("B2.3", $"The attached original is mail {recorded.Id.Value}, which is recorded already.");
            return new Decision.Duplicate(recorded.Id, Variant: false) { Note = originals[0].Reading.Note.Trim() };
        }

        if (fresh.Count == 1)
        {
            return One(mail, author, named, fresh[0]);
        }

        // All or nothing: a mail has one outcome.
        var drafts = new List<TouchpointDraft>();
        foreach (var original in fresh)
        {
            switch (Match(mail, author, named, original, ThreadOf(mail, original)))
            {
                case Decision.NewTouchpoints made:
                    drafts.AddRange(made.Items);
                    break;
                case var other:
                    return other;
            }
        }

        return new Decision.NewTouchpoints(drafts);
    }

    // W1: one touchpoint an original; of an original that belongs to a thread it is linked to that.
    private static TouchpointId? ThreadOf(MailCase mail, Original original)
    {
        mail.PlaceBy(original.Envelope ?? mail.Envelope, original.People);
        if (ThreadChoice.Of(mail, original.People).Home is not { State: not TouchpointState.Erased } thread)
        {
            return null;
        }

        mail.Flag("related");
        mail.Trace.Hit("B6.1", $"An original belongs to thread {thread.Id.Value}: its touchpoint is linked to it.");
        return thread.Id;
    }

    private static Decision One(MailCase mail, Author author, AccountId? named, Original original)
    {
        if (!original.People.Any(p => p.Side == PersonSide.Outside))
        {
            return WithoutOutsiders(mail, author, named, original);
        }

        if (original.Reading.Form == "inline" && QuotedMails.Of(mail).FirstOrDefault() is { } logged)
        {
            mail.Flag("possible duplicate");
            mail.Trace.Hit("B2.3", $"What is forwarded looks like mail {logged.Id.Value}: same sender, date and subject.");
        }

        mail.PlaceBy(original.Envelope ?? mail.Envelope, original.People);
        var joined = JoinedThread.Of(mail, original.People, named, SubjectOf(mail, original));
        if (joined.Thread is { } thread)
        {
            return ThreadStates.Check(mail, thread)
                ?? new Decision.ThreadReply(new ReplyDraft(thread.Id, Item(mail, author, original, thread.Account)) { LinkedThreads = joined.Others });
        }

        return Match(mail, author, named, original, joined.LinkedTo);
    }

    private static Decision Match(MailCase mail, Author author, AccountId? named, Original original, TouchpointId? linkedTo)
    {
        var people = FirstLine(mail, original) ?? original.People;
        var match = named is { } account ? new AccountMatch.To(Overrides.All(mail, account)) : NamelessCustomer(mail, original) ?? AccountMatch.Of(mail, people, Hint);
        return match switch
        {
            AccountMatch.Waits waits => waits.Hold,
            AccountMatch.To to => new Decision.NewTouchpoints(
                [.. to.Accounts.Select(a => new TouchpointDraft(a, Item(mail, author, original, a)) { Kind = "forward", LinkedTo = linkedTo, Flow = Flows.Default(mail) })]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // S091: an address alone on the first line, or "From: a@b", is the person that the user meant.
    private static List<Person>? FirstLine(MailCase mail, Original original)
    {
        var line = original.Reading.Note.AsSpan().TrimStart();
        var end = line.IndexOf('\n');
        var text = (end < 0 ? line : line[..end]).Trim().ToString();
        text = text.StartsWith("From:", StringComparison.OrdinalIgnoreCase) ? text[5..].Trim() : text;
        if (SubjectLine.AddressesIn(text) is not [var address] || address.Address.Length != text.Trim('<', '>').Length)
        {
            return null;
        }

        mail.Trace.Hit("B6.2", $"The first line names {address.Address}: that person decides.");
        var people = new List<Person>();
        PeopleOfMail.Add(people, [address], "forward", mail);
        return people;
    }

    // B6.2: a name without an address is looked up only among the contacts of accounts that another address named (S087).
    private static AccountMatch? NamelessCustomer(MailCase mail, Original original)
    {
        if (original.People.FirstOrDefault(p => p.Role == "forward") is not { Side: PersonSide.Broken } nameless)
        {
            return null;
        }

        foreach (var person in original.People)
        {
            foreach (var account in person.Side == PersonSide.Outside ? mail.HitsOf(person).Accounts : [])
            {
                if (mail.Directory.ContactsNamed(account, nameless.Address.DisplayName).Count == 1)
                {
                    mail.Trace.Hit("B6.2", "The original shows a name without an address; one contact of an account that is named has it.");
                    return new AccountMatch.To([account]);
                }
            }
        }

        const string Evidence = "The original shows its sender's name without an address. Choose the account.";
        mail.Trace.Hit("B6.2", Evidence);
        return new AccountMatch.Waits(new Decision.Hold(HoldReason.NoAddress, [], Evidence));
    }

    private static Decision WithoutOutsiders(MailCase mail, Author author, AccountId? named, Original original)
    {
        if (named is not null || FirstLine(mail, original) is not null || original.People.Any(p => p is { Role: "forward", Side: PersonSide.Broken }))
        {
            return Match(mail, author, named, original, linkedTo: null);
        }

        mail.Trace.Miss("B6.2", "Nobody outside stands in the forwarded mail.");
        return AmongOurselves.Decide(mail, author, named, [.. mail.People.UnionBy(original.People, p => p.Key)], noteHint: "");
    }

    private static ItemDraft Item(MailCase mail, Author author, Original original, AccountId account)
    {
        var reading = original.Reading;
        var occurred = OccurredAtOf(mail, original);
        var outside = original.People.Any(p => p.Side == PersonSide.Outside);
        var item = Items.OfMail(mail, author, original.People, account);
        return item with
        {
            Direction = original.IsOurs ? (outside ? Direction.Outbound : Direction.Note) : Direction.Inbound,
            OccurredAt = occurred.At,
            OccurredAtSource = occurred.Source,
            Subject = SubjectOf(mail, original),
            Text = reading.Form == "redirect" ? item.Text : ReplyText.Of(new MailContent { Text = reading.Body }, mail.Policy.ShownTextElements),
            Note = reading.Note.Trim(),
            CountsAsTouch = outside || !original.IsOurs,
        };
    }

    private static Occurred OccurredAtOf(MailCase mail, Original original)
    {
        var reading = original.Reading;
        if (reading.Form == "redirect")
        {
            return OccurredAt.Of(mail.Envelope);
        }

        if (reading.Date is not { } date)
        {
            mail.Flag("forward without date");
            return OccurredAt.Of(mail.Envelope);
        }

        if (reading.DateWithoutZone)
        {
            mail.Flag("date without zone");
        }

        return OccurredAt.OfForward(date, mail.Envelope.ReceivedAt);
    }

    private static string SubjectOf(MailCase mail, Original original) =>
        original.Reading.Subject.Length > 0 ? original.Reading.Subject : SubjectLine.WithoutPrefixes(mail.Envelope.Subject);

    private static StoredMail? AlreadyRecorded(MailCase mail, Original original) =>
        original is { Reading.Form: "attached", Envelope.MessageId: { } id }
            ? mail.Known.Mails.FirstOrDefault(m => m.MessageId == id && m.State == MailState.Recorded)
            : null;
}
