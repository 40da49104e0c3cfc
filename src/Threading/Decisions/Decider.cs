namespace Touchpoints.Threading;

/// <summary>The one decision of this product: what becomes of a mail. Pure and total: the same arguments give the same answer, always.</summary>
public static class Decider
{
    /// <summary>
    /// Grows with every change of the rules by which a stored mail could be decided differently; kept with each decision, so that older ones are known
    /// (docs/decisions/0009).
    /// </summary>
    public const long RulesVersion = 1;

    /// <summary>As below, for a caller that has not asked for the keys before.</summary>
    public static Decided Decide(MailEnvelope envelope, MailContent content, Known known, Policy policy)
        => Decide(envelope, content, Known.KeysFor(envelope, content, policy), known, policy);

    /// <summary>
    /// Exactly one decision for any mail, with its trace. Stages in the order of behaviour.md B1. <paramref name="keys"/> are those that
    /// <see cref="Known.KeysFor"/> gave for this mail and policy.
    /// </summary>
    public static Decided Decide(MailEnvelope envelope, MailContent content, MailKeys keys, Known known, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(policy);
        var mail = new MailCase(envelope, content, keys, known, policy);

        // Duplicates stand before everything that costs; machine mail before permission, because a bounce has no author (B1).
        var decision = (Decision?)ReplacedMail.Check(mail) // 3
            ?? TooManyPeople(mail) // 5
            ?? DuplicateRules.Check(mail) // 6
            ?? LoopRules.Check(mail) // 7
            ?? MachineRules.Check(mail) // 8
            ?? SpamRules.Check(mail) // 9
            ?? ByAddress(mail); // 10 to 14

        var images = decision is Decision.NewTouchpoints or Decision.ThreadReply ? SignatureImages.Of(mail) : []; // 15
        return new Decided(decision, mail.Trace.Done()) { SignatureImages = images, Flags = mail.Flags, Kind = mail.Machine.Kind };
    }

    private static Decision ByAddress(MailCase mail) => KindByAddress.Of(mail) switch
    {
        MailKind.Settled settled => settled.Decision,
        MailKind.Reply reply => ReplyPath.ByToken(mail, reply.Threads),
        MailKind.ByHeaders headers => ReplyPath.ByHeaders(mail, headers.Otherwise),
        MailKind.Log => LogPath.Decide(mail),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Decision.Hold? TooManyPeople(MailCase mail)
    {
        var envelope = mail.Envelope;
        var people = envelope.To.Count + envelope.Cc.Count + envelope.Bcc.Count;
        if (people <= mail.Policy.MaxRecipients || mail.Known.Choice is not null)
        {
            return null;
        }

        var evidence = $"The mail names {people} recipients; at most {mail.Policy.MaxRecipients} are taken (setting MaxRecipients).";
        mail.Trace.Hit("B1.5", evidence);
        return new Decision.Hold(HoldReason.ParseLimit, [], evidence);
    }
}
