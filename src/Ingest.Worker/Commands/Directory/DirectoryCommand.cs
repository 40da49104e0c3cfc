using System.CommandLine;

namespace Touchpoints.Ingest;

/// <summary>Accounts, contacts, users and domains out of files, and the mistakes in what is there.</summary>
internal static class DirectoryCommand
{
    // Of each kind: a list that nobody reads to the end helps nobody.
    private const int SuggestionsAtMost = 20;

    public static Command Make(Shell shell) => new("directory", "Accounts, contacts, users and domains: import them, find mistakes in them.") { Import(shell), Check(shell), NeverLogCommand.Make(shell), SendersCommand.List(shell), SendersCommand.Forget(shell), DomainListsCommand.Make(shell) };

    private static ExampledCommand Import(Shell shell)
    {
        var paths = Paths();
        paths.Arity = ArgumentArity.OneOrMore;
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "import",
            "Adds and updates by key; what is not named stays. With one mistake in any file nothing is imported.",
            "touchpoints directory import samples/directory",
            "touchpoints directory import accounts.csv contacts.csv",
            "touchpoints directory import directory.json --json") { paths, json };
        command.SetAction((parsed, _) =>
        {
            string[] full = [.. parsed.GetValue(paths)!.Select(Path.GetFullPath)];
            string[] forwarded = ["directory", "import", .. full, .. parsed.GetValue(json) ? ["--json"] : Array.Empty<string>()];
            return StoreAccess.WriteAsync(parsed, shell, forwarded, installation => RunImport(parsed.GetValue(paths)!, parsed.GetValue(json), installation, shell));
        });
        return command;
    }

    private static ExampledCommand Check(Shell shell)
    {
        var paths = Paths();
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "check",
            "Finds mistakes: in files before they are imported, or, without any, in the directory that is in the store, with what mail shows that is missing there.",
            "touchpoints directory check",
            "touchpoints directory check samples/directory") { paths, json };
        command.SetAction(parsed => parsed.GetValue(paths) is { Length: > 0 } files
            ? RunCheckFiles(files, parsed.GetValue(json), shell)
            : StoreAccess.Read(parsed, shell, installation => RunCheckStore(parsed.GetValue(json), installation, shell)));
        return command;
    }

    private static Argument<string[]> Paths()
        => new("PATH") { Description = "CSV files named as their table, folders of them, or one .json file", Arity = ArgumentArity.ZeroOrMore };

    private static int RunImport(string[] paths, bool json, Installation installation, Shell shell)
    {
        var mistakes = new List<ImportMistake>();
        var known = installation.Database.Directory.Snapshot();
        var import = DirectoryFiles.Read(paths, key => known.AccountByKey(key) is not null, key => known.UserByKey(key) is not null, mistakes);
        if (mistakes.Count > 0)
        {
            Tell(mistakes, json, shell);
            shell.Error.WriteLine($"{Count(mistakes.Count, "mistake")}; nothing was imported.");
            return CommandCode.Failed;
        }

        var (result, change) = DirectoryChange.Apply(installation, import, $"directory import by {shell.User}");
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteNumber("added", result.Added);
                j.WriteNumber("changed", result.Changed);
                j.WriteNumber("unchanged", result.Unchanged);
                j.WriteNumber("heldMailSettled", change.Freed);
                j.WriteNumber("recordedMailThatWouldDiffer", change.Listed);
            });
        }
        else
        {
            shell.Out.WriteLine($"{result.Added} added, {result.Changed} changed, {result.Unchanged} unchanged{change}");
        }

        return ExitCode.Done;
    }

    private static int RunCheckFiles(string[] paths, bool json, Shell shell)
    {
        var mistakes = new List<ImportMistake>();
        DirectoryFiles.Read(paths, _ => false, _ => false, mistakes);
        Tell(mistakes, json, shell);
        shell.Error.WriteLine(mistakes.Count == 0 ? "No mistakes." : $"{Count(mistakes.Count, "mistake")}.");
        return mistakes.Count == 0 ? ExitCode.Done : CommandCode.Failed;
    }

    private static int RunCheckStore(bool json, Installation installation, Shell shell)
    {
        var directory = installation.Database.Directory;
        var mistakes = directory.Check();
        var suggestions = installation.Database.Reports.Suggestions(directory.Snapshot(), SuggestionsAtMost);
        foreach (var (kind, what, remedy) in mistakes.Select(m => ("mistake", m.What, m.Remedy)).Concat(suggestions.Select(s => (s.Kind, s.What, s.Remedy))))
        {
            if (json)
            {
                shell.WriteJson(j =>
                {
                    j.WriteString("kind", kind);
                    j.WriteString("what", what);
                    j.WriteString("remedy", remedy);
                });
            }
            else
            {
                shell.Out.WriteLine($"{what} {remedy}");
            }
        }

        var seen = suggestions.Count == 0 ? "" : $" {Words.Count(suggestions.Count, "thing", "things")} that mail shows and the directory lacks.";
        shell.Error.WriteLine((mistakes.Count == 0 ? "No mistakes." : $"{Count(mistakes.Count, "mistake")}.") + seen);
        return mistakes.Count == 0 ? ExitCode.Done : CommandCode.Failed;
    }

    private static void Tell(List<ImportMistake> mistakes, bool json, Shell shell)
    {
        foreach (var mistake in mistakes.OrderBy(m => m.File, StringComparer.Ordinal).ThenBy(m => m.Line).ThenBy(m => m.Column))
        {
            if (json)
            {
                shell.WriteJson(j =>
                {
                    j.WriteString("file", mistake.File);
                    j.WriteNumber("line", mistake.Line);
                    j.WriteNumber("column", mistake.Column);
                    j.WriteString("what", mistake.What);
                });
            }
            else
            {
                shell.Error.WriteLine(mistake);
            }
        }
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
