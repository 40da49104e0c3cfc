using System.CommandLine;
using System.Net;
using Touchpoints.Mail;

namespace Touchpoints.Ingest;

/// <summary>What the reader and the pure rules see in a mail, without a store and without settings.</summary>
internal static class InspectCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_dnsTimeout = TimeSpan.FromSeconds(1); // so that servers that do not answer leave time for the mail

    public static Command Make(Shell shell)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Mail files, folders, Maildirs or .mbox files", Arity = ArgumentArity.ZeroOrMore };
        var requests = new Option<string?>("--requests") { Description = "File with one JSON request a line; one answer a line, in the same order", HelpName = "FILE" };
        var dns = new Option<bool>("--dkim-dns") { Description = "Verify DKIM and ARC with keys from the DNS; a request's own \"dns\" comes first" };
        var servers = new Option<string[]>("--dns-server") { Description = "Resolver to ask in place of this machine's; may be given again. Implies --dkim-dns", HelpName = "ADDRESS[:PORT]", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "inspect",
            "Shows what the reader and the rules see in a mail. Needs no store and no settings, and writes nothing.",
            "touchpoints inspect samples/eml/001-reply-to-the-reply-address.eml",
            "touchpoints inspect --json samples/eml",
            "touchpoints inspect --requests requests.jsonl --json",
            "touchpoints inspect mail.eml --dkim-dns") { paths, requests, dns, servers, json };
        command.SetAction(parsed =>
        {
            var resolver = Resolver(parsed.GetValue(dns), parsed.GetValue(servers) ?? [], shell);
            return Run(parsed.GetValue(paths)!, parsed.GetValue(requests), parsed.GetValue(json), resolver, shell);
        });
        return command;
    }

    private static int Run(string[] paths, string? requestsFile, bool json, TxtResolver? resolver, Shell shell)
    {
        if (requestsFile is null && paths.Length == 0)
        {
            throw new CommandException("inspect needs at least one PATH, or --requests FILE.", CommandCode.WrongUse);
        }

        var inspection = new Inspection(shell, json);
        using var thread = new InspectThread(s_limit, resolver);
        foreach (var request in requestsFile is null ? MailFiles.Under(paths).Select(p => new InspectRequest(p)) : Requests(requestsFile))
        {
            shell.Stop.ThrowIfCancellationRequested();
            inspection.Answer(request, thread);
        }

        return inspection.AllOpened ? ExitCode.Done : CommandCode.Failed;
    }

    private static TxtResolver? Resolver(bool wanted, string[] servers, Shell shell)
    {
        if (!wanted && servers.Length == 0)
        {
            return null;
        }

        var asked = servers.Length > 0 ? [.. servers.Select(Server)] : TxtResolverOptions.ServersOfThisMachine();
        return asked.Count > 0
            ? new TxtResolver(new TxtResolverOptions { Servers = asked, Timeout = s_dnsTimeout }, shell.Time)
            : throw new CommandException("This machine names no DNS server (/etc/resolv.conf). Name one: --dns-server ADDRESS");
    }

    private static IPEndPoint Server(string text) => IPEndPoint.TryParse(text, out var server)
        ? new IPEndPoint(server.Address, server.Port == 0 ? TxtResolver.DefaultPort : server.Port)
        : throw new CommandException($"\"{text}\" is no address of a DNS server, such as 192.0.2.53 or [2001:db8::53]:5353.", CommandCode.WrongUse);

    private static IEnumerable<InspectRequest> Requests(string file)
    {
        try
        {
            return File.ReadAllLines(file).Where(l => !string.IsNullOrWhiteSpace(l)).Select(InspectRequest.Parse);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The requests file {file} cannot be read: {e.Message}");
        }
    }

    private sealed class Inspection(Shell shell, bool json)
    {
        public bool AllOpened { get; private set; } = true;

        public void Answer(InspectRequest request, InspectThread thread)
        {
            if (request.Threads is { } mails)
            {
                var placed = ThreadsOf.Mails(mails);
                shell.WriteJson(j => ThreadsOf.Write(j, placed));
                return;
            }

            foreach (var mail in Inspected(request, thread))
            {
                AllOpened &= mail.Error.Length == 0;
                if (json)
                {
                    shell.WriteJson(j => InspectJson.Write(j, mail));
                }
                else
                {
                    InspectSummary.Write(shell.Out, mail);
                }
            }
        }

        private static IEnumerable<InspectedMail> Inspected(InspectRequest request, InspectThread thread)
        {
            if (request.Mistake.Length > 0)
            {
                return [new InspectedMail("") { Error = request.Mistake }];
            }

            if (MailFiles.TryRead(request.Path, out var octets) is { Length: > 0 } error)
            {
                return [new InspectedMail(request.Path) { Error = error }];
            }

            return Path.GetExtension(request.Path).Equals(".mbox", StringComparison.OrdinalIgnoreCase)
                ? MailFiles.SplitMbox(octets).Select(mail => thread.Inspect(request, mail))
                : [thread.Inspect(request, octets)];
        }
    }
}
