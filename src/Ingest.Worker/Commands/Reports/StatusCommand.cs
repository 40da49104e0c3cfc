using System.CommandLine;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The figures and the mailboxes' states that the ops page shows first.</summary>
internal static class StatusCommand
{
    public static Command Make(Shell shell)
    {
        var json = GlobalOptions.Json();
        var command = new ExampledCommand("status", "Says how many mails came to what, what waits, and how each mailbox is.", "touchpoints status", "touchpoints status --json") { json };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            var reports = installation.Database.Reports;
            var (mailboxes, status) = StoreFigures.Of(reports);
            if (parsed.GetValue(json))
            {
                shell.WriteJson(j => Write(j, installation, status, mailboxes));
            }
            else
            {
                Write(shell.Out, installation, status, mailboxes, shell.Time.GetUtcNow());
            }

            return mailboxes.All(m => m.SumCloses) ? ExitCode.Done : CommandCode.Failed;
        }));
        return command;
    }

    private static void Write(TextWriter output, Installation installation, StoreStatus status, IReadOnlyList<MailboxSummary> mailboxes, DateTimeOffset now)
    {
        var (change, domains) = (installation.Database.Reviews.Change(Decider.RulesVersion), installation.Database.Directory.Domains());
        output.WriteLine($"{status.Deliveries} deliveries of {status.Mails} mails: {Outcomes(status.Outcomes)}");
        output.WriteLine($"{ReportedNumbers.Said(installation.Policy.ReportedNumber, status.Touchpoints, status.Replies)}, {status.Held} held{Ages(status, now)}");
        if (status.ToFetchAgain > 0)
        {
            output.WriteLine($"{Words.Count(status.ToFetchAgain, "held mail that its server did not give is", "held mails that their server did not give are")} asked for again: touchpoints held list --reason unfetchable");
        }

        if (status.WouldDiffer > 0)
        {
            output.WriteLine($"{Words.Count(status.WouldDiffer, "recorded mail", "recorded mails")} would now be decided differently: touchpoints replay --dry-run");
        }

        output.WriteLine($"rules version {Decider.RulesVersion}{(change is { IsDone: false } ? $", older mail decided again up to {change.Reviewed} of {change.LastMail}" : "")}; {domains.Versions}");
        var stored = status.OctetsStored is { } octets ? $"{Octets(octets)} of mail stored, " : "";
        var free = status.FreeOctets is { } left ? $"{Octets(left)} free, " : "";
        output.WriteLine($"{stored}{free}{status.EngineVersion}");
        foreach (var mailbox in mailboxes)
        {
            var report = mailbox.Report;
            output.WriteLine();
            output.WriteLine($"{report.Mailbox}: {DecisionText.Kebab(report.State.ToString())}, caught up {(report.CaughtUpAt is { } at ? JsonLine.Rfc3339(at) : "never")}, {report.Unfetched} to fetch");
            if (mailbox.Lease is { } lease)
            {
                output.WriteLine($"  worker {lease.Holder} for {Words.Span(lease.Age)} (fence {lease.Fence}){(lease.IsLive ? "" : ", which gives no sign of life")}");
            }

            output.WriteLine($"  {mailbox.Seen} seen = {Outcomes(mailbox.Outcomes)}{(mailbox.SumCloses ? "" : " - THE SUM DOES NOT CLOSE")}");
            foreach (var open in mailbox.OpenSums)
            {
                output.WriteLine($"  {Words.Open(open)} This must not happen; please report it.");
            }

            if (report.LastError.Length > 0)
            {
                output.WriteLine($"  last error{(report.LastErrorAt is { } when ? $" {JsonLine.Rfc3339(when)}" : "")}: {report.LastError}");
            }
        }
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, Installation installation, StoreStatus status, IReadOnlyList<MailboxSummary> mailboxes)
    {
        json.WriteNumber("deliveries", status.Deliveries);
        json.WriteNumber("mails", status.Mails);
        json.WriteNumbers(installation.Policy.ReportedNumber, status.Touchpoints, status.Replies);
        json.WriteNumber("held", status.Held);
        json.WriteTime("oldestHeld", status.HeldAges.Oldest);
        json.WriteNumber("heldOverADay", status.HeldAges.OverADay);
        json.WriteNumber("heldOverAWeek", status.HeldAges.OverAWeek);
        json.WriteNumber("toFetchAgain", status.ToFetchAgain);
        json.WriteNumber("wouldDiffer", status.WouldDiffer);
        json.WriteNumber("rules", Decider.RulesVersion);
        json.WriteString("domains", installation.Database.Directory.Domains().Versions);
        json.WriteTime("oldestWaiting", status.OldestWaiting);
        Write(json, "octetsStored", status.OctetsStored);
        Write(json, "octetsFree", status.FreeOctets);
        Write(json, status.Outcomes);
        json.WriteObjects("mailboxes", mailboxes, m =>
        {
            json.WriteString("mailbox", m.Report.Mailbox);
            json.WriteString("state", DecisionText.Kebab(m.Report.State.ToString()));
            json.WriteTime("caughtUpAt", m.Report.CaughtUpAt);
            json.WriteTime("nextTryAt", m.Report.NextTryAt);
            json.WriteNumber("unfetched", m.Report.Unfetched);
            json.WriteString("lastError", m.Report.LastError);
            json.WriteTime("lastErrorAt", m.Report.LastErrorAt);
            json.WriteString("worker", m.Lease?.Holder);
            json.WriteNumber("workerSeconds", Math.Round(m.Lease?.Age.TotalSeconds ?? 0));
            json.WriteNumber("fence", m.Lease?.Fence ?? 0);
            json.WriteBoolean("workerLives", m.Lease is { IsLive: true });
            json.WriteNumber("seen", m.Seen);
            json.WriteBoolean("sumCloses", m.SumCloses);
            json.WriteString("sumOpen", string.Join(' ', m.OpenSums.Select(Words.Open)));
            Write(json, m.Outcomes);
        });
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, string name, long? octets)
    {
        if (octets is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, IReadOnlyDictionary<string, long> outcomes)
    {
        json.WriteStartObject("outcomes");
        foreach (var (outcome, count) in outcomes.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(outcome, count);
        }

        json.WriteEndObject();
    }

    // B10: a day and seven days are when somebody should look.
    private static string Ages(StoreStatus status, DateTimeOffset now) => status.HeldAges switch
    {
        { Oldest: null } => "",
        var ages => $" (the oldest for {Words.Span(now - ages.Oldest.Value)}; {ages.OverADay} for more than a day, {ages.OverAWeek} for more than seven)",
    };

    private static string Outcomes(IReadOnlyDictionary<string, long> outcomes) => outcomes.Count == 0
        ? "none"
        : string.Join(" + ", outcomes.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Value} {o.Key}"));

    private static string Octets(long octets) => octets switch
    {
        < 10_000 => $"{octets} octets",
        < 10_000_000 => $"{octets / 1_000} kB",
        < 10_000_000_000 => $"{octets / 1_000_000} MB",
        _ => $"{octets / 1_000_000_000} GB",
    };
}
