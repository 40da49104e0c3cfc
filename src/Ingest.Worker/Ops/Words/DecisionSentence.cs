using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What became of a mail, as one would say it.</summary>
internal static class DecisionSentence
{
    /// <summary>One sentence; the reason of a hold or of ignoring is told apart (<see cref="Because"/>).</summary>
    public static string Of(MailDetail mail) => mail.Outcome switch
    {
        "recorded" when mail.Places.Count == 0 => "Recorded.",
        "recorded" => DecisionText.Ended($"Recorded {As(mail.Places[0].As)} on {Names(mail)}"),
        "event" when mail.Places.Count == 0 => "Noted as a machine's answer.",
        "event" => $"{DecisionText.Ended($"Noted as {Kind(mail.Kind)} in a thread of {Names(mail)}")} It does not count as a touch.",
        "duplicate" => "The same mail as one that is known already. The delivery was counted, nothing was recorded twice.",
        "held" => "Held for a person. Its octets are kept and nothing is lost.",
        "ignored" => "Not recorded. The fact and the reason are kept.",
        "received" => "Stored safely, and waiting to be decided.",
        "vanished" => "It was gone from the server before it could be fetched.",
        _ => mail.Outcome,
    };

    /// <summary>The finding of the rule that decided; empty when the trace has none.</summary>
    public static string Because(MailDetail mail) => mail.Trace.Steps.LastOrDefault(s => s.Hit && s.Rule == mail.Trace.DecidedBy)?.Result ?? "";

    /// <summary>"a bounce", "an automatic reply".</summary>
    public static string Kind(string kind) => kind switch
    {
        "bounce" => "a bounce",
        "delivered" => "a delivery notice",
        "auto-reply" => "an automatic reply",
        "read-receipt" => "a read receipt",
        "complaint" => "a spam complaint",
        "invite-reply" => "an answer to an invitation",
        "invite-cancel" => "a cancelled meeting",
        "recall" => "a recall",
        "reply" => "a reply",
        "internal-reply" => "an internal reply",
        "link" => "a link from another thread",
        _ => "a note of a machine",
    };

    private static string As(string place) => place switch
    {
        "reply" => "as a reply",
        "internal-reply" => "as an internal reply",
        _ => "as a touchpoint",
    };

    private static string Names(MailDetail mail)
    {
        var names = mail.Places.Select(p => Shown.Line(p.AccountName)).Distinct().ToList();
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
