using System.Text.Json;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>One mail that would be decided differently: what it is, what it would be, and why.</summary>
internal static class ReplayText
{
    public static void Write(TextWriter output, Difference difference, MailToDecide mail, DirectorySnapshot directory, Replayed? applied)
    {
        var envelope = mail.Envelope;
        output.WriteLine($"{difference.Was.Mail.Value,6}  {JsonLine.Rfc3339(difference.Was.Delivery.InternalDate)}  \"{Plain.Line(envelope.Subject, 60)}\" from {(envelope.From.Count > 0 ? Plain.Line(envelope.From[0].Address, 60) : "nobody")}");
        output.WriteLine($"        was  {Plain.Line(Was(difference.Was), 200)}");
        output.WriteLine($"        now  {Plain.Line(Now(difference, directory), 200)}");
        output.WriteLine($"        rule {difference.Now.Trace.DecidedBy}: {Plain.Line(Because(difference.Now), 180)}");
        if (Note(difference.Kind, applied) is { Length: > 0 } note)
        {
            output.WriteLine($"        {note}");
        }
    }

    public static void Write(Utf8JsonWriter json, Difference difference, DirectorySnapshot directory, Replayed? applied)
    {
        var (was, now) = (difference.Was, difference.Now);
        json.WriteNumber("mail", was.Mail.Value);
        json.WriteTime("receivedAt", was.Delivery.InternalDate);
        json.WriteString("difference", DecisionText.Kebab(difference.Kind.ToString()));
        json.WriteString("outcome", was.Outcome);
        json.WriteString("reason", was.Reason);
        json.WriteString("decidedBy", was.DecidedBy);
        json.WriteNumber("rules", was.Rules);
        json.WriteObjects("recorded", was.Places, place =>
        {
            json.WriteString("as", place.As);
            json.WriteNumber("touchpoint", place.Touchpoint.Value);
            json.WriteString("account", place.AccountName);
        });
        json.WriteString("outcomeNow", DecisionText.LedgerOutcome(now.Decision));
        json.WriteString("reasonNow", DecisionText.Reason(now.Decision));
        json.WriteString("decidedByNow", now.Trace.DecidedBy);
        json.WriteString("sentence", Now(difference, directory));
        json.WriteString("because", Because(now));
        if (applied is { } done)
        {
            json.WriteString("applied", DecisionText.Kebab(done.ToString()));
        }
    }

    /// <summary>What stands, in one sentence.</summary>
    public static string Was(StoredDecision was) => was.Outcome switch
    {
        "held" => $"It is held as {was.Reason}.",
        "ignored" => $"It is ignored as {was.Reason}.",
        _ when was.Places.Count == 0 => $"It is {was.Outcome}.",
        "event" => DecisionText.Ended($"It is {DecisionSentence.Kind(was.Reason)} in the thread of touchpoint {was.Places[0].Touchpoint.Value} on {Names(was)}"),
        _ when was.Places[0].As == "touchpoint" => DecisionText.Ended($"It is a touchpoint on {Names(was)}"),
        _ => DecisionText.Ended($"It is {DecisionSentence.Kind(was.Places[0].As)} in the thread of touchpoint {was.Places[0].Touchpoint.Value} on {Names(was)}"),
    };

    /// <summary>The finding of the rule that decides now.</summary>
    public static string Because(Decided now) => now.Trace.Steps.LastOrDefault(step => step.Hit && step.Rule == now.Trace.DecidedBy)?.Result ?? "no rule hit.";

    private static string Now(Difference difference, DirectorySnapshot directory)
        => difference.Kind is DifferenceKind.Text ? "Other words of it are shown." : DecisionText.Sentence(difference.Now, directory);

    private static string Note(DifferenceKind kind, Replayed? applied) => (kind, applied) switch
    {
        (DifferenceKind.OnlyTold, _) => "It is recorded, and no program takes back what people may have read: look at it yourself.",
        (_, Replayed.Refused) => "The database refused the new rows; it stays as it was.",
        (_, Replayed.Unchanged) => "It was settled meanwhile; nothing was written.",
        _ => "",
    };

    private static string Names(StoredDecision was) => string.Join(" and ", was.Places.Select(place => place.AccountName).Distinct());
}
