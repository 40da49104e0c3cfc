using System.CommandLine;
using System.Text.Json;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What became of mail since a program looked last (behaviour.md B1 row 17, B5.3).</summary>
internal static class ChangesCommand
{
    public static Command Make(Shell shell)
    {
        var after = new Option<long>("--after") { Description = "The number of the last change that you have; 0: from the beginning", HelpName = "NUMBER" };
        var atMost = new Option<int>("--at-most") { Description = "How many at most", HelpName = "COUNT", DefaultValueFactory = _ => int.MaxValue };
        var command = new ExampledCommand(
            "changes",
            "Writes what became of mail, and of touchpoints that no mail made, as JSON, one change a line in the order in which they were committed: recorded, held, freed, moved, deleted, erased. Go on with --after and the last number.",
            "touchpoints changes --after 0",
            "touchpoints changes --after 1204 --at-most 100") { after, atMost };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            var (last, count) = (parsed.GetValue(after), 0);
            foreach (var change in installation.Database.Reports.Changes(last).Take(parsed.GetValue(atMost)))
            {
                shell.Stop.ThrowIfCancellationRequested();
                shell.WriteJson(j => Write(j, change));
                (last, count) = (change.Number, count + 1);
            }

            shell.Error.WriteLine($"{Words.Count(count, "change", "changes")}. Go on with: touchpoints changes --after {last}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Write(Utf8JsonWriter json, Change change)
    {
        json.WriteNumber("change", change.Number);
        json.WriteTime("at", change.At);
        json.WriteString("what", change.What);
        if (change.Mail is { } mail)
        {
            json.WriteNumber("mail", mail.Value);
        }

        if (change.Thread is { } thread)
        {
            json.WriteNumber("touchpoint", thread.Value);
            json.WriteString("account", change.AccountKey);
        }

        if (NameOf(change.What) is { } name)
        {
            json.WriteString(name, change.Word);
        }

        if (change.What is "touchpoint" or "reply")
        {
            json.WriteBoolean("accountArchived", change.IsArchived);
        }
    }

    private static string? NameOf(string what) => what switch
    {
        "touchpoint" or "reply" or "restored" => "threadState",
        "event" => "event",
        "held" => "reason",
        "freed" => "outcome",
        _ => null,
    };
}
