namespace Touchpoints.Threading;

/// <summary>The one decision of this product: what becomes of a mail. Pure and total: the same arguments give the same answer, always.</summary>
public static class Decider
{
    /// <summary>As below, for a caller that has not asked for the keys before.</summary>
    public static Decided Decide(MailEnvelope envelope, MailContent content, Known known, Policy policy)
        => Decide(envelope, content, Known.KeysFor(envelope, content, policy), known, policy);

    /// <summary>
    /// Exactly one decision for any mail, with its trace. Stages in the order of behaviour.md B1. <paramref name="keys"/> are those that
    /// <see cref="Known.KeysFor"/> gave for this mail and policy.
    /// </summary>
    public static Decided Decide(MailEnvelope envelope, MailContent content, MailKeys keys, Known known, Policy policy)
        => throw new System.Diagnostics.UnreachableException();
}
