using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Touchpoints.Tests;

/// <summary>A question that came: its octets, and whether over TCP.</summary>
internal sealed record DnsAsked(byte[] Octets, bool IsTcp)
{
    /// <summary>The name, with dots.</summary>
    public string Name
    {
        get
        {
            var name = new StringBuilder();
            for (var at = 12; Octets[at] > 0; at += Octets[at] + 1)
            {
                name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(Octets, at + 1, Octets[at]));
            }

            return name.ToString();
        }
    }

    public bool HasEdns => Octets[11] == 1;

    /// <summary>A reply to it with these answers, in the order given.</summary>
    public byte[] Reply(int code = 0, bool isTruncated = false, params IEnumerable<byte[]> answers)
    {
        var records = answers.ToList();
        var end = 12 + Name.Length + 2 + 4;
        return [.. Octets[..2], (byte)(0x81 | (isTruncated ? 2 : 0)), (byte)(0x80 | code), 0, 1, 0, (byte)records.Count, 0, 0, 0, 0, .. Octets[12..end], .. records.SelectMany(r => r)];
    }

    /// <summary>A TXT record; the owner is the name that was asked for, by a pointer, unless given.</summary>
    public static byte[] Text(int seconds, string? owner, params string[] strings)
    {
        byte[] data = [.. strings.SelectMany(s => (byte[])[(byte)Encoding.UTF8.GetByteCount(s), .. Encoding.UTF8.GetBytes(s)])];
        return Record(16, seconds, owner, data);
    }

    public static byte[] Alias(int seconds, string? owner, string target) => Record(5, seconds, owner, Octet(target));

    private static byte[] Record(byte type, int seconds, string? owner, byte[] data) =>
    [
        .. owner is null ? [0xC0, 12] : Octet(owner), 0, type, 0, 1, (byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds, (byte)(data.Length >> 8), (byte)data.Length, .. data,
    ];

    private static byte[] Octet(string name) => [.. name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]), 0];
}

/// <summary>A DNS server on loopback, UDP and TCP, which sends what a test wants for each question, nothing among it.</summary>
internal sealed class ScriptedDns : IDisposable
{
    private readonly Func<DnsAsked, IEnumerable<byte[]>> _answer;
    private readonly Socket _datagrams;
    private readonly TcpListener _connections;
    private readonly CancellationTokenSource _stop = new();

    public ScriptedDns(Func<DnsAsked, IEnumerable<byte[]>> answer)
    {
        _answer = answer;
        (_connections, _datagrams) = Bound();
        _ = Task.Run(DatagramsAsync);
        _ = Task.Run(ConnectionsAsync);
    }

    public IPEndPoint Address => (IPEndPoint)_connections.LocalEndpoint;

    /// <summary>The questions in the order they came.</summary>
    public ConcurrentQueue<DnsAsked> Asked { get; } = [];

    public void Dispose()
    {
        _stop.Cancel();
        _datagrams.Dispose();
        _connections.Dispose();
        _stop.Dispose();
    }

    // A port that is free for both.
    private static (TcpListener Connections, Socket Datagrams) Bound()
    {
        while (true)
        {
            var connections = new TcpListener(IPAddress.Loopback, 0);
            connections.Start();
            var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                datagrams.Bind(connections.LocalEndpoint);
                return (connections, datagrams);
            }
            catch (SocketException)
            {
                connections.Dispose();
                datagrams.Dispose();
            }
        }
    }

    private async Task DatagramsAsync()
    {
        var buffer = new byte[4096];
        while (!_stop.IsCancellationRequested)
        {
            var came = await _datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            foreach (var reply in Replies(buffer[..came.ReceivedBytes], isTcp: false))
            {
                await _datagrams.SendToAsync(reply, came.RemoteEndPoint, _stop.Token);
            }
        }
    }

    private async Task ConnectionsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _connections.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _stop.Token);
            var question = new byte[(length[0] << 8) | length[1]];
            await stream.ReadExactlyAsync(question, _stop.Token);
            foreach (var reply in Replies(question, isTcp: true))
            {
                await stream.WriteAsync((byte[])[(byte)(reply.Length >> 8), (byte)reply.Length, .. reply], _stop.Token);
            }
        }
    }

    private IEnumerable<byte[]> Replies(byte[] question, bool isTcp)
    {
        var asked = new DnsAsked(question, isTcp);
        Asked.Enqueue(asked);
        return _answer(asked);
    }
}
