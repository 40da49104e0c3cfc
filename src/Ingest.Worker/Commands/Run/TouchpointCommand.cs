using System.CommandLine;
using System.Globalization;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Makes a touchpoint by hand, with the reply address that its thread is answered at.</summary>
internal static class TouchpointCommand
{
    public static Command Make(Shell shell)
    {
        var account = new Option<string>("--account") { Description = "The account's key", Required = true };
        var to = new Option<string[]>("--to") { Description = "Address of a person it goes to; may be given several times", Required = true, Arity = ArgumentArity.OneOrMore };
        var subject = new Option<string>("--subject") { Description = "Its subject", DefaultValueFactory = _ => "" };
        var author = new Option<string?>("--author") { Description = "Address of the user who writes it" };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "new",
            "Makes a touchpoint and prints its reply address and the Message-ID to mail it under. It sends nothing.",
            "touchpoints touchpoint new --account acme --to jane@acme.example --subject \"Renewal\" --author anna@vendor.example") { account, to, subject, author, json };
        command.SetAction((parsed, _) =>
        {
            var wanted = new Wanted(parsed.GetValue(account)!, parsed.GetValue(to)!, parsed.GetValue(subject)!, parsed.GetValue(author), parsed.GetValue(json));
            return StoreAccess.WriteAsync(parsed, shell, wanted.Arguments, installation => Run(wanted, installation, shell));
        });
        return new Command("touchpoint", "Works with touchpoints.") { command, Delete(shell), Restore(shell) };
    }

    private static ExampledCommand Delete(Shell shell)
    {
        var (touchpoint, by) = (Number(), HeldCommand.ByOption(shell));
        var why = new Option<string>("--why") { Description = "Why; kept with the mails of the thread", Required = true };
        var command = new ExampledCommand(
            "delete", "Deletes a touchpoint with its thread: it is shown no more, and answers wait. Mails and files are kept, and it can be restored.", "touchpoints touchpoint delete 7 --why \"logged by mistake\"") { touchpoint, why, by };
        command.SetAction((parsed, _) =>
        {
            var (id, reason, who) = (parsed.GetValue(touchpoint), parsed.GetValue(why)!, parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(parsed, shell, ["touchpoint", "delete", Text(id), "--why", reason, "--by", who], installation =>
            {
                HeldChoices.Delete(installation, new TouchpointId(id), who, reason);
                shell.Error.WriteLine($"Touchpoint {id} is deleted. To bring it back: touchpoints touchpoint restore {id}");
                return ExitCode.Done;
            });
        });
        return command;
    }

    private static ExampledCommand Restore(Shell shell)
    {
        var (touchpoint, by) = (Number(), HeldCommand.ByOption(shell));
        var command = new ExampledCommand("restore", "Brings a deleted touchpoint back as it was, open or closed, and records what waited for it.", "touchpoints touchpoint restore 7") { touchpoint, by };
        command.SetAction((parsed, _) =>
        {
            var (id, who) = (parsed.GetValue(touchpoint), parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(parsed, shell, ["touchpoint", "restore", Text(id), "--by", who], installation =>
            {
                var (state, freed) = HeldChoices.Restore(installation, new TouchpointId(id), who);
                shell.Error.WriteLine($"Touchpoint {id} is restored, and {DecisionText.Kebab(state.ToString())} as it was; {Words.Count(freed, "held mail", "held mails")} settled by it.");
                return ExitCode.Done;
            });
        });
        return command;
    }

    private static Argument<long> Number() => new("TOUCHPOINT") { Description = "The number of the touchpoint" };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Run(Wanted wanted, Installation installation, Shell shell)
    {
        var wrong = wanted.To.Concat(wanted.Author is { } address ? [address] : []).FirstOrDefault(a => !TableRow.IsAddress(a));
        if (wrong is not null)
        {
            throw new CommandException($"\"{wrong}\" is no mail address.", CommandCode.WrongUse);
        }

        if (installation.Policy.ReplyDomains.Count == 0)
        {
            throw new CommandException("No reply address can be made: set Touchpoints:ReplyDomains to the domain whose mail comes to the watched mailbox.", CommandCode.WrongUse);
        }

        var account = HeldCommand.AccountOf(installation, wanted.Account);
        var user = wanted.Author is { } written
            ? installation.Database.Directory.Snapshot().UserAt(written) ?? throw new CommandException($"No user has the address {written}. Users come from: touchpoints directory import users.csv")
            : null;
        var made = installation.Database.Touchpoints.New(account.Id, wanted.Subject, [.. wanted.To.Select(t => new MailAddress("", t))], user?.Id);
        var messageId = ReplyAddress.MakeMessageId(made.ReplyAddress, installation.Policy);
        installation.Database.Touchpoints.AddOutboundId(made.Id, messageId);
        Tell(wanted, made.Id, ReplyAddress.Make(made.ReplyAddress, installation.Policy), messageId, shell);
        return ExitCode.Done;
    }

    private static void Tell(Wanted wanted, TouchpointId id, string replyAddress, MessageId messageId, Shell shell)
    {
        if (wanted.Json)
        {
            shell.WriteJson(j =>
            {
                j.WriteNumber("touchpoint", id.Value);
                j.WriteString("replyAddress", replyAddress);
                j.WriteString("messageId", messageId.Value);
            });
            return;
        }

        shell.Out.WriteLine($"touchpoint  {id.Value.ToString(CultureInfo.InvariantCulture)}");
        shell.Out.WriteLine($"Reply-To    {replyAddress}");
        shell.Out.WriteLine($"Message-ID  {messageId}");
    }

    private sealed record Wanted(string Account, string[] To, string Subject, string? Author, bool Json)
    {
        /// <summary>The command line that says the same.</summary>
        public string[] Arguments =>
        [
            "touchpoint", "new", "--account", Account, .. To.SelectMany(t => new[] { "--to", t }), "--subject", Subject,
            .. Author is null ? Array.Empty<string>() : ["--author", Author], .. Json ? ["--json"] : Array.Empty<string>(),
        ];
    }
}
