using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Delivers over LMTP (RFC 2033) on a connection that stays open; enough to feed a mailbox. Every wait ends after a minute. After
/// <see cref="SmtpProtocolException"/> or a cancellation the connection is only to be disposed.
/// </summary>
public sealed class LmtpClient : IAsyncDisposable
{
    private static readonly SearchValues<char> s_notInPath = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c), '\x7f', '<', '>']);

    private readonly SmtpWire _wire;
    private string[] _extensions = [];

    private LmtpClient(SmtpWire wire) => _wire = wire;

    /// <summary>Connects and says LHLO.</summary>
    /// <exception cref="SmtpProtocolException">Nothing listens there, or what does is no LMTP server.</exception>
    public static async Task<LmtpClient> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var client = new LmtpClient(await SmtpWire.ConnectAsync(host, port, cancellationToken));
        try
        {
            client.Require("greet", await client._wire.ReadAsync(cancellationToken));
            var hello = await client.SayAsync("LHLO localhost", cancellationToken);
            client.Require("answer LHLO (is it LMTP, not SMTP?)", hello);
            client._extensions = [.. hello.Text.ToUpperInvariant().Split('\n').Skip(1)];
            return client;
        }
        catch
        {
            client._wire.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends <paramref name="octets"/> (dot-stuffed, CRLF line ends made where there are bare LF) from <paramref name="reversePath"/> (empty for
    /// the null reverse-path) to every one of <paramref name="forwardPaths"/>; the answer has one reply a recipient, in order.
    /// </summary>
    /// <exception cref="ArgumentException">An address has controls or angle brackets, or needs SMTPUTF8, which the server does not offer.</exception>
    /// <exception cref="SmtpProtocolException">The connection broke: what became of the mail is not known.</exception>
    public async Task<IReadOnlyList<SmtpReply>> DeliverAsync(
        string reversePath, IReadOnlyList<string> forwardPaths, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        Check(reversePath);
        foreach (var path in forwardPaths)
        {
            Check(path);
        }

        var mail = await SayAsync($"MAIL FROM:<{reversePath}>{Parameters(octets.Span, [reversePath, .. forwardPaths])}", cancellationToken);
        if (!mail.IsSuccess)
        {
            return await ResetAsync([.. forwardPaths.Select(_ => mail)], cancellationToken);
        }

        var replies = new SmtpReply[forwardPaths.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = await SayAsync($"RCPT TO:<{forwardPaths[i]}>", cancellationToken);
        }

        if (!replies.Any(r => r.IsSuccess))
        {
            return await ResetAsync(replies, cancellationToken);
        }

        var data = await SayAsync("DATA", cancellationToken);
        if (data.Code != 354)
        {
            return await ResetAsync([.. replies.Select(r => r.IsSuccess ? data : r)], cancellationToken);
        }

        await _wire.WriteAsync(DotStuffed(octets.Span), cancellationToken);
        for (var i = 0; i < replies.Length; i++)
        {
            // RFC 2033 §4.2: one reply for each recipient that was taken.
            replies[i] = replies[i].IsSuccess ? await _wire.ReadAsync(cancellationToken) : replies[i];
        }

        return replies;
    }

    /// <summary>QUIT, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await SayAsync("QUIT", deadline.Token);
        }
        catch (Exception e) when (e is SmtpProtocolException or OperationCanceledException or ObjectDisposedException)
        {
            // The mail has its replies already; how the connection ends changes nothing.
        }
        finally
        {
            _wire.Dispose();
        }
    }

    // RFC 5321 §4.5.2; every line ends in CRLF, the last one too.
    internal static ReadOnlyMemory<byte> DotStuffed(ReadOnlySpan<byte> octets)
    {
        var wire = new ArrayBufferWriter<byte>(octets.Length + 1024);
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var line = end < 0 ? octets : octets[..end];
            octets = end < 0 ? [] : octets[(end + 1)..];
            wire.Write(line is [(byte)'.', ..] ? "."u8 : []);
            wire.Write(line is [.., (byte)'\r'] ? line[..^1] : line);
            wire.Write("\r\n"u8);
        }

        wire.Write(".\r\n"u8);
        return wire.WrittenMemory;
    }

    private string Parameters(ReadOnlySpan<byte> octets, IEnumerable<string> paths)
    {
        var size = _extensions.Any(e => e == "SIZE" || e.StartsWith("SIZE ", StringComparison.Ordinal)) ? string.Create(CultureInfo.InvariantCulture, $" SIZE={octets.Length}") : "";
        var body = _extensions.Contains("8BITMIME") && octets.ContainsAnyInRange((byte)0x80, (byte)0xff) ? " BODY=8BITMIME" : "";
        return size + body + (paths.All(p => Ascii.IsValid(p)) ? "" : " SMTPUTF8");
    }

    // What is no address must not become a command of its own.
    private void Check(string path)
    {
        if (path.AsSpan().ContainsAny(s_notInPath))
        {
            throw new ArgumentException("An address for MAIL or RCPT has a control character or an angle bracket.", nameof(path));
        }

        if (!Ascii.IsValid(path) && !_extensions.Contains("SMTPUTF8"))
        {
            throw new ArgumentException("An address is not ASCII, and the server does not offer SMTPUTF8 (RFC 6531).", nameof(path));
        }
    }

    private async Task<SmtpReply> SayAsync(string line, CancellationToken cancellationToken)
    {
        await _wire.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        return await _wire.ReadAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<SmtpReply>> ResetAsync(IReadOnlyList<SmtpReply> replies, CancellationToken cancellationToken)
    {
        Require("answer RSET", await SayAsync("RSET", cancellationToken));
        return replies;
    }

    private void Require(string what, SmtpReply reply)
    {
        if (!reply.IsSuccess)
        {
            throw new SmtpProtocolException($"{_wire.Where} did not {what}: {reply.Code} {reply.Text}");
        }
    }
}

/// <summary>A reply (RFC 5321 §4.2): code and text, the lines of which are parted by LF.</summary>
public sealed record SmtpReply(int Code, string Text)
{
    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Code is >= 200 and < 300;
}

/// <summary>No connection, or none any more: nothing listens, a time-out, an end of file, or words that are no SMTP.</summary>
public sealed class SmtpProtocolException(string message, Exception? inner = null) : Exception(message, inner);
