namespace Touchpoints.Threading;

/// <summary>Bounces without a report part (behaviour.md B2.1 M1, M2): told by who says it, what it is called, what it says and what it gives back.</summary>
internal static class FreeTextBounces
{
    private const int FirstLines = 40;

    // A mail system comes to the point; a person who shows a bounce says something first.
    private const int Opening = 250;

    /// <summary>A bounce, or null. One sign alone never makes one: a postmaster is a person too.</summary>
    public static MachineReading? Read(MailEnvelope envelope, MailContent content)
    {
        var hasFailed = envelope.Field("X-Failed-Recipients") is not null;
        var sender = envelope.From.Count == 0 && envelope.HasNullReversePath ? SenderSign.Program : BounceSigns.Sender(envelope);
        var isSystem = sender != SenderSign.None;
        var isNamed = BounceSigns.Subject(envelope.Subject) is not null;

        // Most mail has none of these and its text is not looked at.
        if ((!hasFailed && !isSystem && !isNamed && !envelope.HasNullReversePath) || IsAnswer(envelope, hasFailed || isSystem || isNamed))
        {
            return null;
        }

        var lines = BounceText.Lines(content);
        var words = BounceText.Words(lines.Where(l => l.Length > 0 && l[0] != '>').Take(FirstLines));
        var body = BounceSigns.Body(words);
        var hasCode = StatusCodes.FirstFailure(words) is not null || StatusCodes.ReplyClass(words) != '\0';
        var givesBack = Originals.IsGivenBack(content);
        var signs = new List<string>();
        Add(hasFailed, "X-Failed-Recipients");
        Add(isSystem, $"From: {(envelope.From.Count > 0 ? envelope.From[0].Address : "(none)")}");
        Add(isNamed, $"Subject: {envelope.Subject}");
        Add(envelope.HasNullReversePath, "Return-Path: <>");
        Add(body is not null, $"words of a bounce{(body is { System: not "any" and not "Others" } known ? $" ({known.System})" : "")}");
        Add(body is null && BounceSigns.IsWeak(words), "words that bounces hold too");
        Add(hasCode, "the code of a mail server");
        Add(givesBack, "a mail given back");
        var says = body is not null || (signs.Count > 2 && (hasCode || givesBack));
        var seen = new Seen(envelope, content, lines, words) { IsNamed = isNamed, HasCode = hasCode, GivesBack = givesBack };
        var holds = sender switch
        {
            _ when hasFailed => signs.Count > 1,
            SenderSign.Office when !envelope.HasNullReversePath => IsOffices(seen),
            SenderSign.Program or SenderSign.Office when isNamed => true,
            SenderSign.Program or SenderSign.Office => (says && (hasCode || givesBack || envelope.HasNullReversePath || !SubjectPrefixes.IsReply(envelope.Subject)))
                || (sender == SenderSign.Program && envelope.HasNullReversePath && NamesSomebody(envelope, lines, isOwnHouseToo: true)), // in whatever language
            _ when isNamed && !envelope.HasNullReversePath => IsStrangers(seen),
            _ when isNamed => says || BounceSigns.IsWeak(words),
            _ => says && (hasCode || givesBack),
        };
        if (!holds)
        {
            return null;
        }

        var recipients = BounceText.Recipients(envelope, content);
        return new MachineReading(DeliveryReports.Kind(recipients), "M2", string.Join("; ", signs))
        {
            Recipients = recipients,
            OriginalMessageId = Originals.MessageIdOf(content),
            OriginalAddresses = Originals.Addresses(envelope, content),
        };

        void Add(bool isThere, string sign)
        {
            if (isThere)
            {
                signs.Add(sign);
            }
        }
    }

    // A postmaster's mail that has a reverse-path may be his own: it says what it is, and of which mail or of whom.
    private static bool IsOffices(Seen seen)
    {
        var opens = SignOf(seen.Opening);
        return (seen.IsNamed || opens is not null) && !SubjectPrefixes.IsReply(seen.Envelope.Subject) && !SubjectPrefixes.IsForward(seen.Envelope.Subject)
            && (seen.GivesBack || (seen.IsNamed && seen.HasCode) || (NamesSomebody(seen.Envelope, seen.Lines, seen.IsNamed) && SaysMail(seen, opens)));
    }

    // So may be that of anybody, whose subject alone is one of a bounce: it begins as a report does.
    private static bool IsStrangers(Seen seen)
        => SignOf(seen.Opening) is { } opens
            && (opens.System == BounceSigns.ListManager
                || (!IsListMail(seen.Envelope) && (seen.GivesBack || ((seen.HasCode || NamesSomebody(seen.Envelope, seen.Lines)) && SaysMail(seen, opens))) && !IsAboutUs(seen)));

    // The words of a report in the opening; null where a person asks about it first.
    private static BounceSign? SignOf(string opening)
    {
        if (BounceSigns.Body(opening) is not { } sign)
        {
            return null;
        }

        var before = opening.AsSpan(0, opening.IndexOf(sign.Words, StringComparison.Ordinal));
        return before.Contains("? ", StringComparison.Ordinal) || before.ContainsAny('？', '؟') ? null : sign;
    }

    // Whether the subject, or the opening up to the end of the sentence that a report begins with, speaks of mail.
    private static bool SaysMail(Seen seen, BounceSign? opens)
    {
        var from = opens is { } sign ? seen.Opening.IndexOf(sign.Words, StringComparison.Ordinal) + sign.Words.Length : -1;
        var end = from < 0 ? -1 : seen.Opening.IndexOf(". ", from, StringComparison.Ordinal);
        return BounceSigns.SaysMail($"{seen.Envelope.Subject.ToLowerInvariant()} {(end < 0 ? seen.Opening : seen.Opening[..end])}");
    }

    // Who cannot reach us tells us so; what we sent was meant for others.
    private static bool IsAboutUs(Seen seen)
    {
        var ours = seen.Envelope.To.Select(a => a.Domain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var recipients = BounceText.Recipients(seen.Envelope, seen.Content).FindAll(r => r.Address.Length > 0);
        return recipients.Count > 0 && !seen.Envelope.From.Any(f => ours.Contains(f.Domain))
            && recipients.TrueForAll(r => ours.Contains(r.Address[(r.Address.LastIndexOf('@') + 1)..]));
    }

    private static bool IsListMail(MailEnvelope envelope) => envelope.Field("List-Id") is not null || envelope.Field("List-Post") is not null;

    // A parcel is not delivered either; a mail that was not delivered had a recipient, who stands alone or behind a colon and is not of the writer's own house (a signature), unless that is whose mail it is.
    private static bool NamesSomebody(MailEnvelope envelope, List<string> lines, bool isOwnHouseToo = false)
    {
        foreach (var line in lines.Take(FirstLines))
        {
            if (line.Contains('@', StringComparison.Ordinal) && BounceText.FirstAddress(line) is { } address
                && line.AsSpan(0, line.IndexOf(address, StringComparison.OrdinalIgnoreCase)).TrimEnd(" \t<\"'*[(") is [] or [.., ':' or '：' or '-' or '•']
                && !envelope.From.Any(f => !isOwnHouseToo && address.EndsWith('@' + f.Domain, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    // An automatic reply has a null reverse-path too and may say "could not"; its subject says what it is, or it marks itself.
    private static bool IsAnswer(MailEnvelope envelope, bool isOtherwiseNamed)
        => AutomaticReplies.IsSubject(envelope.Subject)
            && (!isOtherwiseNamed || envelope.Field("Auto-Submitted")?.StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase) == true);

    // What was seen of a mail that may be a bounce or a person's.
    private sealed record Seen(MailEnvelope Envelope, MailContent Content, List<string> Lines, string Words)
    {
        public bool IsNamed { get; init; }

        public bool HasCode { get; init; }

        public bool GivesBack { get; init; }

        public string Opening { get; } = Words[..Math.Min(Words.Length, FreeTextBounces.Opening)];
    }
}
