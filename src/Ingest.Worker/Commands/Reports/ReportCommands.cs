using System.CommandLine;
using System.Reflection;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Commands that only tell: export, migrate, version.</summary>
internal static class ReportCommands
{
    public static string Version { get; } = typeof(ReportCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Command Export(Shell shell)
    {
        var command = new ExampledCommand("export", "Writes every touchpoint with its replies, people and attachments as JSON, one a line.", "touchpoints export > touchpoints.jsonl");
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            var count = 0;
            foreach (var touchpoint in installation.Database.Reports.Export())
            {
                shell.Stop.ThrowIfCancellationRequested();
                shell.WriteJson(j => ExportText.Write(j, touchpoint, installation.Policy.ReportedNumber));
                count++;
            }

            shell.Error.WriteLine($"{count} touchpoints exported.");
            return ExitCode.Done;
        }));
        return command;
    }

    public static Command Migrate(Shell shell)
    {
        var from = new Option<string?>("--from") { Description = "Move a whole installation out of this database: sqlite:FILE", HelpName = "sqlite:FILE" };
        var to = new Option<string?>("--to") { Description = "into this empty one: postgres:CONNECTION or postgres://user:password@host/database", HelpName = "postgres:CONNECTION" };
        var command = new ExampledCommand(
            "migrate",
            "Makes the database if there is none, and brings its schema up to this program. With --from and --to it moves everything; when it is stopped, the same command goes on.",
            "touchpoints migrate",
            "touchpoints migrate --database /srv/touchpoints/touchpoints.db",
            "touchpoints migrate --from sqlite:/srv/touchpoints/touchpoints.db --to \"postgres:Host=db;Database=touchpoints;Username=touchpoints\"") { from, to };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(from) is not null || parsed.GetValue(to) is not null)
            {
                return MoveCommand.Run(parsed, parsed.GetValue(from), parsed.GetValue(to), shell);
            }

            var settings = CommandSettings.Read(parsed);
            using var installation = Installation.OpenForWriting(settings, shell.Time);
            shell.Error.WriteLine($"{settings.Store.Place} has the schema of touchpoints {Version} ({installation.Database.EngineVersion}).");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command VersionCommand(Shell shell)
    {
        var json = GlobalOptions.Json();
        var command = new ExampledCommand("version", "Prints the version.", "touchpoints version --json") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                shell.WriteJson(j =>
                {
                    j.WriteString("version", Version);
                    j.WriteString("runtime", Environment.Version.ToString());
                });
            }
            else
            {
                shell.Out.WriteLine($"touchpoints {Version} (.NET {Environment.Version})");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
