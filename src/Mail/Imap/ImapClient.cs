namespace Touchpoints.Mail;

/// <summary>
/// One connection to an IMAP server (RFC 9051, RFC 3501). Not for two tasks at once. Every wait has its own deadline
/// (<see cref="ImapTimeouts"/>) and ends at once when its token is cancelled; after <see cref="ImapProtocolException"/>, a time-out or a
/// cancellation in the middle of a command the connection is dead and only to be disposed.
/// </summary>
public sealed class ImapClient : IAsyncDisposable
{
    private const int UidsInCommand = 500;

    private readonly ImapSession _session;
    private bool _isDisposed;

    private ImapClient(ImapSession session) => _session = session;

    /// <summary>What the server said last of itself, upper case.</summary>
    public IReadOnlySet<string> Capabilities => _session.Capabilities;

    /// <summary>Told of every command that changes the mailbox, by its name, right before it is sent; what it answers is run right after the server's OK.</summary>
    public Func<string, Action>? Changing { get; set; }

    /// <summary>
    /// Connects, checks the certificate (name and chain, or the pinned CA file), reads the greeting and asks for capabilities.
    /// </summary>
    /// <exception cref="ImapConnectException">No connection: says which step failed (DNS, TCP, TLS, greeting) and why.</exception>
    public static async Task<ImapClient> ConnectAsync(ImapEndpoint endpoint, ImapTimeouts timeouts, CancellationToken cancellationToken) =>
        new(await new ImapConnector(endpoint, timeouts).ConnectAsync(cancellationToken));

    /// <summary>Logs in by the best of AUTHENTICATE PLAIN (with SASL-IR if offered) and LOGIN, then asks for capabilities and enables what helps.</summary>
    /// <exception cref="ImapAuthenticationException">The server refused; says its words.</exception>
    /// <exception cref="ArgumentException">A name or password with NUL, which cannot be sent.</exception>
    public Task LogInAsync(string userName, string password, CancellationToken cancellationToken) => (userName + password).Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException("A user name or password with NUL cannot be sent.", nameof(userName))
        : GuardAsync(() => new ImapLogin(_session).RunAsync(userName, password, cancellationToken), cancellationToken);

    /// <summary>All folders that can be selected (LIST "" "*"), names decoded to Unicode.</summary>
    public Task<IReadOnlyList<ImapFolder>> ListAsync(CancellationToken cancellationToken) => _session.GuardAsync<IReadOnlyList<ImapFolder>>(
        async () =>
        {
            var folders = new ImapFolders(_session.TakesUtf8);
            var special = Capabilities.Contains("LIST-EXTENDED") && Capabilities.Contains("SPECIAL-USE") ? " RETURN (SPECIAL-USE)" : "";
            await _session.CommandAsync(new ImapLine("LIST").Text($" \"\" \"*\"{special}"), folders.Take, cancellationToken);
            return folders.Found;
        },
        cancellationToken);

    /// <summary>SELECT, or EXAMINE when <paramref name="readOnly"/>.</summary>
    /// <exception cref="ImapCommandException">No such folder, or one without UIDVALIDITY; the connection stays usable.</exception>
    public Task<ImapSelected> SelectAsync(string folder, bool readOnly, CancellationToken cancellationToken)
    {
        var command = new ImapLine(readOnly ? "EXAMINE" : "SELECT").String(Wire(folder));
        return _session.GuardAsync(
            async () =>
            {
                var answer = new ImapSelectAnswer();
                var status = await _session.CommandAsync(command, answer.Take, cancellationToken);
                _session.HasNews = false;
                return answer.Result(readOnly || status.Code == "READ-ONLY")
                    ?? throw new ImapCommandException($"The server gave folder {folder} no UIDVALIDITY: its mails have no lasting numbers and cannot be followed.", "");
            },
            cancellationToken);
    }

    /// <summary>The quotas of a folder (GETQUOTAROOT, RFC 9208 §4.1.2); none where the server has none, or knows no quotas.</summary>
    public Task<IReadOnlyList<ImapQuota>> QuotasAsync(string folder, CancellationToken cancellationToken) => _session.GuardAsync<IReadOnlyList<ImapQuota>>(
        async () =>
        {
            var answer = new ImapQuotaAnswer();
            if (Capabilities.Contains("QUOTA"))
            {
                await _session.CommandAsync(new ImapLine("GETQUOTAROOT").String(Wire(folder)), answer.Take, cancellationToken);
            }

            return answer.Found;
        },
        cancellationToken);

    /// <summary>UID SEARCH UID <paramref name="from"/>:* (RFC 9051 §6.4.4), sorted, without doubles and without the ever-returned last UID below <paramref name="from"/>.</summary>
    public Task<IReadOnlyList<uint>> SearchAsync(uint from, CancellationToken cancellationToken) => _session.GuardAsync<IReadOnlyList<uint>>(
        async () =>
        {
            var answer = new ImapSearchAnswer();
            _session.HasNews = false;
            var line = new ImapLine("UID SEARCH").Text($"{(Capabilities.Contains("ESEARCH") ? " RETURN (ALL)" : "")} UID {from}:*");
            await _session.CommandAsync(line, answer.Take, cancellationToken);
            return answer.From(from);
        },
        cancellationToken);

    /// <summary>
    /// RFC822.SIZE and INTERNALDATE of <paramref name="uids"/>, in their order. A UID that the server left out is missing from the answer. What it
    /// left out of one is 0 octets or the year 1970.
    /// </summary>
    public async Task<IReadOnlyList<ImapMessageInfo>> FetchInfoAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken) =>
        (await FetchAsync(uids, "RFC822.SIZE INTERNALDATE", cancellationToken)).Of(uids);

    /// <summary>RFC822.SIZE and the Message-ID field of <paramref name="uids"/>, in their order; a UID that the server left out is missing from the answer.</summary>
    public async Task<IReadOnlyList<ImapMessageKey>> FetchKeysAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken) =>
        (await FetchAsync(uids, "RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]", cancellationToken)).KeysOf(uids);

    /// <summary>From, Subject and Date of <paramref name="uids"/>, at most 8 kB of each, in their order; a UID that the server left out is missing from the answer.</summary>
    public async Task<IReadOnlyList<ImapMessageHead>> FetchHeadsAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken) =>
        (await FetchAsync(uids, "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)]<0.8192>", cancellationToken)).HeadsOf(uids);

    /// <summary>
    /// UID FETCH … BODY.PEEK[] of <paramref name="uids"/>, in commands of about 100 mails or 4 MB by the sizes given, two commands ahead.
    /// Each literal is written to the stream that <paramref name="open"/> gives for it as it arrives, then <paramref name="complete"/> is called; a
    /// literal that was cut off is never completed. A UID that the server left out, or answered NIL, is not opened. Streams are the caller's
    /// to dispose.
    /// </summary>
    /// <exception cref="ImapCommandException">The server refused some mails, even asked for alone; all others have been completed.</exception>
    public Task FetchOctetsAsync(
        IReadOnlyList<ImapMessageInfo> uids,
        Func<ImapMessageInfo, long, Stream> open,
        Func<ImapMessageInfo, Stream, ValueTask> complete,
        CancellationToken cancellationToken) =>
        GuardAsync(() => new ImapOctets(_session, open, complete).RunAsync(uids, cancellationToken), cancellationToken);

    /// <summary>UID STORE +FLAGS.SILENT of one keyword (RFC 9051 §2.3.2).</summary>
    /// <exception cref="ArgumentException">The keyword is no atom.</exception>
    public Task AddKeywordAsync(IReadOnlyList<uint> uids, string keyword, CancellationToken cancellationToken) =>
        !ImapLine.IsAtom(keyword)
            ? throw new ArgumentException($"\"{keyword}\" cannot be a keyword: letters, digits and most signs, but no space, parenthesis, quote, \\, % or *.", nameof(keyword))
            : InPartsAsync(uids, set => [new ImapLine("UID STORE").Text($" {set} +FLAGS.SILENT ({keyword})")], cancellationToken);

    /// <summary>UID MOVE (RFC 6851), or UID COPY + UID STORE \Deleted + UID EXPUNGE where the server has UIDPLUS but no MOVE. Never plain EXPUNGE.</summary>
    /// <exception cref="ImapCommandException">Neither is offered, or the server refused.</exception>
    public Task MoveAsync(IReadOnlyList<uint> uids, string folder, CancellationToken cancellationToken)
    {
        var name = Wire(folder);
        if (Capabilities.Contains("MOVE"))
        {
            return InPartsAsync(uids, set => [new ImapLine("UID MOVE").Text($" {set}").String(name)], cancellationToken);
        }

        // Plain EXPUNGE would also remove what others have marked (B9).
        return !Capabilities.Contains("UIDPLUS")
            ? throw new ImapCommandException("The server offers neither MOVE nor UIDPLUS: mail cannot be moved safely. Choose another acknowledgement.", "")
            : InPartsAsync(
                uids,
                set =>
                [
                    new ImapLine("UID COPY").Text($" {set}").String(name),
                    new ImapLine("UID STORE").Text($@" {set} +FLAGS.SILENT (\Deleted)"),
                    new ImapLine("UID EXPUNGE").Text($" {set}"),
                ],
                cancellationToken);
    }

    /// <summary>NOOP; the answer says whether the mailbox has had news since the last search began.</summary>
    public Task<bool> NoOpAsync(CancellationToken cancellationToken) => _session.GuardAsync(
        async () =>
        {
            await _session.CommandAsync(new("NOOP"), null, cancellationToken);
            return _session.HasNews;
        },
        cancellationToken);

    /// <summary>
    /// IDLE (RFC 2177) until the server tells of new mail (true), or <paramref name="atMost"/> has passed or <paramref name="wake"/> is
    /// cancelled (false). True at once when new mail was told of since the last search began. "* OK Still here" is no news. Leaves with DONE,
    /// whose answer has its own deadline. Only where <see cref="Capabilities"/> has IDLE.
    /// </summary>
    public Task<bool> IdleAsync(TimeSpan atMost, CancellationToken wake, CancellationToken cancellationToken) =>
        _session.GuardAsync(() => new ImapIdle(_session).RunAsync(atMost, wake, cancellationToken), cancellationToken);

    /// <summary>LOGOUT, best effort within its deadline, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        using var deadline = new CancellationTokenSource(_session.Timeouts.LogOut);
        try
        {
            await GuardAsync(() => _session.AskAsync(new("LOGOUT"), null, deadline.Token), deadline.Token);
        }
        catch (Exception e) when (e is ImapProtocolException or OperationCanceledException)
        {
            // The server's BYE comes first, or the connection was dead before: either way it is over.
        }
        finally
        {
            _session.Wire.Dispose();
        }
    }

    private string Wire(string folder) => folder.AsSpan().ContainsAnyInRange('\0', '\x1f')
        ? throw new ArgumentException("A folder's name cannot have control characters.", nameof(folder))
        : _session.TakesUtf8 ? folder : ImapFolderName.Encode(folder);

    private Task InPartsAsync(IReadOnlyList<uint> uids, Func<string, ImapLine[]> commands, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            foreach (var command in uids.Order().Chunk(UidsInCommand).SelectMany(some => commands(ImapLine.Set(some))))
            {
                var done = Changing?.Invoke(command.Name);
                await _session.CommandAsync(command, null, cancellationToken);
                done?.Invoke();
            }
        },
        cancellationToken);

    private Task<ImapInfoAnswer> FetchAsync(IReadOnlyList<uint> uids, string what, CancellationToken cancellationToken) => _session.GuardAsync(
        async () =>
        {
            var answer = new ImapInfoAnswer();
            foreach (var some in uids.Chunk(UidsInCommand))
            {
                var status = await _session.AskAsync(new ImapLine("UID FETCH").Text($" {ImapLine.Set(some)} (UID {what})"), answer.Take, cancellationToken);
                if (!status.IsOk && status.Code != "EXPUNGEISSUED")
                {
                    throw new ImapCommandException($"The server refused UID FETCH: {status.Shown}", status.Code);
                }
            }

            return answer;
        },
        cancellationToken);

    private async Task GuardAsync(Func<Task> operation, CancellationToken cancellationToken) => await _session.GuardAsync(
        async () =>
        {
            await operation();
            return true;
        },
        cancellationToken);
}
