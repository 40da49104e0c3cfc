using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What would be decided for a mail now, and why; writes nothing.</summary>
internal static class ExplainCommand
{
    public static Command Make(Shell shell)
    {
        var mail = new Argument<string>("MAIL") { Description = "A mail file, or the number of a stored mail, or \"delivery:\" and a number" };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "explain",
            "Says what becomes of a mail as the store is now, with every rule that was tried. Writes nothing.",
            "touchpoints explain samples/eml/001-reply-to-the-reply-address.eml",
            "touchpoints explain 12",
            "touchpoints explain delivery:40 --json") { mail, json };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation => Run(parsed.GetValue(mail)!, parsed.GetValue(json), installation, shell)));
        return command;
    }

    private static int Run(string name, bool json, Installation installation, Shell shell)
    {
        var stored = Stored(name, installation);
        var (mail, decided) = stored is null ? ExplainFile(name, installation, shell) : Again.Decide(installation, stored);
        var words = DecisionWords.Of(decided, installation.Database);
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteString("mail", name);
                j.WriteString("outcome", DecisionText.Outcome(decided.Decision));
                j.WriteString("reason", DecisionText.Reason(decided.Decision));
                j.WriteString("kind", decided.Kind);
                DecisionText.Write(j, words);
                j.WriteString("recordedAs", stored?.Outcome);
                j.WriteNumber("rules", Decider.RulesVersion);
                if (stored is not null)
                {
                    j.WriteNumber("recordedByRules", stored.Rules);
                }

                DecisionText.WriteTrace(j, decided.Trace, decided.Flags);
            });
            return ExitCode.Done;
        }

        shell.Out.WriteLine($"{name}: \"{Plain.Line(mail.Envelope.Subject, 80)}\" from {(mail.Envelope.From.Count > 0 ? Plain.Line(mail.Envelope.From[0].Address, 80) : "nobody")}");
        if (stored is not null)
        {
            shell.Out.WriteLine($"When it came it was {stored.Outcome}{(stored.Reason.Length > 0 ? $" ({stored.Reason})" : "")}; decided {Words.Rules(stored.Rules)}. Decided now, without its own record:");
        }

        DecisionText.Write(shell.Out, words);
        if (decided.Decision is Decision.Duplicate twice)
        {
            shell.Out.WriteLine($"What became of that one: touchpoints explain {twice.Of.Value}");
        }

        if (stored is not null && installation.Database.Reports.Mail(stored.Mail)?.Again is { } again)
        {
            shell.Out.WriteLine(Words.Again(again));
        }

        DecisionText.WriteTrace(shell.Out, decided.Trace, decided.Flags);
        return ExitCode.Done;
    }

    private static StoredDecision? Stored(string name, Installation installation)
    {
        if (File.Exists(name))
        {
            return null;
        }

        var number = name.StartsWith("delivery:", StringComparison.OrdinalIgnoreCase) ? name[9..] : name;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw new CommandException($"\"{name}\" is neither a file nor the number of a mail.", CommandCode.WrongUse);
        }

        var reports = installation.Database.Reports;
        var mail = number.Length == name.Length ? new MailId(id) : reports.MailOf(new DeliveryId(id));
        return mail is not { } known || reports.Mail(known) is not { } detail
            ? throw new CommandException($"There is no {(number.Length == name.Length ? "mail" : "delivery")} {id} in the store.")
            : reports.Decision(known) ?? throw new CommandException($"Mail {known.Value} is {detail.Outcome}; there are no octets of it that could be decided again.{(detail.Again is { } again ? $" {Words.Again(again)}" : "")}");
    }

    private static (MailToDecide Mail, Decided Decided) ExplainFile(string file, Installation installation, Shell shell)
    {
        byte[] octets;
        try
        {
            octets = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read: {e.Message}");
        }

        var delivery = new Delivery(default, "explain", 0, 0, file, new OctetsPlace(0, 0, octets.Length), SHA256.HashData(octets), shell.Time.GetUtcNow(), 1);
        var mail = DeliveryReader.Read(delivery, octets, installation.Policy);
        return (mail, HeldMail.Decide(mail, installation.Database.Recorder.LookUp(mail.Keys), installation.Policy));
    }
}
