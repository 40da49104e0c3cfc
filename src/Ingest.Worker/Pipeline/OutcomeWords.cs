using System.Text.Json;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The words of the law for what became of a mail.</summary>
internal static class OutcomeWords
{
    private static readonly string[] s_holds = Kebab<HoldReason>();
    private static readonly string[] s_ignores = Kebab<IgnoreReason>();

    /// <summary>"recorded", "event", "duplicate", "held" or "ignored".</summary>
    public static string Outcome(Recorded recorded) => recorded.As == RecordedAs.Duplicate ? "duplicate" : recorded.Decided.Decision switch
    {
        Decision.NewTouchpoints or Decision.ThreadReply => "recorded",
        Decision.MailEvent => "event",
        Decision.Duplicate => "duplicate",
        Decision.Hold => "held",
        Decision.Ignore => "ignored",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Why it was held or ignored, what was recorded, or of what kind the event is.</summary>
    public static string Reason(Recorded recorded) => recorded.Decided.Decision switch
    {
        Decision.NewTouchpoints made => made.Items[0].Kind,
        Decision.ThreadReply => "reply",
        Decision.MailEvent made => made.Event.Kind,
        Decision.Duplicate duplicate => duplicate.Variant ? "variant" : "",
        Decision.Hold hold => s_holds[(int)hold.Reason],
        Decision.Ignore ignore => s_ignores[(int)ignore.Reason],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string[] Kebab<T>()
        where T : struct, Enum
        => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
}
