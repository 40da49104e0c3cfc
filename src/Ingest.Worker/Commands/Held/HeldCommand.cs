using System.CommandLine;
using System.Globalization;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Held mail: what waits, why, and what a person decides for it.</summary>
internal static class HeldCommand
{
    private const int AtMost = 1_000;

    public static Command Make(Shell shell) => new("held", "Works with held mail: mail that waits for a person.") 
    {
        List(shell), Show(shell), Assign(shell), HeldChoiceCommands.Accept(shell), HeldChoiceCommands.Thread(shell), HeldChoiceCommands.Keep(shell), Dismiss(shell), HeldLoopCommand.Make(shell),
    };

    private static ExampledCommand List(Shell shell)
    {
        var reason = new Option<string>("--reason") { Description = "Only mail held for this reason, e.g. no-match", DefaultValueFactory = _ => "" };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand("list", "Lists held mail, oldest first.", "touchpoints held list", "touchpoints held list --reason no-match --json") { reason, json };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            var held = installation.Database.Reports.Held(parsed.GetValue(reason)!, AtMost);
            foreach (var row in held)
            {
                if (parsed.GetValue(json))
                {
                    shell.WriteJson(j => HeldText.Write(j, row, installation.Database.Directory.Snapshot()));
                }
                else
                {
                    HeldText.Write(shell.Out, row, installation.Database.Directory.Snapshot());
                }
            }

            shell.Error.WriteLine(held.Count == 0 ? "Nothing is held." : $"{held.Count} held. See one: touchpoints held show MAIL");
            return ExitCode.Done;
        }));
        return command;
    }

    private static ExampledCommand Show(Shell shell)
    {
        var mail = MailArgument();
        var json = GlobalOptions.Json();
        var command = new ExampledCommand("show", "Shows one mail with its trace: every rule that was tried, and what it found.", "touchpoints held show 12", "touchpoints held show 12 --json") { mail, json };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            var detail = Find(installation, parsed.GetValue(mail));
            var words = DecisionWords.Of(detail, installation.Database.Directory.Snapshot());
            if (parsed.GetValue(json))
            {
                shell.WriteJson(j => StoredMailText.Write(j, detail, words, installation.Database.Reports.LikelyThreads(detail.Id)));
            }
            else
            {
                StoredMailText.Write(shell.Out, detail, words, installation.Database.Reports.LikelyThreads(detail.Id));
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static ExampledCommand Assign(Shell shell)
    {
        var mail = MailArgument();
        var accounts = new Argument<string[]>("ACCOUNT") { Description = "The account's key; several for a touchpoint on each", Arity = ArgumentArity.OneOrMore };
        var by = ByOption(shell);
        var remember = new Option<bool>("--remember") { Description = "Further mail with its outside people goes there too, as long as they are no contacts" };
        var command = new ExampledCommand(
            "assign", "Records a held mail on an account, with its own date.", "touchpoints held assign 12 acme", "touchpoints held assign 12 acme --remember", "touchpoints held assign 12 acme globex") { mail, accounts, remember, by };
        command.SetAction((parsed, _) =>
        {
            var (id, keys, who, remembers) = (parsed.GetValue(mail), parsed.GetValue(accounts)!, parsed.GetValue(by)!, parsed.GetValue(remember));
            if (remembers && keys.Length > 1)
            {
                throw new CommandException("One account can be remembered, not several.", CommandCode.WrongUse);
            }

            return StoreAccess.WriteAsync(
                parsed,
                shell,
                ["held", "assign", Text(id), .. keys, "--by", who, .. remembers ? ["--remember"] : Array.Empty<string>()],
                installation =>
                {
                    Find(installation, id);
                    var settled = HeldChoices.Assign(installation, new MailId(id), [.. keys.Select(key => AccountOf(installation, key).Id)], who);
                    HeldChoiceCommands.Tell(settled, shell);
                    return remembers ? Remember(installation, id, keys[0], who, shell) : ExitCode.Done;
                });
        });
        return command;
    }

    private static ExampledCommand Dismiss(Shell shell)
    {
        var mail = MailArgument();
        var why = new Option<string>("--why") { Description = "Why it is not recorded; kept with who did it", Required = true };
        var by = ByOption(shell);
        var command = new ExampledCommand("dismiss", "Settles a held mail without recording it. The mail itself is kept.", "touchpoints held dismiss 12 --why \"newsletter\"") { mail, why, by };
        command.SetAction((parsed, _) =>
        {
            var (id, reason, who) = (parsed.GetValue(mail), parsed.GetValue(why)!, parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(parsed, shell, ["held", "dismiss", Text(id), "--why", reason, "--by", who], installation =>
            {
                Find(installation, id);
                if (!installation.Database.Recorder.Dismiss(new MailId(id), who, reason))
                {
                    throw NotHeld(installation, id);
                }

                shell.Error.WriteLine($"Mail {id} is dismissed.");
                return ExitCode.Done;
            });
        });
        return command;
    }

    // B7.2 rank 6: everybody outside whom the mail was recorded with and who is no contact.
    private static int Remember(Installation installation, long id, string key, string who, Shell shell)
    {
        if (HeldMail.Remember(installation, new MailId(id), AccountOf(installation, key).Id, who) is not var (people, change))
        {
            shell.Error.WriteLine("Nothing to remember: everybody on it is a contact or one of us.");
            return ExitCode.Done;
        }

        shell.Error.WriteLine($"Remembered: {string.Join(", ", people)}{change}. To forget: touchpoints directory forget ADDRESS");
        return ExitCode.Done;
    }

    /// <summary>The account with that key, or a message that names the nearest.</summary>
    public static Account AccountOf(Installation installation, string key)
    {
        var account = installation.Database.Directory.Snapshot().AccountByKey(key);
        var near = account is null ? Nearest.To(key, installation.Database.Reports.Accounts().Select(a => a.Key)) : null;
        return account ?? throw new CommandException($"There is no account \"{key}\".{(near is null ? "" : $" Did you mean \"{near}\"?")} Accounts come from: touchpoints directory import");
    }

    /// <summary>The user with that key, or a message that says where users come from.</summary>
    public static User UserOf(Installation installation, string key) => installation.Database.Directory.Snapshot().UserByKey(key)
        ?? throw new CommandException($"There is no user \"{key}\". Users come from: touchpoints directory import users.csv");

    private static MailDetail Find(Installation installation, long id) => installation.Database.Reports.Mail(new MailId(id))
        ?? throw new CommandException($"There is no mail {id}. Held mail is listed by: touchpoints held list");

    private static CommandException NotHeld(Installation installation, long id)
        => new($"Mail {id} is not held (any more): it is {installation.Database.Reports.Mail(new MailId(id))?.Outcome}. Nothing was changed.");

    public static Argument<long> MailArgument() => new("MAIL") { Description = "The mail's number, as listed" };

    public static Option<string> ByOption(Shell shell) => new("--by") { Description = "Who decides this; kept in the audit trail", DefaultValueFactory = _ => shell.User };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
