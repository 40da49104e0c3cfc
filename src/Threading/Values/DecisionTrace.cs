namespace Touchpoints.Threading;

/// <summary>
/// One rule that was tried. <see cref="Rule"/> is the row of the law ("B2.2", "T1", "B7.3"), <see cref="Result"/> what it found, in words
/// that a support person reads, <see cref="Hit"/> whether it decided or contributed.
/// </summary>
public sealed record TraceStep(string Rule, bool Hit, string Result);

/// <summary>Why a mail became what it became: every rule tried, in order.</summary>
public sealed record DecisionTrace(IReadOnlyList<TraceStep> Steps)
{
    /// <summary>The rule that decided: the last that hit, dating (B8) and what is shown (B9) aside; empty when none did.</summary>
    public string DecidedBy => Steps.LastOrDefault(s => s.Hit && s.Rule is not ("B8" or "B9"))?.Rule ?? "";
}

/// <summary>A decision with everything that is said about it.</summary>
public sealed record Decided(Decision Decision, DecisionTrace Trace)
{
    /// <summary>Remarks for the operator in the words of the law: "by domain", "bad token", "message id reused" …; no word twice.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Hashes of the images that are part of the sender's signature: stored like every file, not shown among them (behaviour.md B9).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> SignatureImages { get; init; } = [];

    /// <summary>"normal", "list", "bounce", "delivered", "auto-reply", "read-receipt", "complaint", "invite-reply", "invite-cancel", "recall".</summary>
    public string Kind { get; init; } = "normal";
}
