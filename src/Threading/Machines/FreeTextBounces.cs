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
        var isSystem = BounceSigns.IsSystem(envelope) || (envelope.From.Count == 0 && envelope.HasNullReversePath);
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
        var holds = hasFailed ? signs.Count > 1
            : isSystem ? isNamed || (says && (hasCode || givesBack || envelope.HasNullReversePath || !SubjectPrefixes.IsReply(envelope.Subject)))
            : isNamed && !envelope.HasNullReversePath ? BounceSigns.Body(words[..Math.Min(words.Length, Opening)]) is { } opening
                && (opening.System == BounceSigns.ListManager || (!IsListMail(envelope) && (hasCode || givesBack || NamesSomebody(envelope, lines))))
            : isNamed ? says || BounceSigns.IsWeak(words)
            : says && (hasCode || givesBack);
        return !holds ? null : new MachineReading("bounce", "M2", string.Join("; ", signs))
        {
            Recipients = BounceText.Recipients(envelope, content),
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

    private static bool IsListMail(MailEnvelope envelope) => envelope.Field("List-Id") is not null || envelope.Field("List-Post") is not null;

    // A parcel is not delivered either; a mail that was not delivered had a recipient, who stands alone or behind a colon and is not of the writer's own house.
    private static bool NamesSomebody(MailEnvelope envelope, List<string> lines)
    {
        foreach (var line in lines.Take(FirstLines))
        {
            if (line.Contains('@', StringComparison.Ordinal) && BounceText.FirstAddress(line) is { } address
                && line.AsSpan(0, line.IndexOf(address, StringComparison.OrdinalIgnoreCase)).TrimEnd(" \t<\"'*[(") is [] or [.., ':' or '：' or '-' or '•']
                && !envelope.From.Any(f => address.EndsWith('@' + f.Domain, StringComparison.OrdinalIgnoreCase)))
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
}
