namespace Touchpoints.Threading;

/// <summary>One original inside a forward: what was read of it, its people with their sides, and the header of an attached one.</summary>
internal sealed record Original(ForwardReading Reading, IReadOnlyList<Person> People, MailEnvelope? Envelope)
{
    /// <summary>True when somebody of ours wrote it.</summary>
    public bool IsOurs => People.FirstOrDefault(p => p.Role == "forward") is { Side: PersonSide.Internal or PersonSide.Own };
}

/// <summary>What is forwarded in a logged mail (behaviour.md B6).</summary>
internal static class ForwardRules
{
    private const int MostOriginals = 50; // W1
    private const int DeepestBlock = 8;

    /// <summary>The originals, or none when the mail is no forward by the rows W1 to W5.</summary>
    public static IReadOnlyList<Original> Of(MailCase mail, bool redirected)
    {
        if (redirected)
        {
            mail.Trace.Hit("W2", "The mail itself is the customer's, resent by a user.");
            return [Redirect(mail)];
        }

        // W5 alone decides for a mail to outside people whose subject promises no forward: what it quotes need not be found.
        var wentOut = PeopleOfMail.Any(mail.People, PersonSide.Outside, recipientsOnly: true);
        if (wentOut && !SubjectLine.SaysForward(mail.Envelope.Subject))
        {
            mail.Trace.Miss("W5", "It went to outside people: whatever it quotes or attaches, it is the user's own mail.");
            return [];
        }

        if (Forwards.Read(mail.Envelope, mail.Content) is not { } reading)
        {
            NotAForward(mail);
            return [];
        }

        // W5 before the rest: with outside people in To or Cc the user wrote to them, and the block is what they quoted or attached.
        if (wentOut)
        {
            mail.Trace.Hit("W5", "A forwarded mail is in it, but it went to outside people too: a copy of the user's own mail.");
            return [];
        }

        if (reading.Form == "attached")
        {
            return Attached(mail, reading);
        }

        mail.Trace.Hit("W3", "A forwarded mail stands in the text.");
        return [Decisive(mail, reading)];
    }

    private static void NotAForward(MailCase mail)
    {
        if (SubjectLine.SaysForward(mail.Envelope.Subject))
        {
            mail.Flag("forward without original");
            mail.Trace.Hit("W4", "The subject says that it is a forward, but no original can be found: taken as the user's own mail.");
        }
        else
        {
            mail.Trace.Miss("B6.1", "Nothing was forwarded.");
        }
    }

    private static Original Redirect(MailCase mail)
    {
        var envelope = mail.Envelope;
        var reading = new ForwardReading("redirect")
        {
            From = envelope.From, To = envelope.To, Cc = envelope.Cc, Subject = envelope.Subject, Date = envelope.Date, DateRaw = envelope.DateRaw,
        };
        return new Original(reading, PeopleOf(mail, reading), envelope);
    }

    private static List<Original> Attached(MailCase mail, ForwardReading topmost)
    {
        var originals = new List<Original>();
        foreach (var part in mail.Content.Parts)
        {
            if (part.Nested is { } nested && originals.Count < MostOriginals)
            {
                var reading = OfNested(nested, topmost.Note);
                originals.Add(new Original(reading, PeopleOf(mail, reading), nested.Envelope));
            }
        }

        mail.Trace.Hit("W1", $"{originals.Count} mail(s) attached, each an original of its own.");
        originals.Sort((a, b) => Nullable.Compare(a.Reading.Date, b.Reading.Date));
        return originals;
    }

    private static ForwardReading OfNested(NestedMail nested, string note) => new("attached")
    {
        Note = note,
        From = nested.Envelope.From,
        To = nested.Envelope.To,
        Cc = nested.Envelope.Cc,
        Subject = nested.Envelope.Subject,
        Date = nested.Envelope.Date,
        DateRaw = nested.Envelope.DateRaw,
        Body = nested.Content.Text ?? HtmlText.From(nested.Content.Html ?? ""),
    };

    // B6.2: inside and with nobody outside, go down to the next block; the first with an outside person decides.
    private static Original Decisive(MailCase mail, ForwardReading topmost)
    {
        var reading = topmost;
        for (var depth = 0; depth < DeepestBlock; depth++)
        {
            var people = PeopleOf(mail, reading);
            if (people.Exists(p => p.Side is PersonSide.Outside or PersonSide.Broken) || Forwards.ReadInline(reading.Subject, reading.Body, html: null) is not { } below)
            {
                return new Original(reading, people, Envelope: null);
            }

            mail.Trace.Miss("B6.2", "Nobody outside stands in the topmost forwarded block: the one below it is looked at.");
            reading = below with { Note = topmost.Note };
        }

        return new Original(reading, PeopleOf(mail, reading), Envelope: null);
    }

    private static List<Person> PeopleOf(MailCase mail, ForwardReading reading)
    {
        var people = new List<Person>();
        PeopleOfMail.Add(people, reading.From, "forward", mail);
        PeopleOfMail.Add(people, reading.To, "to", mail);
        PeopleOfMail.Add(people, reading.Cc, "cc", mail);
        return people;
    }
}
