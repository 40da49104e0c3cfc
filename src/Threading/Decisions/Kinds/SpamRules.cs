namespace Touchpoints.Threading;

/// <summary>The verdict of a server before us (behaviour.md B1, stage 9). It stands behind the machine rules: a bounce in a spam wrapper still tells its state.</summary>
internal static class SpamRules
{
    public static Decision.Hold? Check(MailCase mail)
    {
        if (mail.Policy.SpamHeaders.Count == 0)
        {
            return null;
        }

        foreach (var mark in mail.Policy.SpamHeaders)
        {
            var colon = mark.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (mark[..Math.Max(colon, 0)].Trim(), mark[(colon + 1)..].Trim());
            if (mail.Envelope.Field(name)?.TrimStart().StartsWith(value, StringComparison.OrdinalIgnoreCase) != true)
            {
                continue;
            }

            if (mail.Known.Choice is not null)
            {
                mail.Trace.Miss("B1.9", "A server before us marked it as spam, but a person released it.");
                return null;
            }

            var said = $"A server before us marked it as spam ({mark})";
            if (SenderRules.LetsThrough(mail, SenderRuleKind.NeverSpam, "B1.9", said))
            {
                return null;
            }

            var evidence = $"{said}.";
            mail.Trace.Hit("B1.9", evidence);
            return new Decision.Hold(HoldReason.Spam, [], evidence);
        }

        mail.Trace.Miss("B1.9", "No server before us marked it as spam.");
        return null;
    }
}
