namespace Touchpoints.Threading;

/// <summary>Our own mail, and loops (behaviour.md B2.4).</summary>
internal static class LoopRules
{
    /// <summary>The header that mail of ours carries, with the installation's id.</summary>
    public const string InstanceHeader = "X-Touchpoints-Instance";

    public static Decision? Check(MailCase mail) => (Decision?)OwnOutbound(mail) ?? (Decision?)OwnAddress(mail) ?? Rates(mail);

    private static Decision.Ignore? OwnOutbound(MailCase mail)
    {
        var sent = SentThread(mail);
        var marked = mail.Policy.InstanceId.Length > 0 && mail.Envelope.Field(InstanceHeader)?.Trim() == mail.Policy.InstanceId;
        if (sent is null && !marked)
        {
            mail.Trace.Miss("B2.4", "Not sent by this installation: no mark and no Message-ID of ours.");
            return null;
        }

        // The id and the mark are known to everybody who got our mail; only together with one of our senders do they say that we sent it.
        if (mail.From is not { } from || !(OwnAddresses.IsOurs(from.Address, mail.Policy) || PeopleOfMail.IsInternal(from, mail.Directory)))
        {
            mail.Trace.Miss("B2.4", "Carries the Message-ID or the mark of our mail, but From is not one of us.");
            return null;
        }

        mail.Trace.Hit("B2.4", sent is { } thread ? $"We sent this mail ourselves, in thread {thread.Value}; seen in a mailbox." : "We sent this mail ourselves; seen in a mailbox.");
        return new Decision.Ignore(IgnoreReason.OwnOutbound) { Thread = sent };
    }

    private static Decision.Ignore? OwnAddress(MailCase mail)
    {
        if (mail.From is not { } from || !OwnAddresses.IsOurs(from.Address, mail.Policy))
        {
            return null;
        }

        mail.Trace.Hit("B2.4", "From is one of our own log or reply addresses.");
        return new Decision.Ignore(IgnoreReason.OwnAddress);
    }

    private static Decision.Hold? Rates(MailCase mail)
    {
        if (mail.Known.Choice is not null)
        {
            mail.Trace.Miss("B2.4", "Somebody released this mail: it is not counted.");
            return null;
        }

        var recent = mail.Known.Recent;
        var policy = mail.Policy;
        if (recent.SameText + 1 > policy.LoopSameText)
        {
            return Suspect(mail, $"{recent.SameText + 1} mails of this sender with the same subject, text and attachments in ten minutes (limit {policy.LoopSameText}).");
        }

        if (recent.InThread + 1 > policy.LoopMailsInThread)
        {
            return Suspect(mail, $"{recent.InThread + 1} mails of this sender in one thread in ten minutes (limit {policy.LoopMailsInThread}).");
        }

        // Users log a month's invoices in one go (S110), a backlog comes in within minutes, and one postmaster reports every bounce of a mailing.
        var countsByAuthor = mail.FromUser is not { Active: true } && mail.Machine.Kind is not ("bounce" or "delivered");
        if (countsByAuthor && recent.FromAuthor + 1 > policy.LoopMailsOfAuthor)
        {
            return Suspect(mail, $"{recent.FromAuthor + 1} mails of this sender in ten minutes (limit {policy.LoopMailsOfAuthor}).");
        }

        mail.Trace.Miss("B2.4", "No loop: the sender's mails of the last ten minutes are within the limits.");
        return null;
    }

    private static Decision.Hold Suspect(MailCase mail, string evidence)
    {
        mail.Trace.Hit("B2.4", evidence);
        return new Decision.Hold(HoldReason.LoopSuspect, [], evidence);
    }

    private static TouchpointId? SentThread(MailCase mail)
    {
        if (mail.Envelope.MessageId is not { } id)
        {
            return null;
        }

        return mail.Known.OutboundThread(id)
            ?? (ReplyAddress.ReadMessageId(id, mail.Policy) is { } token ? mail.Known.AddressRow(token)?.Touchpoint : null);
    }
}
