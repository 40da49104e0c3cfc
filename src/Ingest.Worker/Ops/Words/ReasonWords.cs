namespace Touchpoints.Ingest;

/// <summary>A reason of the law in the words of an operator, with what to do about it.</summary>
internal sealed record ReasonWords(string Explanation, string NextStep)
{
    public static ReasonWords Of(string outcome, string reason) => new($"{outcome} {reason}", "");
}
