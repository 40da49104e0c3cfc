using System.Net.Sockets;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// Stands between a worker and PostgreSQL. Of every connection the fourth COMMIT reaches the server, and the server's answer nobody: the connection is reset. Statements
/// must not be prepared, or the word is not on the line.
/// </summary>
internal sealed class CommitCutter(int target) : TestProxy(target)
{
    private const int Struck = 4;

    private int _lost;

    /// <summary>Answers that were lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    protected override async Task ServeAsync(Socket client, Socket server, int number)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(End);
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

        await over.CancelAsync();
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
