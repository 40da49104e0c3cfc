using System.Text.Json;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>A decision in the words of the law, and in sentences.</summary>
internal static class DecisionText
{
    // As the page shows it; a sentence that names hundreds of people ends somewhere.
    private const int WholeSentence = 2_000;

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

    /// <summary>That reason, or the kind of an event: the word that docs/decisions-explained.md explains.</summary>
    public static string Word(Decision decision) => decision is Decision.MailEvent happened ? happened.Event.Kind : Reason(decision);

    /// <summary>What the page of a mail says above its trace.</summary>
    public static void Write(TextWriter output, DecisionWords words)
    {
        output.WriteLine(words.Sentence);
        if (words.Reason.Explanation.Length > 0)
        {
            output.WriteLine($"{words.Word}: {words.Reason.Explanation}");
        }

        if (words.Because.Length > 0)
        {
            output.WriteLine($"{words.Rule}: {Plain.Line(words.Because, WholeSentence)}");
        }

        if (words.ToDo.Length > 0)
        {
            output.WriteLine($"What to do: {words.ToDo}");
        }
    }

    public static void Write(Utf8JsonWriter json, DecisionWords words)
    {
        json.WriteString("sentence", words.Sentence);
        json.WriteString("meaning", words.Reason.Explanation);
        json.WriteString("because", words.Because);
        json.WriteString("toDo", words.ToDo);
    }

    public static void WriteTrace(TextWriter output, DecisionTrace trace, IReadOnlyList<string> flags)
    {
        output.WriteLine();
        output.WriteLine("Every rule that was tried, in order (* decided or contributed):");
        foreach (var step in trace.Steps)
        {
            output.WriteLine($"  {(step.Hit ? '*' : ' ')} {step.Rule,-5} {RuleTitles.Of(step.Rule)}: {Plain.Line(step.Result, WholeSentence)}");
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
}
