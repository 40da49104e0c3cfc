namespace Touchpoints.Threading;

/// <summary>Bounces without a report part (behaviour.md B2.1 M1, M2): told by who says it, what it is called and what it says.</summary>
internal static class FreeTextBounces
{
    private const int FirstLines = 40;

    /// <summary>A bounce, or null. One sign alone never makes one: a postmaster is a person too.</summary>
    public static MachineReading? Read(MailEnvelope envelope, MailContent content)
    {
        var hasFailed = envelope.Field("X-Failed-Recipients") is not null;
        var isSystem = BounceSigns.IsSystem(envelope) || (envelope.From.Count == 0 && envelope.HasNullReversePath);
        var subject = BounceSigns.Subject(envelope.Subject);

        // Most mail has none of the three and its text is not looked at.
        if (!hasFailed && !isSystem && subject is null && !envelope.HasNullReversePath)
        {
            return null;
        }

        var lines = BounceText.Lines(content);
        var body = BounceSigns.Body(BounceText.Words(lines.Where(l => l.Length > 0 && l[0] != '>').Take(FirstLines)));
        var signs = new List<string>();
        Add(hasFailed, "X-Failed-Recipients");
        Add(isSystem, $"From: {(envelope.From.Count > 0 ? envelope.From[0].Address : "(none)")}");
        Add(subject is not null, $"Subject: {envelope.Subject}");
        Add(envelope.HasNullReversePath, "Return-Path: <>");
        Add(body is not null, "words of a bounce");
        if (signs.Count < 2 || !(hasFailed || body is not null || (isSystem && subject is not null)) || IsAnswer(envelope))
        {
            return null;
        }

        return new MachineReading("bounce", "M2", string.Join("; ", signs))
        {
            Recipients = BounceText.Recipients(envelope, content),
            OriginalMessageId = Originals.MessageIdOf(content),
            OriginalAddresses = Originals.Addresses(envelope, content),
        };

        void Add(bool holds, string sign)
        {
            if (holds)
            {
                signs.Add(sign);
            }
        }
    }

    // An automatic reply has a null reverse-path too and may say "could not"; it marks itself.
    private static bool IsAnswer(MailEnvelope envelope)
        => envelope.Field("Auto-Submitted")?.StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase) == true && AutomaticReplies.IsSubject(envelope.Subject);
}
