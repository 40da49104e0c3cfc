using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Touchpoints.Mail;

namespace Touchpoints.Ingest;

/// <summary>One mailbox, step by step, as the worker will use it.</summary>
internal static class MailboxCheck
{
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(2);

    public static async Task<bool> RunAsync(MailboxSettings mailbox, Action<CheckStep> tell, TimeProvider time, CancellationToken cancellationToken)
    {
        var steps = new CheckSteps(mailbox.Name, tell);
        var endpoint = mailbox.Endpoint;
        if (!await steps.TryAsync("dns", () => FindAsync(endpoint, cancellationToken))
            || !await steps.TryAsync("tcp", () => ReachAsync(endpoint, mailbox.Timeouts, cancellationToken))
            || (endpoint.Security == ImapSecurity.Tls && !await steps.TryAsync("certificate", () => CertificateAsync(endpoint, mailbox.Timeouts, time, cancellationToken))))
        {
            return false;
        }

        ImapClient? client = null;
        try
        {
            return await steps.TryAsync("greeting", async () =>
                {
                    client = await GuardedAsync(() => ImapClient.ConnectAsync(endpoint, mailbox.Timeouts, cancellationToken));
                    return endpoint.Security == ImapSecurity.None ? "connected, WITHOUT protection" : "connected, protected by TLS";
                })
                && await steps.TryAsync("login", () => LogInAsync(client!, mailbox, cancellationToken))
                && await AfterLoginAsync(steps, client!, mailbox, time, cancellationToken);
        }
        finally
        {
            if (client is not null)
            {
                await client.DisposeAsync();
            }
        }
    }

    private static async Task<bool> AfterLoginAsync(CheckSteps steps, ImapClient client, MailboxSettings mailbox, TimeProvider time, CancellationToken cancellationToken)
    {
        ImapSelected? selected = null;
        await steps.TryAsync("capabilities", () => Task.FromResult(Capabilities(client.Capabilities, mailbox)));
        if (await steps.TryAsync("folder", async () => Folder(mailbox, selected = await SelectAsync(client, mailbox, cancellationToken))))
        {
            await steps.TryAsync("write", () => WriteAsync(client, mailbox, selected!, cancellationToken));
            await steps.TryAsync("clock", () => ClockAsync(client, selected!, time, cancellationToken));
        }

        return steps.AllRight;
    }

    private static async Task<string> FindAsync(ImapEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var found = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
            return $"{endpoint.Host} is {string.Join(", ", found.Select(a => a.ToString()))}";
        }
        catch (SocketException e)
        {
            throw new CheckFailure($"{endpoint.Host}: {e.Message}", "Mend the host's name in Touchpoints:Mailboxes:<name>:Host, or this machine's name servers.");
        }
    }

    private static async Task<string> ReachAsync(ImapEndpoint endpoint, ImapTimeouts timeouts, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeouts.Connect);
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(endpoint.Host, endpoint.Port, deadline.Token);
            return $"connected to {tcp.Client.RemoteEndPoint}";
        }
        catch (SocketException e)
        {
            throw new CheckFailure($"Port {endpoint.Port}: {e.Message}", "Mend Port (993 for Tls, 143 for StartTls), or let a firewall between this machine and the server pass it.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CheckFailure($"Port {endpoint.Port} did not answer within {timeouts.Connect.TotalSeconds} s.", "A firewall between this machine and the server probably drops the connection.");
        }
    }

    /// <summary>Shows the certificate; whether it is trusted is decided once, by the mail client, in the next step.</summary>
    private static async Task<string> CertificateAsync(ImapEndpoint endpoint, ImapTimeouts timeouts, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeouts.Tls);
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(endpoint.Host, endpoint.Port, deadline.Token);
            await using var tls = new SslStream(tcp.GetStream());
            X509Certificate2? shown = null;
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = endpoint.Host,
#pragma warning disable CA5359 // nothing is said on this connection: it only looks at the certificate
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = certificate as X509Certificate2) is not null,
#pragma warning restore CA5359
                },
                deadline.Token);
            return Describe(shown!, tls.SslProtocol, time);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            throw new CheckFailure(e.Message, "The port may not speak TLS from the first octet: try Security StartTls with port 143, or the right port.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CheckFailure($"No TLS within {timeouts.Tls.TotalSeconds} s.", "The port may not speak TLS from the first octet: try Security StartTls with port 143.");
        }
    }

    private static string Describe(X509Certificate2 certificate, SslProtocols protocol, TimeProvider time)
    {
        var expires = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var left = (int)(expires - time.GetUtcNow()).TotalDays;
        var text = $"{certificate.GetNameInfo(X509NameType.DnsName, false)}, issued by {certificate.GetNameInfo(X509NameType.SimpleName, true)}, ends {JsonLine.Rfc3339(expires)} ({left} days), {protocol}";
        return left >= 0 ? text : throw new CheckFailure(text, "The server's certificate has ended; its owner must renew it.");
    }

    private static Task<string> LogInAsync(ImapClient client, MailboxSettings mailbox, CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        await client.LogInAsync(mailbox.User, mailbox.Password, cancellationToken);
        return $"logged in as {mailbox.User}";
    });

    private static string Capabilities(IReadOnlySet<string> capabilities, MailboxSettings mailbox)
    {
        string[] useful = ["IDLE", "UIDPLUS", "MOVE", "LITERAL+", "ESEARCH", "CONDSTORE"];
        var missing = mailbox.Idle && !capabilities.Contains("IDLE") ? $"; no IDLE: new mail is found by looking every {mailbox.Poll.TotalSeconds:0} s" : "";
        return string.Join(' ', useful.Where(capabilities.Contains)) + missing;
    }

    private static async Task<ImapSelected> SelectAsync(ImapClient client, MailboxSettings mailbox, CancellationToken cancellationToken)
    {
        try
        {
            return await GuardedAsync(() => client.SelectAsync(mailbox.Folder, mailbox.Acknowledgement == Acknowledgement.Nothing, cancellationToken));
        }
        catch (ImapCommandException e)
        {
            var folders = await GuardedAsync(() => client.ListAsync(cancellationToken));
            var near = Nearest.To(mailbox.Folder, folders.Select(f => f.Name));
            throw new CheckFailure(e.Message, $"Mend Folder.{(near is null ? "" : $" Did you mean \"{near}\"?")} There are: {string.Join(", ", folders.Select(f => f.Name))}");
        }
    }

    private static string Folder(MailboxSettings mailbox, ImapSelected selected)
        => $"{mailbox.Folder}: {selected.Exists} mails, UIDVALIDITY {selected.UidValidity}, next UID {selected.UidNext}";

    private static async Task<string> WriteAsync(ImapClient client, MailboxSettings mailbox, ImapSelected selected, CancellationToken cancellationToken)
    {
        switch (mailbox.Acknowledgement)
        {
            case Acknowledgement.Nothing:
                return "nothing is written to this mailbox";
            case var _ when selected.IsReadOnly:
                throw new CheckFailure("The server gives this folder for reading only.", "Give the user the right to write, or set Acknowledgement to Nothing.");
            case Acknowledgement.Keyword:
                return selected.TakesKeywords
                    ? $"settled mail will get the keyword {mailbox.AcknowledgementName}"
                    : throw new CheckFailure("The server keeps no keywords of clients in this folder (PERMANENTFLAGS without \\*).", "Set Acknowledgement to Move or Nothing.");
            default:
                var folders = await GuardedAsync(() => client.ListAsync(cancellationToken));
                return folders.Any(f => f.Name == mailbox.AcknowledgementName)
                    ? $"settled mail will be moved to {mailbox.AcknowledgementName}"
                    : throw new CheckFailure($"There is no folder {mailbox.AcknowledgementName}.", $"Make it, or mend MoveTo. There are: {string.Join(", ", folders.Select(f => f.Name))}");
        }
    }

    /// <summary>IMAP does not tell the server's time; but mail that came in the future shows that one of the clocks is wrong.</summary>
    private static Task<string> ClockAsync(ImapClient client, ImapSelected selected, TimeProvider time, CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        var newest = selected.Exists == 0 ? [] : await client.SearchAsync(Math.Max(1, selected.UidNext > 100 ? selected.UidNext - 100 : 1), cancellationToken);
        if (newest.Count == 0)
        {
            return "no mail to compare with";
        }

        var info = await client.FetchInfoAsync([newest[^1]], cancellationToken);
        var ahead = info.Count == 0 ? TimeSpan.Zero : info[0].InternalDate - time.GetUtcNow();
        return ahead < s_clockSkew
            ? $"the newest mail came {(info.Count == 0 ? "at an unknown time" : Words.Relative(time.GetUtcNow(), info[0].InternalDate))}"
            : throw new CheckFailure($"The newest mail came {ahead.TotalMinutes:0} minutes in the future.", "Set this machine's clock, or the server's, by NTP.");
    });

    /// <summary>The mail client's own failures, with what to do about them.</summary>
    private static async Task<T> GuardedAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (ImapConnectException e)
        {
            throw new CheckFailure(e.Message, e.Step == ImapConnectStep.Tls ? "Name the server as its certificate does, or give its authority's certificate in CaFile." : "");
        }
        catch (ImapAuthenticationException e)
        {
            throw new CheckFailure(e.Message, e.IsTransient ? "This is not about the password: try again later." : "Mend User and PasswordFile; where the server asks for app passwords, make one.");
        }
        catch (ImapProtocolException e)
        {
            throw new CheckFailure(e.Message, "The connection broke: try again; if it stays, look at the server's log.");
        }
    }
}
