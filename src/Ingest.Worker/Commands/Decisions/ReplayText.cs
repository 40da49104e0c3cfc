using System.Text.Json;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>One mail that would be decided differently: what it is, what it would be, and why.</summary>
internal static class ReplayText
{
    public static void Write(TextWriter output, Difference difference, MailToDecide mail, Database database, Replayed? applied)
    {
        var envelope = mail.Envelope;
        output.WriteLine($"{difference.Was.Mail.Value,6}  {JsonLine.Rfc3339(difference.Was.Delivery.InternalDate)}  \"{Plain.Line(envelope.Subject, 60)}\" from {(envelope.From.Count > 0 ? Plain.Line(envelope.From[0].Address, 60) : "nobody")}");
        output.WriteLine($"        was  {Plain.Line(DecisionSentence.Of(difference.Was), 200)}");
        output.WriteLine($"        now  {Plain.Line(Now(difference, database), 200)}");
        output.WriteLine($"        rule {difference.Now.Trace.DecidedBy}: {Plain.Line(DecisionWords.Finding(difference.Now.Trace), 180)}");
        if (Note(difference.Kind, applied) is { Length: > 0 } note)
        {
            output.WriteLine($"        {note}");
        }
    }

    public static void Write(Utf8JsonWriter json, Difference difference, Database database, Replayed? applied)
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
        json.WriteString("sentence", Now(difference, database));
        json.WriteString("because", DecisionWords.Finding(now.Trace));
        if (applied is { } done)
        {
            json.WriteString("applied", DecisionText.Kebab(done.ToString()));
        }
    }

    private static string Now(Difference difference, Database database)
        => difference.Kind is DifferenceKind.Text ? "Other words of it are shown." : DecisionSentence.Of(difference.Now, database);

    private static string Note(DifferenceKind kind, Replayed? applied) => (kind, applied) switch
    {
        (DifferenceKind.OnlyTold, _) => "It is recorded, and no program takes back what people may have read: look at it yourself.",
        (_, Replayed.Refused) => "The database refused the new rows; it stays as it was.",
        (_, Replayed.Unchanged) => "It was settled meanwhile; nothing was written.",
        _ => "",
    };
}
