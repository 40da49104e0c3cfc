using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Touchpoints.Mail;

/// <summary>One question to one server.</summary>
internal sealed class DnsExchange(TimeSpan timeout)
{
    private const int LongestDatagram = 4096;

    /// <summary>The reply, or why there is none ("did not answer within …").</summary>
    public async Task<(DnsReply? Reply, string Problem)> AskAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            var reply = await DatagramAsync(server, name, withEdns: true, deadline.Token);
            if (reply.Code is DnsMessage.FormatError or DnsMessage.NotImplemented)
            {
                reply = await DatagramAsync(server, name, withEdns: false, deadline.Token); // RFC 6891 §7: an old server
            }

            return (reply.IsTruncated ? await ConnectionAsync(server, name, deadline.Token) : reply, "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"did not answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return (null, "cannot be reached: " + e.Message);
        }
    }

    // RFC 5452: a forger must guess the port, which the system draws anew for each socket, and the id. What does not fit the question is not the end of waiting.
    private static async Task<DnsReply> DatagramAsync(IPEndPoint server, string name, bool withEdns, CancellationToken cancellationToken)
    {
        var id = NewId();
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(DnsMessage.Question(id, name, withEdns), cancellationToken);
        var buffer = new byte[LongestDatagram];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken);
            if (DnsMessage.Read(buffer.AsSpan(0, length), id, name) is { } reply)
            {
                return reply;
            }
        }
    }

    // RFC 7766 §8: two octets of length before each message.
    private static async Task<DnsReply> ConnectionAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        var id = NewId();
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        var question = DnsMessage.Question(id, name, withEdns: true);
        byte[] length = [(byte)(question.Length >> 8), (byte)question.Length];
        await stream.WriteAsync((byte[])[.. length, .. question], cancellationToken);
        await stream.ReadExactlyAsync(length, cancellationToken);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return DnsMessage.Read(message, id, name) ?? throw new IOException("what it sent is no answer to the question.");
    }

    private static ushort NewId() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
}
