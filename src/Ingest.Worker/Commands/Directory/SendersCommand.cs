using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What people decided for addresses and domains, and how it is taken back.</summary>
internal static class SendersCommand
{
    /// <summary>"senders": what was decided, by whom, and what of it was taken back.</summary>
    public static ExampledCommand List(Shell shell)
    {
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "senders", "Lists what people decided for senders: let through as spam or unverified, or remembered for an account.", "touchpoints directory senders", "touchpoints directory senders --json") { json };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            foreach (var row in All(installation))
            {
                if (parsed.GetValue(json))
                {
                    shell.WriteJson(j =>
                    {
                        j.WriteString("entry", row.Entry);
                        j.WriteString("decided", row.Decided);
                        j.WriteString("by", row.By);
                        j.WriteTime("at", row.At);
                        j.WriteString("takenBackBy", row.EndedBy);
                    });
                }
                else
                {
                    shell.Out.WriteLine($"{row.Entry}: {row.Decided}, decided by {row.By} {JsonLine.Rfc3339(row.At)}{(row.EndedBy.Length > 0 ? $", taken back by {row.EndedBy}" : "")}");
                }
            }

            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>"forget": takes it back.</summary>
    public static ExampledCommand Forget(Shell shell)
    {
        var entry = new Argument<string>("ENTRY") { Description = "The address or \"@domain\", as it is listed by: directory senders" };
        var by = HeldCommand.ByOption(shell);
        var command = new ExampledCommand(
            "forget", "Takes back what was decided for a sender: held assign --remember, held accept --sender or --domain. Recorded mail stays.", "touchpoints directory forget jo@freelance.example", "touchpoints directory forget @newsletter.example") { entry, by };
        command.SetAction((parsed, _) =>
        {
            var (wanted, who) = (parsed.GetValue(entry)!, parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(parsed, shell, ["directory", "forget", wanted, "--by", who], installation =>
            {
                shell.Error.WriteLine(Forget(installation, wanted, who) + ".");
                return ExitCode.Done;
            });
        });
        return command;
    }

    /// <summary>Forgets what was decided for a sender; answers what follows (behaviour.md B7.4).</summary>
    public static string Forget(Installation installation, string entry, string by)
    {
        var directory = installation.Database.Directory;
        var before = directory.Snapshot();
        return directory.Forget(entry, by)
            ? $"{entry} is forgotten{DirectoryChange.After(installation, before, $"forgotten by {by}")}"
            : throw new CommandException($"Nothing is remembered of {entry}. What is remembered is listed by: touchpoints directory senders");
    }

    /// <summary>Everything that was decided for senders, by entry.</summary>
    public static IReadOnlyList<DecidedSender> All(Installation installation)
    {
        var directory = installation.Database.Directory.Snapshot();
        return
        [
            .. installation.Database.Directory.SenderRules().Select(row => new DecidedSender(row.Rule.Entry, Words.Decided(row.Rule.Kind), row.Rule.By, row.Rule.At, row.EndedBy))
                .Concat(directory.Remembered.Select(row => new DecidedSender(row.Address, $"belongs to {directory.Account(row.Account)?.Name ?? "an account that is gone"}", row.By, row.At, "")))
                .OrderBy(row => row.Entry, StringComparer.Ordinal),
        ];
    }
}

/// <summary>What somebody decided for an address or "@domain"; <see cref="EndedBy"/> is who took it back, or empty.</summary>
internal sealed record DecidedSender(string Entry, string Decided, string By, DateTimeOffset At, string EndedBy);
