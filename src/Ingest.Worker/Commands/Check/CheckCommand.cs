using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Tries everything that the worker will need: settings, store, every mailbox.</summary>
internal static class CheckCommand
{
    public static Command Make(Shell shell)
    {
        var json = GlobalOptions.Json();
        var mailbox = new Option<string?>("--mailbox") { Description = "Only this mailbox", HelpName = "NAME" };
        var command = new ExampledCommand(
            "check",
            "Tries settings, store and mailboxes step by step: each with the time it took, the server's words and what to do. Leaves nothing behind.",
            "touchpoints check",
            "touchpoints check --settings settings.json --mailbox support --json") { mailbox, json };
        command.SetAction((parsed, _) => RunAsync(parsed, parsed.GetValue(mailbox), parsed.GetValue(json), shell));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string? only, bool json, Shell shell)
    {
        var settings = CommandSettings.Read(parsed);
        if (only is not null && settings.Mailboxes.All(m => m.Name != only))
        {
            throw new CommandException($"There is no mailbox \"{only}\" in the settings. There are: {string.Join(", ", settings.Mailboxes.Select(m => m.Name))}", CommandCode.WrongUse);
        }

        void Tell(CheckStep step)
        {
            if (json)
            {
                shell.WriteJson(j =>
                {
                    j.WriteString("of", step.Of);
                    j.WriteString("step", step.Name);
                    j.WriteBoolean("ok", step.IsRight);
                    j.WriteNumber("milliseconds", Math.Round(step.Took.TotalMilliseconds, 1));
                    j.WriteString("said", step.Said);
                    j.WriteString("fix", step.Fix);
                });
            }
            else
            {
                shell.Out.WriteLine(step);
            }

            shell.Out.Flush();
        }

        var right = await SettingsAsync(settings, Tell) & await StoreAsync(settings, shell, Tell);
        foreach (var mailbox in settings.Mailboxes.Where(m => only is null || m.Name == only))
        {
            right &= await MailboxCheck.RunAsync(mailbox, Tell, shell.Time, shell.Stop);
        }

        shell.Error.WriteLine(right ? "Everything is right." : "Something is wrong; each WRONG line says what to do.");
        return right ? ExitCode.Done : CommandCode.Failed;
    }

    private static async Task<bool> SettingsAsync(WorkerSettings settings, Action<CheckStep> tell)
    {
        var steps = new CheckSteps("settings", tell);
        await steps.TryAsync("mailboxes", () => settings.Mailboxes.Count > 0
            ? Task.FromResult(string.Join(", ", settings.Mailboxes.Select(m => $"{m.Name} ({m.User} at {m.Endpoint.Host}:{m.Endpoint.Port})")))
            : throw new CheckFailure("No mailbox is set.", "Set Touchpoints:Mailboxes:<name>:Host, User and PasswordFile."));
        await steps.TryAsync("addresses", () => settings.Policy.LogAddresses.Count + settings.Policy.ReplyDomains.Count > 0
            ? Task.FromResult($"{settings.Policy.LogAddresses.Count} log addresses, {settings.Policy.ReplyDomains.Count} reply domains")
            : throw new CheckFailure("Neither LogAddresses nor ReplyDomains is set: all mail would be held as unaddressed.", "Set Touchpoints:LogAddresses to the addresses that people BCC."));
        return steps.AllRight;
    }

    private static async Task<bool> StoreAsync(WorkerSettings settings, Shell shell, Action<CheckStep> tell)
    {
        var steps = new CheckSteps("store", tell);
        _ = await TryAsync(steps, "database", () => Look(settings, shell)) && await TryAsync(steps, "octets", () => Probe(settings, shell));
        return steps.AllRight;
    }

    private static Task<bool> TryAsync(CheckSteps steps, string name, Func<string> step) => steps.TryAsync(name, () =>
    {
        try
        {
            return Task.FromResult(step());
        }
        catch (StoreException e)
        {
            throw new CheckFailure(e.Message, e.Problem == StoreProblem.Missing ? "Run touchpoints migrate, or start the worker: it makes the database." : "");
        }
    });

    private static string Look(WorkerSettings settings, Shell shell)
    {
        using var installation = Installation.OpenForReading(settings, shell.Time);
        return $"{settings.Store.Place}, {installation.Database.EngineVersion}";
    }

    /// <summary>Octets are written, read and removed again; nothing of it is named by a row, whatever happens in between.</summary>
    private static string Probe(WorkerSettings settings, Shell shell)
    {
        using var installation = Installation.OpenForReading(settings, shell.Time);
        var octets = installation.Database.Octets;
        octets.Probe();
        if (octets.FreeOctets is not { } free)
        {
            return octets.Where;
        }

        return free >= settings.Store.ReserveOctets
            ? $"{octets.Where}, {Words.Octets(free)} free"
            : throw new CheckFailure($"Only {Words.Octets(free)} are free; below {Words.Octets(settings.Store.ReserveOctets)} no mail is taken in.", "Make room on the disk of the store, or lower Touchpoints:Store:ReserveMegabytes.");
    }
}
