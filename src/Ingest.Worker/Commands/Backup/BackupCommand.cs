using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Copies a SQLite installation while its worker goes on.</summary>
internal static class BackupCommand
{
    public static Command Make(Shell shell)
    {
        var to = new Option<string>("--to") { Description = "A new or empty folder", HelpName = "FOLDER", Required = true };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "backup",
            "Copies database, octets of mail and reply keys to a folder, all as of one moment, while a worker goes on. Customers' mail and keys are in it: keep it as safe as the original. PostgreSQL has its own tools (docs/operations.md).",
            "touchpoints backup --to /backup/2027-01-31",
            "touchpoints verify --database /backup/2027-01-31/touchpoints.db") { to, json };
        command.SetAction(parsed =>
        {
            var settings = CommandSettings.Read(parsed);
            var folder = parsed.GetValue(to)!;
            var manifest = StoreBackup.Make(settings.Store, settings.ReplyKeyFileOrDefault, folder, shell.Time, shell.Stop);
            Tell(manifest, parsed.GetValue(json), shell);
            if (!manifest.Files.Any(file => file.Name == "reply-keys"))
            {
                shell.Error.WriteLine($"There is no reply key file {settings.ReplyKeyFileOrDefault}; if there is one elsewhere, copy it: without it the reply addresses given out so far are invalid.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What a backup holds.</summary>
    public static void Tell(BackupManifest manifest, bool json, Shell shell)
    {
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteString("madeAt", manifest.MadeAt);
                j.WriteNumber("deliveries", manifest.Deliveries);
                j.WriteNumber("mails", manifest.Mails);
                j.WriteNumber("touchpoints", manifest.Touchpoints);
                j.WriteNumber("replies", manifest.Replies);
                j.WriteNumber("files", manifest.Files.Count);
                j.WriteNumber("octets", manifest.Octets);
            });
            return;
        }

        shell.Out.WriteLine($"As of {manifest.MadeAt:yyyy-MM-dd HH:mm:ss} UTC: {manifest.Deliveries} deliveries, {manifest.Mails} mails, {manifest.Touchpoints} touchpoints with {manifest.Replies} replies; {Words.Octets(manifest.Octets)} in {manifest.Files.Count} files, {manifest.Segments} of them segments of mail.");
    }
}
