namespace Touchpoints.Threading;

/// <summary>Makes the part that touchpoints and replies have in common.</summary>
internal static class Items
{
    /// <summary>The mail itself: its subject, its new words, its time. Direction and counting are the caller's.</summary>
    public static ItemDraft OfMail(MailCase mail, Author author, IReadOnlyList<Person> people, AccountId account)
    {
        var occurred = OccurredAt.Of(mail.Envelope);
        mail.Trace.Hit("B8", $"It happened at {occurred.At:yyyy-MM-dd HH:mm:ss}Z, by {Source(occurred)}.");
        var text = ReplyText.Of(mail.Content, mail.Policy.ShownTextElements);
        if (text.Shortened)
        {
            mail.Flag("shortened");
        }

        FlagProtection(mail);

        return new ItemDraft
        {
            Author = author,
            Direction = Direction.Outbound,
            Participants = Participants(mail, people, account),
            OccurredAt = occurred.At,
            OccurredAtSource = occurred.Source,
            Subject = mail.Envelope.Subject,
            Text = text,
        };
    }

    // B9: nobody here has the keys.
    private static void FlagProtection(MailCase mail)
    {
        if (mail.Content.IsSigned)
        {
            mail.Flag("signature not checked");
        }

        if (mail.Content.IsEncrypted)
        {
            mail.Flag("encrypted");
        }
    }

    /// <summary>Outside people and our own; never ours as addresses, never-log people, robots or broken addresses (B7.1).</summary>
    public static IReadOnlyList<Participant> Participants(MailCase mail, IReadOnlyList<Person> people, AccountId account)
    {
        var participants = new List<Participant>(people.Count);
        foreach (var person in people)
        {
            if (person.Side == PersonSide.Outside)
            {
                participants.Add(new Participant(person.Address, person.Role, ParticipantSide.Outside) { Contact = ContactOf(mail, person, account) });
            }
            else if (person.Side == PersonSide.Internal)
            {
                participants.Add(new Participant(person.Address, person.Role, ParticipantSide.Internal));
            }
        }

        return participants;
    }

    /// <summary>A stranger adds nobody to the thread, not even themselves (B4): only they and our own people are kept, they as no participant.</summary>
    public static IReadOnlyList<Participant> OfStranger(IReadOnlyList<Participant> participants, MailAddress stranger)
    {
        var kept = new List<Participant>();
        foreach (var participant in participants)
        {
            if (participant.Address.Key == stranger.Key)
            {
                kept.Add(participant with { Side = ParticipantSide.NotParticipant });
            }
            else if (participant.Side == ParticipantSide.Internal)
            {
                kept.Add(participant);
            }
        }

        return kept;
    }

    public static string Source(Occurred occurred) => occurred.Source switch
    {
        "date" => "the mail's own date",
        "received" => "the time at which our server received it, as its own date cannot be believed",
        "forward" => "the date of the forwarded mail",
        _ => "its arrival, as its own date cannot be believed",
    };

    private static ContactId? ContactOf(MailCase mail, Person person, AccountId account)
    {
        var contacts = mail.HitsOf(person).Contacts;
        return (contacts.FirstOrDefault(c => c.Account == account) ?? (contacts.Count > 0 ? contacts[0] : null))?.Id;
    }
}
