namespace Touchpoints.Threading;

/// <summary>The one decision of this product: what becomes of a mail. Pure and total: the same arguments give the same answer, always.</summary>
public static class Decider
{
    /// <summary>Exactly one decision for any mail, with its trace. Stages in the order of behaviour.md B1.</summary>
    public static Decided Decide(MailEnvelope envelope, MailContent content, Known known, Policy policy)
        => throw new System.Diagnostics.UnreachableException();
}
