using System.Net;
using System.Net.Sockets;

namespace Touchpoints.Ingest.Tests;

/// <summary>Stands between the worker and a server on this machine, and lets a test have its way with each connection.</summary>
internal abstract class TestProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;

    protected TestProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The test is over.</summary>
    protected CancellationToken End => _end.Token;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _end.Dispose();
    }

    /// <summary>Carries octets both ways until the connection is over; <paramref name="number"/>: the how-manieth it is, from 0.</summary>
    protected abstract Task ServeAsync(Socket client, Socket server, int number);

    private async Task AcceptAsync()
    {
        try
        {
            for (var number = 0; ; number++)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token), number));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client, int number)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                await ServeAsync(client, server, number);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of the two went, or the test is over.
            }
        }
    }
}
