using System.CommandLine;

namespace Touchpoints.Ingest;

/// <summary>Commands that take mail in: run, and ingest --once.</summary>
internal static class RunCommands
{
    public static Command Run(Shell shell)
    {
        var command = new ExampledCommand(
            "run",
            "Watches the mailboxes until it is stopped. This is what touchpoints does without a command.",
            "touchpoints run",
            "touchpoints run --settings /etc/touchpoints/settings.json") { };
        command.SetAction((parsed, _) => RunWorkerAsync(parsed, shell));
        return command;
    }

    public static Task<int> RunWorkerAsync(ParseResult parsed, Shell shell)
    {
        WarmUp.Begin();
        return WorkerHost.RunAsync(CommandSettings.Read(parsed, ExitCode.Configuration), Hooks(), shell.Stop);
    }

    public static Command Ingest(Shell shell)
    {
        var once = new Option<bool>("--once") { Description = "Take in what waits and stop (the only way it works: to keep watching there is run)", Required = true };
        var from = new Option<string?>("--from") { Description = "A folder of .eml files, an .mbox file or a Maildir in place of the mailboxes", HelpName = "PATH" };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "ingest",
            "Takes in everything that waits in the mailboxes, or in a folder, says what became of how many, and stops.",
            "touchpoints ingest --once",
            "touchpoints ingest --once --from samples/eml --json") { once, from, json };
        command.SetAction((parsed, _) =>
        {
            var path = parsed.GetValue(from);
            if (!parsed.GetValue(once))
            {
                throw new CommandException("ingest only works with --once; to keep watching: touchpoints run", ExitCode.Usage);
            }

            if (path is not null && !File.Exists(path) && !Directory.Exists(path))
            {
                throw new CommandException($"There is no file or folder {path}.", ExitCode.Usage);
            }

            WarmUp.Begin();
            return IngestOnce.RunAsync(CommandSettings.Read(parsed, ExitCode.Configuration), path, Hooks(), shell.Out, parsed.GetValue(json), shell.Stop);
        });
        return command;
    }

    private static WorkerHooks Hooks() => new() { Commands = CommandLine.Inside };
}
