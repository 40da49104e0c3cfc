using System.Net;
using System.Net.Sockets;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// Stands between a worker and PostgreSQL. Of every connection the fourth COMMIT reaches the server, and the server's answer nobody: the connection is reset. Statements
/// must not be prepared, or the word is not on the line.
/// </summary>
internal sealed class CommitCutter : IAsyncDisposable
{
    private const int Struck = 4;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;
    private int _lost;

    public CommitCutter(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers that were lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, over.Token);
                var isStruck = false;
                var seen = 0;
                var up = PumpAsync(
                    client,
                    server,
                    octets =>
                    {
                        isStruck |= octets.Span.IndexOf("COMMIT"u8) >= 0 && ++seen == Struck;
                        return true;
                    },
                    over.Token);
                await Task.WhenAny(up, PumpAsync(server, client, _ => !isStruck, over.Token));
                if (isStruck)
                {
                    Interlocked.Increment(ref _lost);
                    client.LingerState = new LingerOption(enable: true, 0);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // One of the two went, or the test is over.
            }

            await over.CancelAsync();
        }
    }

    /// <summary>Up to the end, or until what came from the server must not go on.</summary>
    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> goesOn, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, cancellationToken)) > 0;)
            {
                if (!goesOn(buffer.AsMemory(0, read)))
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two went, or the test is over.
        }
    }
}
