using System.CommandLine;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The never-log lists: the organisation's, and the own one of each user (behaviour.md B7.1, 3).</summary>
internal static class NeverLogCommand
{
    public static Command Make(Shell shell) => new("never-log", "Addresses and domains that are never recorded: the organisation's list, and users' own.") { List(shell), Add(shell), Remove(shell) };

    private static ExampledCommand List(Shell shell)
    {
        var json = GlobalOptions.Json();
        var command = new ExampledCommand("list", "Lists them, as never-log.csv has them.", "touchpoints directory never-log list", "touchpoints directory never-log list --json") { json };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            if (!parsed.GetValue(json))
            {
                shell.Out.WriteLine("address,user");
            }

            foreach (var (entry, user) in All(installation.Database.Directory.Snapshot()))
            {
                if (parsed.GetValue(json))
                {
                    shell.WriteJson(j =>
                    {
                        j.WriteString("address", entry);
                        j.WriteString("user", user?.Key ?? "");
                    });
                }
                else
                {
                    shell.Out.WriteLine($"{entry},{user?.Key}");
                }
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static ExampledCommand Add(Shell shell)
    {
        var (entry, user) = (Entry(), User());
        var command = new ExampledCommand(
            "add", "Puts an entry on a list.", "touchpoints directory never-log add lawyer@counsel.example", "touchpoints directory never-log add @family.example --user anna") { entry, user };
        command.SetAction((parsed, _) => Run(parsed, shell, "add", parsed.GetValue(entry)!, parsed.GetValue(user)!, (installation, address, key) =>
            Add(installation, address, key, shell.User)));
        return command;
    }

    private static ExampledCommand Remove(Shell shell)
    {
        var (entry, user) = (Entry(), User());
        var command = new ExampledCommand(
            "remove", "Takes an entry off a list.", "touchpoints directory never-log remove lawyer@counsel.example", "touchpoints directory never-log remove @family.example --user anna") { entry, user };
        command.SetAction((parsed, _) => Run(parsed, shell, "remove", parsed.GetValue(entry)!, parsed.GetValue(user)!, (installation, address, key) =>
        {
            var (said, change) = Remove(installation, address, key, shell.User);
            return said + change;
        }));
        return command;
    }

    /// <summary>Every entry, the organisation's first; null for its user.</summary>
    public static IEnumerable<(string Entry, User? User)> All(DirectorySnapshot directory) => directory.NeverLog.Order(StringComparer.Ordinal).Select(entry => (entry, (User?)null))
        .Concat(directory.NeverLogOfUsers.Select(row => (row.Entry, directory.User(row.User))).OrderBy(row => row.Item2?.Key, StringComparer.Ordinal).ThenBy(row => row.Entry, StringComparer.Ordinal));

    /// <summary>Puts an entry on the organisation's list, or on a user's; answers what follows.</summary>
    public static string Add(Installation installation, string entry, string user, string by)
    {
        if (!(entry.StartsWith('@') ? TableRow.IsDomain(entry[1..]) : TableRow.IsAddress(entry)))
        {
            throw new CommandException($"\"{entry}\" is neither a mail address nor \"@\" and a domain.", CommandCode.WrongUse);
        }

        var list = ListOf(installation, user);
        var import = user.Length == 0 ? new DirectoryImport { NeverLog = [entry] } : new DirectoryImport { NeverLogOfUsers = [new UserNeverLogRow(user, entry)] };
        var (imported, change) = DirectoryChange.Apply(installation, import, $"never-log by {by}");
        return imported.Added == 0 ? $"{entry} is on {list.Name} already" : $"{entry} is on {list.Name} now{change}";
    }

    /// <summary>Takes an entry off the organisation's list, or a user's; answers that with what follows.</summary>
    public static (string Said, DirectoryChange Change) Remove(Installation installation, string entry, string user, string by)
    {
        var directory = installation.Database.Directory;
        var (before, list) = (directory.Snapshot(), ListOf(installation, user));
        return directory.RemoveNeverLog(entry, list.User?.Id)
            ? ($"{entry} is on {list.Name} no longer", DirectoryChange.After(installation, before, $"never-log by {by}"))
            : throw new CommandException($"{entry} is not on {list.Name}. What is there: touchpoints directory never-log list");
    }

    private static (User? User, string Name) ListOf(Installation installation, string key)
    {
        if (key.Length == 0)
        {
            return (null, "the organisation's never-log list");
        }

        var user = HeldCommand.UserOf(installation, key);
        return (user, $"{user.Key}'s own never-log list");
    }

    private static Task<int> Run(ParseResult parsed, Shell shell, string verb, string entry, string user, Func<Installation, string, string, string> run)
    {
        string[] forwarded = ["directory", "never-log", verb, entry, .. user.Length > 0 ? (string[])["--user", user] : []];
        return StoreAccess.WriteAsync(parsed, shell, forwarded, installation =>
        {
            shell.Error.WriteLine(run(installation, entry, user) + ".");
            return ExitCode.Done;
        });
    }

    private static Argument<string> Entry() => new("ENTRY") { Description = "An address, or \"@\" and a domain" };

    private static Option<string> User() => new("--user") { Description = "The key of the user whose own list it is; without it the organisation's", DefaultValueFactory = _ => "" };
}
