using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>erase --aged: what is older than the settings keep it, after saying how much that is.</summary>
internal static class EraseAged
{
    public static Task<int> RunAsync(ParseResult parsed, bool yes, string by, bool json, Shell shell)
    {
        if (shell.Worker is null && StoreAccess.Read(parsed, shell, installation => Say(installation.Database.Eraser, yes, shell)) != ExitCode.Done)
        {
            return Task.FromResult(CommandCode.Failed);
        }

        string[] forwarded = ["erase", "--aged", "--yes", "--by", by, .. json ? (string[])["--json"] : []];
        return StoreAccess.WriteAsync(parsed, shell, forwarded, installation =>
        {
            var erased = installation.Database.Eraser.RunAged(by, purge: true, shell.Stop);
            if (json)
            {
                shell.WriteJson(j =>
                {
                    j.WriteNumber("mails", erased.Mails);
                    j.WriteNumber("octets", erased.Octets);
                    j.WriteNumber("changes", erased.Changes);
                    j.WriteBoolean("purged", erased.IsPurged);
                });
            }
            else
            {
                shell.Out.WriteLine($"Erased: {erased.Mails} mails, {Words.Octets(erased.Octets)}; {Words.Count(erased.Changes, "line", "lines")} of changes forgotten.");
            }

            EraseCommand.TellPurged(erased, shell);
            return ExitCode.Done;
        });
    }

    private static int Say(Eraser eraser, bool yes, Shell shell)
    {
        if (eraser.Retention.IsForEver)
        {
            throw new CommandException("Mail is kept for ever here: nothing is old. Set Touchpoints:Retention:RecordedDays, HeldDays, IgnoredDays or ChangesDays (docs/operations.md).", CommandCode.WrongUse);
        }

        if (yes)
        {
            return ExitCode.Done;
        }

        var aged = eraser.CountAged();
        shell.Error.WriteLine($"This erases for good what is older than it is kept: {aged.Recorded} mails of touchpoints, replies and events, {aged.Held} held, {aged.Ignored} ignored{(eraser.Retention.Changes is { } kept ? $"; and lines of changes older than {Words.Count((long)kept.TotalDays, "day", "days")}" : "")}.");
        return EraseCommand.Ask(shell);
    }
}
