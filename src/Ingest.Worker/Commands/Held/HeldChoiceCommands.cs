using System.CommandLine;
using System.Globalization;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What a person decides for one held mail beside its account: "accept", "thread" and "keep".</summary>
internal static class HeldChoiceCommands
{
    public static ExampledCommand Accept(Shell shell)
    {
        var mail = HeldCommand.MailArgument();
        var sender = new Option<bool>("--sender") { Description = "Spam, auth-failed: never again hold mail of this sender for that reason" };
        var domain = new Option<bool>("--domain") { Description = "The same for the whole domain of the sender" };
        var contact = new Option<bool>("--contact") { Description = "new-sender, other-account, subject-token: make the sender a contact of the thread's account" };
        var user = new Option<string>("--user") { Description = "unknown-author, author-inactive: give the sender's address to the user with this key", DefaultValueFactory = _ => "" };
        var by = HeldCommand.ByOption(shell);
        var command = new ExampledCommand(
            "accept",
            "Lets a held mail through: what kept it back is overlooked, every other rule still decides.",
            "touchpoints held accept 12",
            "touchpoints held accept 12 --sender",
            "touchpoints held accept 12 --contact",
            "touchpoints held accept 12 --user anna") { mail, sender, domain, contact, user, by };
        command.SetAction((parsed, _) =>
        {
            var acceptance = new Acceptance { Sender = parsed.GetValue(sender), Domain = parsed.GetValue(domain), Contact = parsed.GetValue(contact), User = parsed.GetValue(user)! };
            if (new[] { acceptance.Sender, acceptance.Domain, acceptance.Contact, acceptance.User.Length > 0 }.Count(given => given) > 1)
            {
                throw new CommandException("Give one of --sender, --domain, --contact and --user, or none.", CommandCode.WrongUse);
            }

            var (id, who) = (parsed.GetValue(mail), parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(parsed, shell, ["held", "accept", Text(id), .. Options(acceptance), "--by", who], installation =>
            {
                var (settled, follows) = HeldChoices.Accept(installation, new MailId(id), acceptance, who);
                Tell(settled, shell);
                if (follows.Length > 0)
                {
                    shell.Error.WriteLine(follows);
                }

                return ExitCode.Done;
            });
        });
        return command;
    }

    public static ExampledCommand Thread(Shell shell)
    {
        var mail = HeldCommand.MailArgument();
        var thread = new Argument<long>("TOUCHPOINT") { Description = "The number of the touchpoint whose thread it belongs to" };
        var by = HeldCommand.ByOption(shell);
        var command = new ExampledCommand("thread", "Records a held mail as an answer in a thread, whatever its addresses say.", "touchpoints held thread 12 7") { mail, thread, by };
        command.SetAction((parsed, _) =>
        {
            var (id, into, who) = (parsed.GetValue(mail), parsed.GetValue(thread), parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(
                parsed, shell, ["held", "thread", Text(id), Text(into), "--by", who], installation => Tell(HeldChoices.Answer(installation, new MailId(id), new TouchpointId(into), who), shell));
        });
        return command;
    }

    public static ExampledCommand Keep(Shell shell)
    {
        var mail = HeldCommand.MailArgument();
        var account = new Argument<string>("ACCOUNT") { Description = "The account's key" };
        var by = HeldCommand.ByOption(shell);
        var command = new ExampledCommand(
            "keep", "Records a held mail that is too large or cannot be read on an account, unread: the mail itself is the touchpoint's file.", "touchpoints held keep 12 acme") { mail, account, by };
        command.SetAction((parsed, _) =>
        {
            var (id, key, who) = (parsed.GetValue(mail), parsed.GetValue(account)!, parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(
                parsed, shell, ["held", "keep", Text(id), key, "--by", who], installation => Tell(HeldChoices.Keep(installation, new MailId(id), HeldCommand.AccountOf(installation, key).Id, who), shell));
        });
        return command;
    }

    /// <summary>"Mail 12 is recorded on Acme GmbH and Globex S.A."</summary>
    public static int Tell(MailDetail mail, Shell shell)
    {
        var names = mail.Places.Select(place => place.AccountName).Distinct().ToList();
        var where = names.Count > 0 ? $" on {string.Join(" and ", names)}" : mail.Reason.Length > 0 ? $" ({mail.Reason})" : "";
        shell.Error.WriteLine(DecisionText.Ended($"Mail {mail.Id.Value} is {mail.Outcome}{where}"));
        return ExitCode.Done;
    }

    private static string[] Options(Acceptance acceptance) =>
    [
        .. acceptance.Sender ? (string[])["--sender"] : [], .. acceptance.Domain ? (string[])["--domain"] : [], .. acceptance.Contact ? (string[])["--contact"] : [],
        .. acceptance.User.Length > 0 ? (string[])["--user", acceptance.User] : [],
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
