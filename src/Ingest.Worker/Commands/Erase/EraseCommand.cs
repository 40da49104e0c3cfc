using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Erases a person or an account for good, after saying what that is.</summary>
internal static class EraseCommand
{
    private const string Agreed = "erase";

    public static Command Make(Shell shell)
    {
        var person = new Option<string?>("--person") { Description = "A customer's person, by an address; their contact's other addresses are erased too", HelpName = "ADDRESS" };
        var account = new Option<string?>("--account") { Description = "An account with its contacts, its domains and its threads, by its key", HelpName = "KEY" };
        var aged = new Option<bool>("--aged") { Description = "Whatever is older than the settings Retention:… keep it" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var why = new Option<string>("--why") { Description = "Why; kept with who did it, so name nobody in it", DefaultValueFactory = _ => "asked for" };
        var by = new Option<string>("--by") { Description = "Who decides this; kept in the audit trail", DefaultValueFactory = _ => shell.User };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "erase",
            "Erases every mail that a person or an account wrote, got or is named in - octets, texts, names, addresses, files, held mail - and their contacts. Whole mails go, for others too. That something happened stays, and a hash by which the mail is known when it comes again. Nothing brings it back but a backup.",
            "touchpoints erase --person jane@acme.example",
            "touchpoints erase --account acme --yes --why \"request 2027-17\"",
            "touchpoints erase --aged") { person, account, aged, yes, why, by, json };
        command.SetAction((parsed, _) =>
        {
            var (address, key) = (parsed.GetValue(person), parsed.GetValue(account));
            if (new[] { address is not null, key is not null, parsed.GetValue(aged) }.Count(given => given) != 1)
            {
                throw new CommandException("Give either --person ADDRESS or --account KEY or --aged.", CommandCode.WrongUse);
            }

            if (address is not null && !TableRow.IsAddress(address))
            {
                throw new CommandException($"\"{address}\" is no mail address.", CommandCode.WrongUse);
            }

            if (parsed.GetValue(aged))
            {
                return EraseAged.RunAsync(parsed, parsed.GetValue(yes), parsed.GetValue(by)!, parsed.GetValue(json), shell);
            }

            var (whyText, who, isJson) = (parsed.GetValue(why)!, parsed.GetValue(by)!, parsed.GetValue(json));
            if (shell.Worker is null && !parsed.GetValue(yes) && StoreAccess.Read(parsed, shell, installation => Ask(Plan(installation, address, key, shell), address ?? key!, shell)) != ExitCode.Done)
            {
                return Task.FromResult(CommandCode.Failed);
            }

            string[] forwarded = [.. address is null ? (string[])["erase", "--account", key!] : ["erase", "--person", address], "--yes", "--why", whyText, "--by", who, .. isJson ? (string[])["--json"] : []];
            return StoreAccess.WriteAsync(parsed, shell, forwarded, installation =>
            {
                var plan = Plan(installation, address, key, shell);
                Tell(plan, installation.Database.Eraser.Run(plan, who, whyText, shell.Stop), isJson, shell);
                return ExitCode.Done;
            });
        });
        return command;
    }

    private static ErasurePlan Plan(Installation installation, string? address, string? key, Shell shell) => address is null
        ? installation.Database.Eraser.PlanAccount(HeldCommand.AccountOf(installation, key!).Id, shell.Stop)
        : installation.Database.Eraser.PlanPerson(address, shell.Stop);

    private static int Ask(ErasurePlan plan, string whom, Shell shell)
    {
        shell.Error.WriteLine($"This erases {Plain.Line(whom, 200)} for good: {Sentence(plan)}.");
        if (plan.Elsewhere > 0)
        {
            shell.Error.WriteLine($"{plan.Elsewhere} of these mails stand on other accounts too and are erased there as well.");
        }

        return Ask(shell);
    }

    /// <summary>Asks whether to do what was just said.</summary>
    public static int Ask(Shell shell)
    {
        if (shell.In is null)
        {
            shell.Error.WriteLine("Nobody is there to ask: nothing was erased. Add --yes.");
            return CommandCode.Failed;
        }

        shell.Error.Write($"Type \"{Agreed}\" to do it: ");
        if (shell.In.ReadLine()?.Trim() == Agreed)
        {
            return ExitCode.Done;
        }

        shell.Error.WriteLine("Nothing was erased.");
        return CommandCode.Failed;
    }

    private static string Sentence(ErasurePlan plan) =>
        $"{plan.Own} mails of theirs, {plan.Naming} that only name them, {plan.Held} of all these held; {Words.Octets(plan.Octets)}; {plan.Contacts} contacts";

    private static void Tell(ErasurePlan plan, Erased erased, bool json, Shell shell)
    {
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteNumber("mails", erased.Mails);
                j.WriteNumber("own", plan.Own);
                j.WriteNumber("naming", plan.Naming);
                j.WriteNumber("held", plan.Held);
                j.WriteNumber("contacts", erased.Contacts);
                j.WriteNumber("octets", erased.Octets);
                j.WriteBoolean("purged", erased.IsPurged);
            });
        }
        else
        {
            shell.Out.WriteLine($"Erased: {Sentence(plan)}.");
        }

        TellPurged(erased, shell);
    }

    /// <summary>Whether anything of it may still be in a file.</summary>
    public static void TellPurged(Erased erased, Shell shell) => shell.Error.WriteLine(erased.IsPurged
            ? "It is in no file of this installation any more, but for logs, which are kept 14 days. Backups and WAL archives still have it until they age out."
            : "Somebody read the database all the time, so that its journal still holds old pages. Run the command again when the readers are gone.");
}
