namespace Touchpoints.Mail;

/// <summary>
/// One connection to an IMAP server (RFC 9051, RFC 3501). Not for two tasks at once. Every wait has its own deadline
/// (<see cref="ImapTimeouts"/>) and ends at once when its token is cancelled; after <see cref="ImapProtocolException"/>, a time-out or a
/// cancellation in the middle of a command the connection is dead and only to be disposed.
/// </summary>
public sealed class ImapClient : IAsyncDisposable
{
    private ImapClient()
    {
    }

    /// <summary>What the server said last of itself, upper case.</summary>
    public IReadOnlySet<string> Capabilities => throw new System.Diagnostics.UnreachableException();

    /// <summary>
    /// Connects, checks the certificate (name and chain, or the pinned CA file), reads the greeting and asks for capabilities.
    /// </summary>
    /// <exception cref="ImapConnectException">No connection: says which step failed (DNS, TCP, TLS, greeting) and why.</exception>
    public static Task<ImapClient> ConnectAsync(ImapEndpoint endpoint, ImapTimeouts timeouts, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Logs in by the best of AUTHENTICATE PLAIN (with SASL-IR if offered) and LOGIN, then asks for capabilities and enables what helps.</summary>
    /// <exception cref="ImapAuthenticationException">The server refused; says its words.</exception>
    public Task LogInAsync(string userName, string password, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>All folders that can be selected (LIST "" "*"), names decoded to Unicode.</summary>
    public Task<IReadOnlyList<ImapFolder>> ListAsync(CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>SELECT, or EXAMINE when <paramref name="readOnly"/>.</summary>
    /// <exception cref="ImapCommandException">No such folder; the connection stays usable.</exception>
    public Task<ImapSelected> SelectAsync(string folder, bool readOnly, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>UID SEARCH UID <paramref name="from"/>:* (RFC 9051 §6.4.4), sorted, without doubles and without the ever-returned last UID below <paramref name="from"/>.</summary>
    public Task<IReadOnlyList<uint>> SearchAsync(uint from, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>RFC822.SIZE and INTERNALDATE of <paramref name="uids"/>. A UID that the server left out is missing from the answer.</summary>
    public Task<IReadOnlyList<ImapMessageInfo>> FetchInfoAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>
    /// UID FETCH … BODY.PEEK[] of <paramref name="uids"/>, in commands of about 100 mails or 4 MB by the sizes given, two commands ahead.
    /// Each literal is written to the stream that <paramref name="open"/> gives for it as it arrives, then <paramref name="complete"/> is called; a
    /// literal that was cut off is never completed. A UID that the server left out, or answered NIL, is not opened.
    /// </summary>
    public Task FetchOctetsAsync(
        IReadOnlyList<ImapMessageInfo> uids,
        Func<ImapMessageInfo, long, Stream> open,
        Func<ImapMessageInfo, Stream, ValueTask> complete,
        CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>UID STORE +FLAGS.SILENT of one keyword (RFC 9051 §2.3.2).</summary>
    public Task AddKeywordAsync(IReadOnlyList<uint> uids, string keyword, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>UID MOVE (RFC 6851), or UID COPY + UID STORE \Deleted + UID EXPUNGE where the server has UIDPLUS but no MOVE. Never plain EXPUNGE.</summary>
    /// <exception cref="ImapCommandException">Neither is offered, or the server refused.</exception>
    public Task MoveAsync(IReadOnlyList<uint> uids, string folder, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>NOOP; the answer says whether the mailbox has news.</summary>
    public Task<bool> NoOpAsync(CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>
    /// IDLE (RFC 2177) until the server tells of new mail (true), or <paramref name="atMost"/> has passed or <paramref name="wake"/> is
    /// cancelled (false). "* OK Still here" is no news. Leaves with DONE, whose answer has its own deadline.
    /// </summary>
    public Task<bool> IdleAsync(TimeSpan atMost, CancellationToken wake, CancellationToken cancellationToken) => throw new System.Diagnostics.UnreachableException();

    /// <summary>LOGOUT, best effort within its deadline, then closes.</summary>
    public ValueTask DisposeAsync() => throw new System.Diagnostics.UnreachableException();
}
