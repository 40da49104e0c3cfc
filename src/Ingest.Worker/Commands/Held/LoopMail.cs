using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What the loop guard held of one sender, released or dismissed as a whole (behaviour.md B10).</summary>
internal static class LoopMail
{
    private const int AtMost = 100_000;

    public static string Reason { get; } = HoldReasons.Word(HoldReason.LoopSuspect);

    /// <summary>The held mail of each sender, most of it first.</summary>
    public static IReadOnlyList<(string Address, IReadOnlyList<HeldRow> Mails)> Groups(Installation installation) =>
    [
        .. installation.Database.Reports.Held(Reason, AtMost).GroupBy(row => AddressOf(row.From), StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(group => group.Count()).Select(group => (group.Key, (IReadOnlyList<HeldRow>)group.ToList())),
    ];

    /// <summary>Lets all of a sender's mail through, oldest first; answers how many are held no longer.</summary>
    public static int Release(Installation installation, string address, string by) => Of(installation, address)
        .Count(row => HeldMail.Release(installation, row.Mail, by).Decided.Decision is not Decision.Hold);

    /// <summary>Settles all of a sender's mail without recording it; answers how many.</summary>
    public static int Dismiss(Installation installation, string address, string by, string why) =>
        Of(installation, address).Count(row => installation.Database.Recorder.Dismiss(row.Mail, by, why));

    private static IReadOnlyList<HeldRow> Of(Installation installation, string address) =>
        Groups(installation).FirstOrDefault(group => group.Address.Equals(address, StringComparison.OrdinalIgnoreCase)).Mails ?? [];

    // As senders are kept: the address, or "Name <address>".
    private static string AddressOf(string from) => from.EndsWith('>') && from.LastIndexOf('<') is >= 0 and var open ? from[(open + 1)..^1] : from;
}
