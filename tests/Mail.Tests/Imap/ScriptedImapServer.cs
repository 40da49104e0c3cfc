using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>
/// An IMAP server that says what its script says and no more, so that it can lie, stall and break off where a real one would not. Every
/// connection plays the script from its start. At its end LOGOUT is answered, all else is not.
/// </summary>
internal sealed class ScriptedImapServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _received = new();
    private readonly Step[] _script;
    private readonly Task _served;
    private string? _problem;

    public ScriptedImapServer(params Step[] script)
    {
        _script = script;
        _listener.Start();
        _served = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every line that clients sent.</summary>
    public IReadOnlyList<string> Received => [.. _received];

    /// <summary>Octets, or characters below 256; {tag} is the last command's tag, {before} that of the one before.</summary>
    public static Step Say(string text) => new Step.Saying(text);

    /// <summary>A line that has <paramref name="words"/> in it, and what is said to it.</summary>
    public static Step Expect(string words, string answer = "") => new Step.Expecting(words, answer);

    public static Step Tls(X509Certificate2 certificate) => new Step.Handshake(certificate);

    /// <summary>Ends the connection.</summary>
    public static Step Cut() => new Step.Cutting();

    /// <summary>Says nothing any more, not even to LOGOUT.</summary>
    public static Step Stall() => new Step.Stalling();

    /// <summary>A greeting and a login with <paramref name="capabilities"/>, and INBOX selected, then <paramref name="script"/>.</summary>
    public static Step[] Selected(string capabilities, params Step[] script) =>
    [
        Say($"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n"),
        Expect("AUTHENTICATE PLAIN", $"{{tag}} OK [CAPABILITY IMAP4rev1 {capabilities}] in\r\n"),
        Expect("SELECT \"INBOX\"", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n{tag} OK [READ-WRITE] selected\r\n"),
        .. script,
    ];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _served;
        _listener.Dispose();
        _end.Dispose();
        Assert.That(_problem, Is.Null);
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PlayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PlayAsync(TcpClient client)
    {
        using var connection = new Connection(client, _received);
        try
        {
            foreach (var step in _script)
            {
                await PlayAsync(step, connection);
            }

            await PlayAsync(new Step.Expecting("LOGOUT", "* BYE out\r\n{tag} OK out\r\n"), connection);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went, or the test is over.
        }
    }

    private async Task PlayAsync(Step step, Connection connection)
    {
        switch (step)
        {
            case Step.Saying saying:
                await connection.SayAsync(saying.Text, _end.Token);
                break;
            case Step.Expecting expecting:
                var line = await connection.ReadLineAsync(_end.Token);
                if (!line.Contains(expecting.Words, StringComparison.Ordinal))
                {
                    _problem ??= $"\"{expecting.Words}\" was expected from the client, not \"{line}\"";
                    throw new IOException(_problem);
                }

                await connection.SayAsync(expecting.Answer, _end.Token);
                break;
            case Step.Handshake handshake:
                await connection.SecureAsync(handshake.Certificate, _end.Token);
                break;
            case Step.Cutting:
                throw new IOException("cut");
            case Step.Stalling:
                await new TaskCompletionSource().Task.WaitAsync(_end.Token);
                break;
        }
    }

    internal abstract record Step
    {
        private Step()
        {
        }

        internal sealed record Saying(string Text) : Step;

        internal sealed record Expecting(string Words, string Answer) : Step;

        internal sealed record Handshake(X509Certificate2 Certificate) : Step;

        internal sealed record Cutting : Step;

        internal sealed record Stalling : Step;
    }

    private sealed class Connection(TcpClient client, ConcurrentQueue<string> received) : IDisposable
    {
        private Stream _stream = client.GetStream();
        private string _tag = "";
        private string _before = "";

        public async Task SayAsync(string text, CancellationToken cancellationToken)
        {
            var octets = Encoding.Latin1.GetBytes(text.Replace("{tag}", _tag, StringComparison.Ordinal).Replace("{before}", _before, StringComparison.Ordinal));
            await _stream.WriteAsync(octets, cancellationToken);
        }

        public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
        {
            var line = new List<byte>();
            var octet = new byte[1];
            while (line is not [.., (byte)'\r', (byte)'\n'])
            {
                await _stream.ReadExactlyAsync(octet, cancellationToken);
                line.Add(octet[0]);
            }

            var text = Encoding.UTF8.GetString([.. line]).TrimEnd();
            received.Enqueue(text);
            (_before, _tag) = text.StartsWith('t') ? (_tag, text.Split(' ')[0]) : (_before, _tag);
            return text;
        }

        public async Task SecureAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
        {
            var tls = new SslStream(_stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
            _stream = tls;
        }

        public void Dispose()
        {
            _stream.Dispose();
            client.Dispose();
        }
    }
}
