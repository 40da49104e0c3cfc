using System.CommandLine;
using System.Diagnostics;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Says whether every stored octet is there and unchanged. Repairs nothing.</summary>
internal static class VerifyCommand
{
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(2);

    public static Command Make(Shell shell)
    {
        var sweep = new Option<bool>("--sweep") { Description = "Then remove what no row names and nobody wrote to for 24 hours, as the worker does every hour" };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "verify",
            "Reads every stored mail and attachment again and compares it with its SHA-256. Repairs nothing; a worker may go on meanwhile.",
            "touchpoints verify",
            "touchpoints verify --sweep --json") { sweep, json };
        command.SetAction((parsed, _) => RunAsync(parsed, parsed.GetValue(sweep), parsed.GetValue(json), shell));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool sweep, bool json, Shell shell)
    {
        // Sent by the one who verifies: only this process may write.
        var code = shell.Worker is not null && sweep ? ExitCode.Done : StoreAccess.Read(parsed, shell, installation => Verify(installation.Database, json, shell));
        if (!sweep)
        {
            return code;
        }

        string[] forwarded = json ? ["verify", "--sweep", "--json"] : ["verify", "--sweep"];
        return Math.Max(code, await StoreAccess.WriteAsync(parsed, shell, forwarded, installation => Sweep(installation.Database, json, shell)));
    }

    /// <summary>Tells what is not as it came; 0 when all is.</summary>
    public static int Verify(Database database, bool json, Shell shell)
    {
        var all = database.Reports.Status().Deliveries;
        var verifier = new OctetsVerifier(database);
        var told = Stopwatch.GetTimestamp();
        var found = 0;
        foreach (var finding in verifier.Run(Progress, shell.Stop))
        {
            found++;
            Tell(finding, json, shell);
        }

        var unnamed = database.Sweeper.Unnamed();
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteNumber("mails", verifier.Mails);
                j.WriteNumber("attachments", verifier.Attachments);
                j.WriteNumber("octets", verifier.Octets);
                j.WriteNumber("found", found);
                j.WriteNumber("unnamedOctets", unnamed.Octets);
                j.WriteNumber("unnamedSegments", unnamed.Segments);
            });
        }
        else
        {
            shell.Out.WriteLine($"{verifier.Mails} mails and {verifier.Attachments} attachments ({Words.Octets(verifier.Octets)}) in {database.Octets.Where}: {(found == 0 ? "all as they came" : $"{found} ARE NOT AS THEY CAME")}.");
            shell.Out.WriteLine($"{Words.Octets(unnamed.Octets)} in {unnamed.Segments} segments are named by no row{(unnamed.Octets > 0 ? "; a day after they were written the worker removes them" : "")}.");
        }

        return found == 0 ? ExitCode.Done : CommandCode.Failed;

        void Progress()
        {
            if (Stopwatch.GetElapsedTime(told) > s_tellEvery)
            {
                told = Stopwatch.GetTimestamp();
                shell.Error.WriteLine($"{verifier.Mails} of about {all} mails, {found} not as they came");
            }
        }
    }

    private static void Tell(VerifyFinding finding, bool json, Shell shell)
    {
        var mail = finding.Mail;
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteString("what", finding.What);
                j.WriteString("mailbox", mail.Mailbox);
                j.WriteNumber("uid", mail.Uid);
                j.WriteString("name", mail.SourceName);
                j.WriteNumber("delivery", mail.Delivery.Value);
                j.WriteNumber("mail", mail.Mail?.Value ?? 0);
                j.WriteNumber("attachment", finding.Attachment?.Id ?? 0);
                j.WriteString("segment", $"{mail.Place.Segment}");
                j.WriteNumber("offset", mail.Place.Offset);
                j.WriteNumber("octets", mail.Place.Length);
                j.WriteString("said", finding.Said);
                j.WriteString("fix", finding.Remedy);
            });
            return;
        }

        var name = mail.SourceName.Length > 0 ? Plain.Line(mail.SourceName, 80) : $"UID {mail.Uid}";
        shell.Out.WriteLine($"{finding.What,-8} {mail.Mailbox} {name}, {(mail.Mail is { } id ? $"mail {id.Value}" : "no mail yet")}, segment {mail.Place.Segment} at {mail.Place.Offset}, {mail.Place.Length} octets. {finding.Said}");
        shell.Out.WriteLine($"         -> {finding.Remedy}");
    }

    private static int Sweep(Database database, bool json, Shell shell)
    {
        long segments = 0, octets = 0;
        database.Sweeper.Sweep(all: true, Count, shell.Stop);
        if (json)
        {
            shell.WriteJson(j =>
            {
                j.WriteNumber("sweptSegments", segments);
                j.WriteNumber("sweptOctets", octets);
            });
        }
        else
        {
            shell.Out.WriteLine($"{Words.Octets(octets)} that no row named were removed from {segments} segments.");
        }

        return ExitCode.Done;

        void Count(SweptSegment swept)
        {
            segments++;
            octets += swept.Octets;
        }
    }
}
