using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Lines to an SMTP or LMTP server and replies from it; every wait has its deadline.</summary>
internal sealed class SmtpWire : IDisposable
{
    private const int MaxReply = 64 * 1024;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);

    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[MaxReply];
    private int _start;
    private int _end;

    private SmtpWire(NetworkStream stream, string where) => (_stream, Where) = (stream, where);

    public string Where { get; }

    public static async Task<SmtpWire> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await WithinAsync(s_connect, where, async t => await socket.ConnectAsync(host, port, t), cancellationToken);
            return new(new(socket, ownsSocket: true), where);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken) =>
        WithinAsync(s_silence, Where, async t => await _stream.WriteAsync(octets, t), cancellationToken);

    /// <summary>One reply with all its lines: "250-one", "250 two" (RFC 5321 §4.2.1).</summary>
    public async Task<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (text.Length <= MaxReply)
        {
            var line = await LineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                throw new SmtpProtocolException($"{Where} is no SMTP or LMTP server; it said: \"{ImapTokens.Shown(Encoding.UTF8.GetBytes(line))}\".");
            }

            text.Append(text.Length > 0 ? "\n" : "").Append(line.AsSpan(Math.Min(4, line.Length)));
            if (line.Length == 3 || line[3] == ' ')
            {
                return new(code, text.ToString());
            }
        }

        throw new SmtpProtocolException($"{Where} sent a reply of more than {MaxReply} characters.");
    }

    public void Dispose() => _stream.Dispose();

    private static async Task WithinAsync(TimeSpan deadline, string where, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(deadline);
        try
        {
            await act(wait.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpProtocolException($"{where} did not answer within {deadline.TotalSeconds:0.#} s.", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new SmtpProtocolException($"The connection to {where} failed: {e.Message}", e);
        }
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
            {
                throw new SmtpProtocolException($"{Where} sent a line of more than {MaxReply} octets.");
            }

            await WithinAsync(
                s_silence,
                Where,
                async t => _end += await _stream.ReadAsync(_buffer.AsMemory(_end), t) is > 0 and var read ? read : throw new IOException("it was closed by the server"),
                cancellationToken);
        }

        var line = Encoding.UTF8.GetString(_buffer, _start, length).TrimEnd('\r');
        _start += length + 1;
        return line;
    }
}
