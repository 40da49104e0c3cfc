using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>The executable: every command, and what becomes of a wrong word or a known problem.</summary>
internal static class CommandLine
{
    // "@acme.example" is a domain, not a file with further words.
    private static readonly ParserConfiguration s_words = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line; answers the exit code. Known problems are printed, never thrown.</summary>
    public static async Task<int> RunAsync(string[] arguments, Shell shell)
    {
        var parsed = Root(shell).Parse(arguments, s_words);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            return WrongUse(parsed, shell);
        }

        try
        {
            // Signals are the program's own: the library would give a worker two seconds to stop, and answer 143 for it.
            var configuration = new InvocationConfiguration { Output = shell.Out, Error = shell.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, shell.Stop);
        }
        catch (CommandException problem)
        {
            await shell.Error.WriteLineAsync(problem.Message);
            return problem.ExitCode;
        }
        catch (StoreException problem)
        {
            await shell.Error.WriteLineAsync(problem.Message);
            return CommandCode.Failed;
        }
        finally
        {
            await shell.Out.FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// Runs, inside a worker, the command lines that other processes send: only one process may write to a database.
    /// </summary>
    public static CommandRunner Inside(WorkerState worker)
        => (arguments, output, errors, cancellationToken) => RunAsync(arguments, new Shell(output, errors, cancellationToken) { Worker = worker, Time = worker.Time });

    private static RootCommand Root(Shell shell)
    {
        var root = new RootCommand("Takes customer-success mail out of mailboxes and turns it into touchpoints and thread replies.");
        root.Add(GlobalOptions.Settings);
        root.Add(GlobalOptions.Database);
        foreach (var command in Commands(shell))
        {
            root.Add(command);
        }

        root.SetAction((parsed, _) => RunCommands.RunWorkerAsync(parsed, shell));
        Prepare(root);
        return root;
    }

    private static IEnumerable<Command> Commands(Shell shell) =>
    [
        RunCommands.Run(shell),
        DemoCommand.Make(shell),
        RunCommands.Ingest(shell),
        InspectCommand.Make(shell),
        ExplainCommand.Make(shell),
        HeldCommand.Make(shell),
        ReplayCommand.Make(shell),
        DirectoryCommand.Make(shell),
        TouchpointCommand.Make(shell),
        CheckCommand.Make(shell),
        VerifyCommand.Make(shell),
        BackupCommand.Make(shell),
        RestoreCommand.Make(shell),
        ReconcileCommand.Make(shell),
        EraseCommand.Make(shell),
        StatusCommand.Make(shell),
        EngagementsCommand.Make(shell),
        HealthCommand.Make(shell),
        ConfigCommand.Make(shell),
        ReportCommands.Export(shell),
        ChangesCommand.Make(shell),
        ReportCommands.Migrate(shell),
        ReportCommands.VersionCommand(shell),
        TrialReading.Make(),
    ];

    /// <summary>Every help text ends in the command's examples.</summary>
    private static void Prepare(Command command)
    {
        foreach (var help in command.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        foreach (var child in command.Subcommands)
        {
            Prepare(child);
        }
    }

    private static int WrongUse(ParseResult parsed, Shell shell)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        var message = unknown is null ? parsed.Errors[0].Message : $"\"{unknown}\" is no {(unknown.StartsWith('-') ? "option" : "command")} of {PathOf(parsed.CommandResult)}.";
        var nearest = unknown is null ? null : Nearest.To(unknown, KnownWords(parsed.CommandResult, unknown.StartsWith('-')));
        shell.Error.WriteLine(nearest is null ? message : $"{message} Did you mean \"{nearest}\"?");
        shell.Error.WriteLine($"See: {PathOf(parsed.CommandResult)} --help");
        return command is RootCommand or { Name: "run" or "ingest" } && unknown?.StartsWith('-') is not false ? ExitCode.Usage : CommandCode.WrongUse;
    }

    private static IEnumerable<string> KnownWords(CommandResult result, bool options) => options
        ? result.Command.Options.Concat([GlobalOptions.Settings, GlobalOptions.Database]).SelectMany(o => o.Aliases.Prepend(o.Name))
        : result.Command.Subcommands.Select(c => c.Name);

    private static string PathOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
        {
            names.Insert(0, command.Command is RootCommand ? "touchpoints" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
