using System.CommandLine;
using System.Globalization;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Decides stored mail again with the rules and the directory of now, and prints what would differ; writes nothing.</summary>
internal static class ReplayCommand
{
    public static Command Make(Shell shell)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would differ and write nothing (the only way it works so far)", Required = true };
        var since = new Option<string?>("--since") { Description = "Only mail that came at or after this time (2027-01-31 or 2027-01-31T08:00Z), or in the last N days (7d)" };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "replay",
            "Decides stored mail again, as rules, settings and directory are now, and shows mail by mail what would differ.",
            "touchpoints replay --dry-run",
            "touchpoints replay --dry-run --since 7d --json") { dryRun, since, json };
        command.SetAction(parsed => parsed.GetValue(dryRun)
            ? StoreAccess.Read(parsed, shell, installation => Run(Since(parsed.GetValue(since), shell.Time), parsed.GetValue(json), installation, shell))
            : throw new CommandException("replay only works with --dry-run.", CommandCode.WrongUse));
        return command;
    }

    private static int Run(DateTimeOffset since, bool json, Installation installation, Shell shell)
    {
        int all = 0, differ = 0;
        foreach (var stored in installation.Database.Reports.Decisions(since))
        {
            shell.Stop.ThrowIfCancellationRequested();
            all++;
            var (mail, decided) = Again.Decide(installation, stored.Delivery, stored.Mail);
            var now = (Outcome: DecisionText.LedgerOutcome(decided.Decision), Reason: DecisionText.Reason(decided.Decision));
            if (now.Outcome == stored.Outcome && now.Reason == stored.Reason)
            {
                continue;
            }

            differ++;
            if (json)
            {
                shell.WriteJson(j =>
                {
                    j.WriteNumber("mail", stored.Mail.Value);
                    j.WriteString("outcome", stored.Outcome);
                    j.WriteString("reason", stored.Reason);
                    j.WriteString("outcomeNow", now.Outcome);
                    j.WriteString("reasonNow", now.Reason);
                    j.WriteString("decidedByNow", decided.Trace.DecidedBy);
                });
            }
            else
            {
                shell.Out.WriteLine($"{stored.Mail.Value,6}  {Words(stored.Outcome, stored.Reason),-28} -> {Words(now.Outcome, now.Reason),-28} {Plain.Line(mail.Envelope.Subject, 60)}");
            }
        }

        shell.Error.WriteLine($"{all} mails decided again: {all - differ} as before, {differ} would differ. Nothing was written.");
        return ExitCode.Done;
    }

    private static string Words(string outcome, string reason) => reason.Length > 0 ? $"{outcome} ({reason})" : outcome;

    private static DateTimeOffset Since(string? text, TimeProvider time)
    {
        if (text is null)
        {
            return DateTimeOffset.MinValue;
        }

        if (text.EndsWith('d') && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var days))
        {
            return time.GetUtcNow().AddDays(-days);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new CommandException($"--since \"{text}\" is no time. Write 2027-01-31, 2027-01-31T08:00Z or 7d.", CommandCode.WrongUse);
    }
}
