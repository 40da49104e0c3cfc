namespace Touchpoints.Threading;

/// <summary>The placement of behaviour.md B5.1 by In-Reply-To and References alone: for mails that are compared with each other, without a directory.</summary>
public static class PlacementByReferences
{
    private static readonly Policy NoPolicy = new();

    /// <summary>
    /// The thread that the strongest signal names (T2 to T6), or null when none does. Nobody is known, so the guard of T6 (somebody in
    /// common) is not asked.
    /// </summary>
    public static TouchpointId? Place(MailEnvelope envelope, MailContent content, Known known)
    {
        var mail = new MailCase(envelope, content, Known.KeysFor(envelope, content, NoPolicy), known, NoPolicy);
        var hits = ThreadPlacement.ByHeaders(mail, envelope, []);
        return hits.Count > 0 ? hits[0].Thread.Id : null;
    }
}
