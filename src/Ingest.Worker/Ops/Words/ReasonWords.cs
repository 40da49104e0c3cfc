using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>A reason of the law in the words of an operator, with what to do about it; empty for a word that an older version wrote.</summary>
internal sealed record ReasonWords(string Explanation, string NextStep)
{
    public static ReasonWords Of(string outcome, string word) => outcome switch
    {
        "held" when HoldReasons.Parse(word) is { } reason => From(HoldReasons.Explain(reason)),
        "ignored" when IgnoreReasons.Parse(word) is { } reason => From(IgnoreReasons.Explain(reason)),
        "event" when EventKinds.Of(word) is { } kind => new(kind.Meaning, kind.NextStep),
        _ => new("", ""),
    };

    private static ReasonWords From<T>(ReasonText<T> text)
        where T : struct, Enum => new(text.Meaning, text.NextStep);
}
