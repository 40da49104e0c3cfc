using System.Collections.Concurrent;
using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Touchpoints.Ingest;

/// <summary>Fetches what the mailboxes' servers have and the ledger does not, and says what that was.</summary>
internal static class ReconcileCommand
{
    public static Command Make(Shell shell)
    {
        var mailbox = new Option<string?>("--mailbox") { Description = "Only this mailbox", HelpName = "NAME" };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "reconcile",
            "Compares what is on the servers, in the watched folders and those that settled mail is moved to, with the ledger; fetches what has no delivery and says what it was. For after a restore or a failover. What is known becomes a duplicate delivery, never a second record.",
            "touchpoints reconcile",
            "touchpoints reconcile --mailbox support --json") { mailbox, json };
        command.SetAction((parsed, _) =>
        {
            var settings = CommandSettings.Read(parsed);
            return RunAsync(settings, Chosen(settings, parsed.GetValue(mailbox)), parsed.GetValue(json), shell);
        });
        return command;
    }

    /// <summary>Runs it; answers the exit code.</summary>
    public static async Task<int> RunAsync(WorkerSettings settings, IReadOnlyList<MailboxSettings> mailboxes, bool json, Shell shell)
    {
        using var logs = WorkerLog.Create(settings.Log with { Level = "Warning" });
        var log = logs.CreateLogger("Touchpoints");
        var settled = new ConcurrentQueue<SettledMail>();
        var found = new List<Reconciled>();
        using var installation = Installation.OpenForWriting(settings, shell.Time, new LockNote(Environment.ProcessId, null, "-").ToString());
        await using (var pipeline = new IngestPipeline(installation, settings, settled.Enqueue, shell.Time, log))
        {
            await pipeline.StartAsync(shell.Stop);
            foreach (var mailbox in mailboxes)
            {
                var context = new MailboxContext(mailbox, installation.Database, pipeline, log) { MaxMailOctets = settings.MaxMailOctets, ReserveOctets = settings.Store.ReserveOctets, Time = shell.Time };
                found.AddRange(await Reconciler.RunAsync(context, shell.Stop));
            }
        }

        found.ForEach(folder => Tell(folder, [.. settled.Where(mail => mail.Delivery.Mailbox == folder.Name)], json, shell));
        return found.TrueForAll(folder => folder.Trouble is null) ? ExitCode.Done : CommandCode.Failed;
    }

    private static List<MailboxSettings> Chosen(WorkerSettings settings, string? name)
    {
        if (settings.Mailboxes.Count == 0)
        {
            throw new CommandException("No mailbox is set up. Name one with Touchpoints:Mailboxes:<name>:Host, User and PasswordFile.", CommandCode.WrongUse);
        }

        var chosen = settings.Mailboxes.Where(m => name is null || m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return chosen.Count > 0 ? chosen : throw new CommandException($"There is no mailbox \"{name}\" in the settings. There are: {string.Join(", ", settings.Mailboxes.Select(m => m.Name))}.", CommandCode.WrongUse);
    }

    private static void Tell(Reconciled folder, IReadOnlyList<SettledMail> settled, bool json, Shell shell)
    {
        var outcomes = settled.GroupBy(mail => OutcomeWords.Outcome(mail.Recorded), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteString("mailbox", folder.Mailbox);
                j.WriteString("folder", folder.Folder);
                j.WriteNumber("withoutDelivery", folder.Without);
                outcomes.ForEach(outcome => j.WriteNumber(outcome.Key, outcome.Count()));
                j.WriteString("trouble", folder.Trouble?.Words);
            });
            return;
        }

        var became = outcomes.Count == 0 ? "" : $": {string.Join(", ", outcomes.Select(outcome => $"{outcome.Count()} {outcome.Key}"))}";
        shell.Out.WriteLine($"{folder.Mailbox} {folder.Folder}: {(folder.Without == 0 ? "everything on the server has its delivery" : $"{folder.Without} mails had no delivery and were fetched")}{became}.");
        if (folder.Trouble is { } trouble)
        {
            shell.Out.WriteLine($"Not finished: {trouble.Words}");
        }
    }
}
