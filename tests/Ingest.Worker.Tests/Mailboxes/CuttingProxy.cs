using System.Net.Sockets;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// Stands between the worker and a server and strikes every connection, each by its seed: after so many octets from the server it is reset, closed, goes
/// silent, or waits a little. No octet is altered.
/// </summary>
internal sealed class CuttingProxy(int target) : TestProxy(target)
{
    private const int MostOctets = 60_000;
    private const int FirstOfMail = 5_000;

    private int _struck;

    private enum Strike
    {
        Reset,
        Close,
        Silence,
        Pause,
    }

    /// <summary>Connections that were struck.</summary>
    public int Struck => Volatile.Read(ref _struck);

    protected override async Task ServeAsync(Socket client, Socket server, int number)
    {
        // One in three anywhere from the first octet of the handshake on, the others in the middle of the mail.
        var random = new Random(number);
        var after = random.Next(3) == 0 ? (int)Math.Exp(random.NextDouble() * Math.Log(MostOctets)) : random.Next(FirstOfMail, MostOctets);
        var up = PumpAsync(client, server, int.MaxValue, Strike.Pause);
        await PumpAsync(server, client, after, random.GetItems(Enum.GetValues<Strike>(), 1)[0]);
        server.Close();
        client.Close();
        await up;
    }

    private async Task PumpAsync(Socket from, Socket to, int after, Strike strike)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read, sum = 0; (read = await from.ReceiveAsync(buffer, End)) > 0; sum += read)
            {
                var fits = Math.Clamp(after - sum, 0, read);
                await to.SendAsync(buffer.AsMemory(0, fits), End);
                if (fits == read)
                {
                    continue;
                }

                Interlocked.Increment(ref _struck);
                if (!await StrikeAsync(strike, from, to))
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(fits, read - fits), End);

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
                while (await server.ReceiveAsync(away, End) > 0)
                {
                }

                return false;
            case Strike.Pause:
                using (var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50)))
                {
                    return await pause.WaitForNextTickAsync(End);
                }

            default:
                return false;
        }
    }
}
