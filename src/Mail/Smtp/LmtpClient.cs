namespace Touchpoints.Mail;

/// <summary>Delivers over LMTP (RFC 2033) on a connection that stays open; enough to feed a mailbox.</summary>
public sealed class LmtpClient : IAsyncDisposable
{
    private LmtpClient()
    {
    }

    /// <summary>Connects and says LHLO.</summary>
    public static Task<LmtpClient> ConnectAsync(string host, int port, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>
    /// Sends <paramref name="octets"/> (dot-stuffed, CRLF line ends made where there are bare LF) from <paramref name="reversePath"/> (empty for
    /// the null reverse-path) to every one of <paramref name="forwardPaths"/>; the answer has one reply a recipient, in order.
    /// </summary>
    public Task<IReadOnlyList<SmtpReply>> DeliverAsync(string reversePath, IReadOnlyList<string> forwardPaths, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>QUIT, then closes.</summary>
    public ValueTask DisposeAsync() => throw new System.Diagnostics.UnreachableException();
}

/// <summary>A reply (RFC 5321 §4.2): code and text.</summary>
public sealed record SmtpReply(int Code, string Text)
{
    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Code is >= 200 and < 300;
}
