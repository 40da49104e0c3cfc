using System.Text.Json;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What reports show of a count of touchpoints and one of replies: both are kept, and the setting ReportedNumber decides (behaviour.md B8).</summary>
internal static class ReportedNumbers
{
    /// <summary>Each number with its name for programs and its title for people.</summary>
    public static IReadOnlyList<(string Name, string Title, long Number)> Of(ReportedNumber show, long touchpoints, long replies) => show switch
    {
        ReportedNumber.Both => [("touchpoints", "Touchpoints", touchpoints), ("replies", "Replies", replies)],
        ReportedNumber.Touchpoints => [("touchpoints", "Touchpoints", touchpoints)],
        ReportedNumber.Sum => [("touchpointsAndReplies", "Touchpoints and replies", touchpoints + replies)],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>"3 touchpoints, 1 reply", "3 touchpoints" or "4 touchpoints and replies".</summary>
    public static string Said(ReportedNumber show, long touchpoints, long replies) => show switch
    {
        ReportedNumber.Both => $"{Words.Count(touchpoints, "touchpoint", "touchpoints")}, {Words.Count(replies, "reply", "replies")}",
        ReportedNumber.Touchpoints => Words.Count(touchpoints, "touchpoint", "touchpoints"),
        _ => $"{Words.Count(touchpoints + replies)} touchpoints and replies",
    };

    public static void WriteNumbers(this Utf8JsonWriter json, ReportedNumber show, long touchpoints, long replies)
    {
        foreach (var (name, _, number) in Of(show, touchpoints, replies))
        {
            json.WriteNumber(name, number);
        }
    }
}
