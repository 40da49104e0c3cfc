using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Touchpoints.Mail;

/// <summary>From a host's name to a session that is ready to log in; each step has its deadline and its own words when it fails.</summary>
internal sealed class ImapConnector(ImapEndpoint endpoint, ImapTimeouts timeouts)
{
    private ImapConnectStep _step;

    private string Where => $"{endpoint.Host}:{endpoint.Port}";

    public async Task<ImapSession> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = await ConnectSocketAsync(cancellationToken);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        ImapWire? wire = null;
        try
        {
            stream = endpoint.Security == ImapSecurity.Tls ? await SecureAsync(stream, cancellationToken) : stream;
            wire = new ImapWire(stream);
            var session = new ImapSession(wire, timeouts);
            await BeginAsync(session, cancellationToken);
            return session;
        }
        catch (Exception e)
        {
            wire?.Dispose();
            await stream.DisposeAsync();
            if (e is ImapProtocolException or ImapCommandException)
            {
                var hint = _step == ImapConnectStep.Greeting && endpoint.Security != ImapSecurity.Tls ? " If the port expects TLS (993 as a rule), set Security to Tls." : "";
                throw new ImapConnectException(_step, $"{Where}: {e.Message}{hint}", e);
            }

            throw;
        }
    }

    /// <summary>A connection whose other end went without a word is noticed after 30 + 3 x 10 s, even while nobody reads or writes (RFC 9293 §3.8.4).</summary>
    internal static void NoticeHalfOpen(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private async Task<Socket> ConnectSocketAsync(CancellationToken cancellationToken)
    {
        _step = ImapConnectStep.Dns;
        var addresses = await WithinAsync(timeouts.Connect, "find the address of", t => Dns.GetHostAddressesAsync(endpoint.Host, t), cancellationToken);
        _step = ImapConnectStep.Tcp;
        ImapConnectException? failure = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                NoticeHalfOpen(socket);
                await WithinAsync(
                    timeouts.Connect / addresses.Length,
                    "connect to",
                    async t =>
                    {
                        await socket.ConnectAsync(address, endpoint.Port, t);
                        return true;
                    },
                    cancellationToken);
                return socket;
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not ImapConnectException connect)
                {
                    throw;
                }

                failure = connect;
            }
        }

        throw failure ?? new ImapConnectException(_step, $"{endpoint.Host} has no address: check Host.");
    }

    private async Task<T> WithinAsync<T>(TimeSpan deadline, string what, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(deadline);
        try
        {
            return await step(wait.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImapConnectException(_step, $"Could not {what} {Where} within {deadline.TotalSeconds:0.#} s: check Host and Port, and the firewalls between.", e);
        }
        catch (SocketException e)
        {
            throw new ImapConnectException(_step, $"Could not {what} {Where}: {e.Message}. Check Host and Port, and that the server runs.", e);
        }
    }

    private async Task<Stream> SecureAsync(Stream stream, CancellationToken cancellationToken)
    {
        _step = ImapConnectStep.Tls;
        var certificate = new ServerCertificate(endpoint);
        var tls = new SslStream(stream);
        try
        {
            return await WithinAsync(
                timeouts.Tls,
                "agree on TLS with",
                async t =>
                {
                    await tls.AuthenticateAsClientAsync(certificate.Options(), t);
                    return tls;
                },
                cancellationToken);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new ImapConnectException(
                _step,
                certificate.Problem is { } problem
                    ? $"{Where} is not trusted: {problem}."
                    : $"{Where} did not agree on TLS 1.2 or newer: {e.Message} If the port expects STARTTLS (143 as a rule), set Security to StartTls.",
                e);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private async Task BeginAsync(ImapSession session, CancellationToken cancellationToken)
    {
        _step = ImapConnectStep.Greeting;
        await GreetAsync(session, cancellationToken);
        if (endpoint.Security == ImapSecurity.StartTls)
        {
            await StartTlsAsync(session, cancellationToken);
        }

        if (session.Capabilities.Count == 0)
        {
            await session.CommandAsync(new("CAPABILITY"), null, cancellationToken);
        }
    }

    private async Task GreetAsync(ImapSession session, CancellationToken cancellationToken)
    {
        await session.Wire.ReadAsync(timeouts.Greeting, cancellationToken);
        if (!session.Wire.Response.StartsWith("* "u8) || ImapStatus.Read(new(session.Wire.Response[2..])) is not { Kind: "OK" or "PREAUTH" or "BYE" } greeting)
        {
            throw new ImapConnectException(_step, $"{Where} is no IMAP server; it said: \"{ImapTokens.Shown(session.Wire.Response)}\". Check Port.");
        }

        session.TakeUntagged(new(session.Wire.Response[2..]), null);
        session.IsLoggedIn = greeting.Kind == "PREAUTH";
        if (session.IsLoggedIn && endpoint.Security == ImapSecurity.StartTls)
        {
            // Logged in already, STARTTLS is out of reach: whoever sits between could answer so (RFC 9051 §11.1).
            throw new ImapConnectException(_step, $"{Where} says PREAUTH, which leaves no way to STARTTLS: refused. Set Security to Tls.");
        }
    }

    private async Task StartTlsAsync(ImapSession session, CancellationToken cancellationToken)
    {
        _step = ImapConnectStep.Tls;
        if (session.Capabilities.Count == 0)
        {
            await session.CommandAsync(new("CAPABILITY"), null, cancellationToken);
        }

        if (!session.Capabilities.Contains("STARTTLS"))
        {
            throw new ImapConnectException(_step, $"{Where} does not offer STARTTLS: set Security to Tls and Port to 993.");
        }

        await session.CommandAsync(new("STARTTLS"), null, cancellationToken);
        if (!session.Wire.IsEmpty)
        {
            // What arrived in the clear must not be taken for something said under TLS.
            throw new ImapConnectException(_step, $"{Where} sent more than its answer to STARTTLS before TLS began: refused, someone may sit between.");
        }

        session.Wire.Secure(await SecureAsync(session.Wire.Stream, cancellationToken));
        session.Capabilities = FrozenSet<string>.Empty;
        session.HasNews = false;
    }
}
