using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Puts a backup in place, and verifies it there.</summary>
internal static class RestoreCommand
{
    public static Command Make(Shell shell)
    {
        var from = new Option<string>("--from") { Description = "The folder of a backup", HelpName = "FOLDER", Required = true };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "restore",
            "Checks every file of a backup by its SHA-256, copies it to where the settings say that database, octets and reply keys are, and verifies every mail there. Writes over nothing: what is there must be moved away first.",
            "touchpoints restore --from /backup/2027-01-31",
            "touchpoints restore --from /backup/2027-01-31 --database /srv/touchpoints/touchpoints.db") { from, json };
        command.SetAction(parsed =>
        {
            var settings = CommandSettings.Read(parsed);
            var manifest = StoreRestore.Run(settings.Store, settings.ReplyKeyFileOrDefault, parsed.GetValue(from)!, shell.Stop);
            BackupCommand.Tell(manifest, parsed.GetValue(json), shell);
            using var installation = Installation.OpenForReading(settings, shell.Time);
            var code = VerifyCommand.Verify(installation.Database, parsed.GetValue(json), shell);
            shell.Error.WriteLine("Mail that came since then is fetched again from the mailboxes: run \"touchpoints reconcile\" before the worker starts, then start it.");
            return code;
        });
        return command;
    }
}
