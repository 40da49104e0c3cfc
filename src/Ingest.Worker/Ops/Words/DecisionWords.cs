using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// All that is said of a mail above its trace, by the page of the mail as by <c>explain</c>: what it is; for a hold, an ignored mail or an event the word of the law with what it
/// means and what to do; the rule that decided with what it found. What does not apply is empty.
/// </summary>
internal sealed record DecisionWords(string Sentence, string Word, ReasonWords Reason, string Rule, string Because)
{
    public static DecisionWords Of(MailDetail mail, DirectorySnapshot directory)
        => Of(DecisionSentence.Of(mail, directory), mail.Outcome, mail.Reason, mail.Trace);

    public static DecisionWords Of(Decided decided, Database database)
        => Of(DecisionSentence.Of(decided, database), DecisionText.LedgerOutcome(decided.Decision), DecisionText.Word(decided.Decision), decided.Trace);

    /// <summary>What a person has to do; empty where there is nothing.</summary>
    public string ToDo => Reason.NextStep.StartsWith("Nothing to do", StringComparison.Ordinal) ? "" : Reason.NextStep;

    /// <summary>The finding of the rule that decided; empty when the trace has none.</summary>
    public static string Finding(DecisionTrace trace) => trace.Steps.LastOrDefault(step => step.Hit && step.Rule == trace.DecidedBy)?.Result ?? "";

    private static DecisionWords Of(string sentence, string outcome, string word, DecisionTrace trace)
        => new(sentence, word, ReasonWords.Of(outcome, word), trace.DecidedBy, Finding(trace));
}
