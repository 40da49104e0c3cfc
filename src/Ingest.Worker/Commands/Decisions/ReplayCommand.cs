using System.CommandLine;
using System.Globalization;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Decides stored mail again with the rules and the directory of now: prints what differs, and applies it when asked to.</summary>
internal static class ReplayCommand
{
    public static Command Make(Shell shell)
    {
        var mails = new Argument<long[]>("MAIL") { Description = "Only these mails, by number", Arity = ArgumentArity.ZeroOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would differ and write nothing" };
        var apply = new Option<bool>("--apply") { Description = "Give mail its new outcome; recorded mail that would be held or ignored now stays and is only told of" };
        var since = new Option<string?>("--since") { Description = "Only mail that came at or after this time (2027-01-31 or 2027-01-31T08:00Z), or in the last N days (7d)" };
        var texts = new Option<bool>("--texts") { Description = "Also where only the words that are shown of a mail would differ" };
        var why = new Option<string?>("--why") { Description = "With --apply: why; kept with each mail that changes" };
        var by = new Option<string>("--by") { Description = "With --apply: who; kept in the audit trail", DefaultValueFactory = _ => shell.User };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "replay",
            "Decides stored mail again, as rules, settings and directory are now, and shows mail by mail what would differ.",
            "touchpoints replay --dry-run",
            "touchpoints replay --dry-run --since 7d --json",
            "touchpoints replay --apply --since 7d --why \"Acme was split in two\"") { mails, dryRun, apply, since, texts, why, by, json };
        command.SetAction((parsed, _) =>
        {
            var run = new Run(Since(parsed.GetValue(since), shell.Time), parsed.GetValue(mails) ?? [], parsed.GetValue(texts), parsed.GetValue(json), parsed.GetValue(by)!, parsed.GetValue(why)?.Trim() ?? "");
            return (parsed.GetValue(dryRun), parsed.GetValue(apply)) switch
            {
                (true, false) => Task.FromResult(StoreAccess.Read(parsed, shell, installation => Look(run, installation, shell))),
                (false, true) when run.Why.Length > 0 => StoreAccess.WriteAsync(parsed, shell, Forwarded(parsed.GetValue(since), run), installation => Apply(run, installation, shell)),
                (false, true) => throw new CommandException("replay --apply needs --why: it is kept with each mail that changes.", CommandCode.WrongUse),
                _ => throw new CommandException("replay needs either --dry-run, which writes nothing, or --apply.", CommandCode.WrongUse),
            };
        });
        return command;
    }

    private static int Look(Run run, Installation installation, Shell shell)
    {
        var (all, differ) = (0, 0);
        foreach (var (_, found) in Differing(run, installation, shell, () => all++))
        {
            differ++;
            Tell(run, found, installation, shell, null);
        }

        shell.Error.WriteLine($"{Words.Count(all, "mail", "mails")} decided again: {all - differ} as before, {differ} would differ. Nothing was written.");
        return ExitCode.Done;
    }

    private static int Apply(Run run, Installation installation, Shell shell)
    {
        var (all, changed, kept) = (0, 0, 0);
        foreach (var (was, found) in Differing(run, installation, shell, () => all++))
        {
            // Decided once more within the transaction that writes: a mail before it may have changed what is known.
            var done = found.Difference.Kind is DifferenceKind.OnlyTold
                ? Replayed.OnlyTold
                : installation.Database.Replayer.Apply(was.Mail, found.Mail, (mail, known) => HeldMail.Decide(mail, known, installation.Policy), run.By, run.Why);
            changed += done is Replayed.Applied ? 1 : 0;
            kept += done is Replayed.OnlyTold or Replayed.Refused ? 1 : 0;
            Tell(run, found, installation, shell, done);
        }

        shell.Error.WriteLine($"{Words.Count(all, "mail", "mails")} decided again: {changed} changed, {kept} differ and were left as they are, {all - changed - kept} as before.");
        return ExitCode.Done;
    }

    private static IEnumerable<(StoredDecision Was, (MailToDecide Mail, Difference Difference) Found)> Differing(Run run, Installation installation, Shell shell, Action decided)
    {
        var reports = installation.Database.Reports;
        foreach (var was in run.Mails.Length > 0 ? reports.Decisions([.. run.Mails.Select(id => new MailId(id))]) : reports.Decisions(run.Since).Where(was => was.Reason != HeldMail.TooLarge))
        {
            shell.Stop.ThrowIfCancellationRequested();
            decided();
            if (Again.Differs(installation, was) is { } found && (run.Texts || found.Difference.Kind is not DifferenceKind.Text))
            {
                yield return (was, found);
            }
        }
    }

    private static void Tell(Run run, (MailToDecide Mail, Difference Difference) found, Installation installation, Shell shell, Replayed? applied)
    {
        if (run.Json)
        {
            shell.WriteJson(j => ReplayText.Write(j, found.Difference, installation.Database, applied));
        }
        else
        {
            ReplayText.Write(shell.Out, found.Difference, found.Mail, installation.Database, applied);
        }
    }

    private static string[] Forwarded(string? since, Run run) =>
    [
        "replay", "--apply", .. run.Mails.Select(id => id.ToString(CultureInfo.InvariantCulture)), .. since is null ? Array.Empty<string>() : ["--since", since],
        .. run.Texts ? (string[])["--texts"] : [], "--why", run.Why, "--by", run.By, .. run.Json ? (string[])["--json"] : [],
    ];

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

    private sealed record Run(DateTimeOffset Since, long[] Mails, bool Texts, bool Json, string By, string Why);
}
