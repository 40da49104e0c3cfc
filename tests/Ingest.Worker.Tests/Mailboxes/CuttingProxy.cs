using System.Net;
using System.Net.Sockets;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// Stands between the worker and a server and strikes every connection, each by its seed: after so many octets from the server it is reset, closed, goes
/// silent, or waits a little. No octet is altered.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int MostOctets = 60_000;
    private const int FirstOfMail = 5_000;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;
    private int _struck;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    private enum Strike
    {
        Reset,
        Close,
        Silence,
        Pause,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were struck.</summary>
    public int Struck => Volatile.Read(ref _struck);

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
            for (var number = 0; ; number++)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token), new Random(number)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client, Random random)
    {
        // One in three anywhere from the first octet of the handshake on, the others in the middle of the mail.
        var after = random.Next(3) == 0 ? (int)Math.Exp(random.NextDouble() * Math.Log(MostOctets)) : random.Next(FirstOfMail, MostOctets);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                var up = PumpAsync(client, server, int.MaxValue, Strike.Pause);
                await PumpAsync(server, client, after, random.GetItems(Enum.GetValues<Strike>(), 1)[0]);
                server.Close();
                client.Close();
                await up;
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of the two went, or the test is over.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, int after, Strike strike)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read, sum = 0; (read = await from.ReceiveAsync(buffer, _end.Token)) > 0; sum += read)
            {
                var fits = Math.Clamp(after - sum, 0, read);
                await to.SendAsync(buffer.AsMemory(0, fits), _end.Token);
                if (fits == read)
                {
                    continue;
                }

                Interlocked.Increment(ref _struck);
                if (!await StrikeAsync(strike, from, to))
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(fits, read - fits), _end.Token);

                // It has had its pause; the next strike ends it.
                (after, strike) = (after * 2, Strike.Close);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two went, or the test is over.
        }
    }

    /// <summary>True when it goes on.</summary>
    private async Task<bool> StrikeAsync(Strike strike, Socket server, Socket client)
    {
        switch (strike)
        {
            case Strike.Reset:
                client.LingerState = new LingerOption(enable: true, 0);
                return false;
            case Strike.Silence:
                // What the server says is read away until it has had enough of the silence itself, or the client has.
                var away = new byte[16 * 1024];
                while (await server.ReceiveAsync(away, _end.Token) > 0)
                {
                }

                return false;
            case Strike.Pause:
                using (var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50)))
                {
                    return await pause.WaitForNextTickAsync(_end.Token);
                }

            default:
                return false;
        }
    }
}
