using System.CommandLine;
using Touchpoints.Mail;

namespace Touchpoints.Ingest;

/// <summary>The worker at its main job, on a mail server of its own, with the sample mails.</summary>
internal static class DemoCommand
{
    public static Command Make(Shell shell)
    {
        var once = new Option<bool>("--once") { Description = "Stop after the closing sum: exit code 0 when every sample came to what is expected, else 1" };
        var samples = new Option<string>("--samples") { Description = "Folder with the samples", HelpName = "FOLDER", DefaultValueFactory = _ => "samples" };
        var folder = new Option<bool>("--no-server") { Description = "Take the samples from a folder, without a mail server" };
        var send = new Option<string?>("--send") { Description = "Deliver this mail to the demonstration that is running, and stop", HelpName = "FILE" };
        var to = new Option<string>("--to") { Description = "Recipient of --send", HelpName = "ADDRESS", DefaultValueFactory = _ => DemoSettings.Users.Keys.First() };
        var command = new ExampledCommand(
            "demo",
            "Starts a private mail server, delivers the sample mails to it and shows what the worker makes of each.",
            "touchpoints demo",
            "touchpoints demo --once",
            "touchpoints demo --send mail.eml") { once, samples, folder, send, to };
        command.SetAction((parsed, _) => parsed.GetValue(send) is { } file
            ? SendAsync(file, parsed.GetValue(to)!, shell)
            : new Demo(shell, parsed.GetValue(samples)!).RunAsync(parsed.GetValue(once), parsed.GetValue(folder)));
        return command;
    }

    private static async Task<int> SendAsync(string file, string recipient, Shell shell)
    {
        if (!File.Exists(file))
        {
            throw new CommandException($"There is no file {file}.");
        }

        if (DemoState.LmtpPortOfRunning() is not { } port)
        {
            throw new CommandException("No demonstration is running that mail can be sent to. Start one in another window: ./run");
        }

        try
        {
            await using var lmtp = await LmtpClient.ConnectAsync("localhost", port, shell.Stop);
            var replies = await lmtp.DeliverAsync("sender@demo.example", [recipient], await File.ReadAllBytesAsync(file, shell.Stop), shell.Stop);
            await shell.Out.WriteLineAsync($"{recipient}: {replies[0].Code} {replies[0].Text}");
            return replies[0].IsSuccess ? ExitCode.Done : CommandCode.Failed;
        }
        catch (SmtpProtocolException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
