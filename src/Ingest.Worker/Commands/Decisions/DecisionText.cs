using System.Text.Json;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>A decision in the words of the law, and in sentences.</summary>
internal static class DecisionText
{
    /// <summary>"touchpoint", "thread-reply", "event", "duplicate", "held" or "ignored".</summary>
    public static string Outcome(Decision decision) => decision switch
    {
        Decision.NewTouchpoints => "touchpoint",
        Decision.ThreadReply => "thread-reply",
        Decision.MailEvent => "event",
        Decision.Duplicate => "duplicate",
        Decision.Hold => "held",
        Decision.Ignore => "ignored",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The word of the law for why it is held or ignored; empty for other outcomes.</summary>
    public static string Reason(Decision decision) => decision switch
    {
        Decision.Hold hold => Kebab(hold.Reason.ToString()),
        Decision.Ignore ignore => Kebab(ignore.Reason.ToString()),
        _ => "",
    };

    /// <summary>What the ledger calls that outcome: a touchpoint and a reply are both "recorded".</summary>
    public static string LedgerOutcome(Decision decision) => Outcome(decision) is var outcome and not ("touchpoint" or "thread-reply") ? outcome : "recorded";

    public static string Sentence(Decided decided, DirectorySnapshot directory) => decided.Decision switch
    {
        Decision.NewTouchpoints made => Ended($"It becomes a touchpoint on {string.Join(" and ", made.Items.Select(i => Name(i.Account, directory)).Distinct())}"),
        Decision.ThreadReply reply => $"It becomes {(reply.Reply.IsInternal ? "an internal reply" : "a reply")} in the thread of touchpoint {reply.Reply.Thread.Value}.",
        Decision.MailEvent happened => $"It becomes an event ({happened.Event.Kind}) on the thread of touchpoint {happened.Event.Thread.Value}.",
        Decision.Duplicate twice => $"It is mail {twice.Of.Value}, delivered again{(twice.Variant ? " in another version" : "")}: a further delivery is noted, nothing is recorded twice.",
        Decision.Hold hold => $"It is held as {Reason(hold)}: {hold.Evidence}{Candidates(hold, directory)}",
        Decision.Ignore ignore => $"It is ignored as {Reason(ignore)}; the fact is kept.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static void WriteTrace(TextWriter output, DecisionTrace trace, IReadOnlyList<string> flags)
    {
        output.WriteLine();
        output.WriteLine("Every rule that was tried, in order (* decided or contributed):");
        foreach (var step in trace.Steps)
        {
            output.WriteLine($"  {(step.Hit ? '*' : ' ')} {step.Rule,-5} {RuleTitles.Of(step.Rule)}: {Plain.Line(step.Result, 200)}");
        }

        foreach (var flag in flags)
        {
            output.WriteLine($"Remark: {flag}. {FlagTexts.Explain(flag)}");
        }
    }

    public static void WriteTrace(Utf8JsonWriter json, DecisionTrace trace, IReadOnlyList<string> flags)
    {
        json.WriteStrings("flags", flags);
        json.WriteString("decidedBy", trace.DecidedBy);
        json.WriteObjects("trace", trace.Steps, s =>
        {
            json.WriteString("rule", s.Rule);
            json.WriteBoolean("hit", s.Hit);
            json.WriteString("result", s.Result);
        });
    }

    /// <summary>A sentence of words that may end in a full stop of their own: "Globex S.A."</summary>
    public static string Ended(string words) => words.EndsWith('.') ? words : words + ".";

    public static string Kebab(string name)
        => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Name(AccountId account, DirectorySnapshot directory) => directory.Account(account)?.Name ?? $"account {account.Value}";

    private static string Candidates(Decision.Hold hold, DirectorySnapshot directory)
        => hold.Candidates.Count == 0 ? "" : $" Candidates: {string.Join(", ", hold.Candidates.Select(c => Name(c, directory)))}.";
}
