using System.CommandLine;

namespace Touchpoints.Ingest;

/// <summary>Release all, ignore all: the two answers to what the loop guard held of one sender.</summary>
internal static class HeldLoopCommand
{
    public static Command Make(Shell shell) => new("loop", "Settles all that the loop guard held of one sender.") { Release(shell), Dismiss(shell) };

    private static ExampledCommand Release(Shell shell)
    {
        var sender = Sender();
        var by = HeldCommand.ByOption(shell);
        var command = new ExampledCommand("release", "Lets all of it through: each mail is decided as if it had come alone.", "touchpoints held loop release billing@acme.example") { sender, by };
        command.SetAction((parsed, _) =>
        {
            var (address, who) = (parsed.GetValue(sender)!, parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(parsed, shell, ["held", "loop", "release", address, "--by", who], installation => Tell(LoopMail.Release(installation, address, who), "released", address, shell));
        });
        return command;
    }

    private static ExampledCommand Dismiss(Shell shell)
    {
        var sender = Sender();
        var why = new Option<string>("--why") { Description = "Why none of it is recorded; kept with each mail", Required = true };
        var by = HeldCommand.ByOption(shell);
        var command = new ExampledCommand(
            "dismiss", "Settles all of it without recording it. The mails themselves are kept.", "touchpoints held loop dismiss robot@acme.example --why \"two machines answered each other\"") { sender, why, by };
        command.SetAction((parsed, _) =>
        {
            var (address, reason, who) = (parsed.GetValue(sender)!, parsed.GetValue(why)!, parsed.GetValue(by)!);
            return StoreAccess.WriteAsync(
                parsed, shell, ["held", "loop", "dismiss", address, "--why", reason, "--by", who], installation => Tell(LoopMail.Dismiss(installation, address, who, reason), "dismissed", address, shell));
        });
        return command;
    }

    private static int Tell(int mails, string what, string address, Shell shell)
    {
        shell.Error.WriteLine(mails > 0 ? $"{Words.Count(mails, "mail", "mails")} of {address} {what}." : $"The loop guard holds nothing of {address}. See: touchpoints held list --reason {LoopMail.Reason}");
        return mails > 0 ? ExitCode.Done : CommandCode.Failed;
    }

    private static Argument<string> Sender() => new("SENDER") { Description = "The sender's address" };
}
