using Microsoft.Extensions.Logging;
using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>One connection to a mailbox, from login to its end. What is known of the mailbox is the set of UIDs in the ledger.</summary>
internal sealed class MailboxSession : IAsyncDisposable
{
    private const int Window = 500;

    private readonly MailboxContext _context;
    private readonly Lease _lease;
    private readonly ImapClient _client;
    private readonly MailboxEpoch _epoch;
    private readonly KnownUids _known;
    private readonly MissingUids _missing;
    private readonly MailboxFetcher _fetcher;
    private bool _canAcknowledge;
    private bool _hasCompared;
    private uint _low;

    private MailboxSession(MailboxContext context, Lease lease, ImapClient client, ImapSelected selected, MissingUids missing)
    {
        (_context, _lease, _client, _missing) = (context, lease, client, missing);
        var ledger = context.Database.Ledger;
        _epoch = ledger.OpenEpoch(lease, selected.UidValidity, selected.UidNext);
        if (_epoch.Replaced is { } replaced)
        {
            missing.Clear();
            context.Log.LogWarning(
                "Mailbox {Mailbox}: the server numbered its messages anew (UIDVALIDITY {Old}, now {New}). All of them are fetched again; those recorded before become duplicates, nothing is recorded twice",
                context.Mailbox.Name,
                replaced,
                selected.UidValidity);
        }

        _known = new KnownUids(ledger.KnownUids(_epoch));
        _fetcher = new MailboxFetcher(_epoch, _known, context.Database, context.Pipeline, context.MaxMailOctets, context.Log);
        _canAcknowledge = CanAcknowledge(context, selected);
    }

    /// <summary>Mails that the server named at the last look and that had no row.</summary>
    public int Unfetched { get; private set; }

    /// <summary>Connects, logs in, selects the folder and opens its epoch.</summary>
    public static async Task<MailboxSession> OpenAsync(MailboxContext context, Lease lease, MissingUids missing, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        var client = await ImapClient.ConnectAsync(mailbox.Endpoint, mailbox.Timeouts, cancellationToken);
        client.Changing = command => Effects.About(command, "mailbox").Done;
        try
        {
            await client.LogInAsync(mailbox.User, mailbox.CurrentPassword(), cancellationToken);
            var selected = await client.SelectAsync(mailbox.Folder, readOnly: mailbox.Acknowledgement == Acknowledgement.Nothing, cancellationToken);
            return new MailboxSession(context, lease, client, selected, missing);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Fetches whatever has no row and waits until it is settled. <paramref name="everything"/> compares the whole mailbox with the ledger; else
    /// only UIDs above those of the last comparison are asked for, which saves work and is never the truth (reliability.md E.3).
    /// </summary>
    public async Task LookAsync(bool everything, CancellationToken cancellationToken)
    {
        everything |= !_hasCompared;
        for (var look = 1; ; look++)
        {
            var from = everything ? 1 : Math.Min(_low == uint.MaxValue ? _low : _low + 1, _missing.Lowest);
            var named = await _client.SearchAsync(from, cancellationToken);
            await FetchUnknownAsync(named, cancellationToken);
            _missing.Looked(named);
            SettleMissing();
            if (everything && named.Count > 0)
            {
                _low = named[^1];
            }

            if (_missing.Count == 0 || look == _context.Pace.QuickLooks)
            {
                break;
            }

            // B10: the server may still have to tell us that a message is gone.
            await _client.NoOpAsync(cancellationToken);
        }

        _hasCompared = true;
        await new SecondFetch(_context, _epoch, _client).RunAsync(cancellationToken);
        await _fetcher.Settled.WaitAsync(cancellationToken);
    }

    /// <summary>Tells the server of settled mails. May be repeated; a refusal is told once and harms nothing.</summary>
    public async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        var ledger = _context.Database.Ledger;
        while (_canAcknowledge && ledger.ToAcknowledge(_epoch, Window) is { Count: > 0 } settled)
        {
            // B25: a holder that slept must not speak for the one that there is now; what could still slip through is harmless, for settled mail stays settled.
            _context.Database.Leases.Confirm(_lease);
            await TellServerAsync([.. settled.Select(d => d.Uid)], cancellationToken);
            if (_canAcknowledge)
            {
                ledger.Acknowledged([.. settled.Select(d => d.Id)], _lease);
            }
        }
    }

    /// <summary>How full the mailbox is.</summary>
    public Task LookAtQuotaAsync(QuotaWatch quota, CancellationToken cancellationToken) => quota.LookAsync(_client, cancellationToken);

    /// <summary>Waits for news, at most until the next poll is due; IDLE is only a hint (reliability.md B18).</summary>
    public async Task WaitAsync(CancellationToken wake, CancellationToken cancellationToken)
    {
        var poll = _context.Mailbox.Poll;
        if (CanIdle)
        {
            await _client.IdleAsync(poll < _context.Pace.ReIdle ? poll : _context.Pace.ReIdle, wake, cancellationToken);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(wake, cancellationToken);
        await Task.Delay(poll, _context.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public bool CanIdle => _context.Mailbox.Idle && _client.Capabilities.Contains("IDLE");

    public async ValueTask DisposeAsync()
    {
        _fetcher.Dispose();
        await _client.DisposeAsync();
    }

    private static bool CanAcknowledge(MailboxContext context, ImapSelected selected)
    {
        var mailbox = context.Mailbox;
        var isRefused = mailbox.Acknowledgement == Acknowledgement.Keyword && !selected.TakesKeywords;
        if (isRefused || (selected.IsReadOnly && mailbox.Acknowledgement != Acknowledgement.Nothing))
        {
            context.Log.LogWarning("Mailbox {Mailbox}: the folder {Folder} takes no keywords from {User}, so settled mail is not marked there. Allow it, or set Acknowledgement to Nothing", mailbox.Name, mailbox.Folder, mailbox.User);
            return false;
        }

        return mailbox.Acknowledgement != Acknowledgement.Nothing;
    }

    private async Task FetchUnknownAsync(IReadOnlyList<uint> named, CancellationToken cancellationToken)
    {
        IReadOnlyList<uint> unknown = [.. named.Where(u => !_known.Contains(u))];
        unknown = _context.Choose is { } choose ? await choose(_client, unknown, cancellationToken) : unknown;
        Unfetched = unknown.Count;
        var answered = 0;
        try
        {
            foreach (var window in unknown.Chunk(Window))
            {
                ThrowIfDiskIsLow();
                await _fetcher.FetchAsync(_client, await _client.FetchInfoAsync(window, cancellationToken), cancellationToken);
                answered += window.Length;
            }
        }
        catch (Exception e) when (e is ImapProtocolException or ImapCommandException)
        {
            // What came whole is kept: over a line that breaks every few seconds nothing would ever be received otherwise. Where the octets could not be written, it is not.
            await ReceiveAsync(unknown.Take(answered), cancellationToken);
            throw;
        }
        finally
        {
            await _fetcher.ReceivedAsync();
        }

        await ReceiveAsync(unknown, cancellationToken);
    }

    private async Task ReceiveAsync(IEnumerable<uint> answered, CancellationToken cancellationToken)
    {
        await _fetcher.ReceiveAsync(cancellationToken);
        foreach (var uid in answered)
        {
            if (_known.Contains(uid))
            {
                _missing.Given(uid);
                Unfetched--;
            }
            else
            {
                _missing.NotGiven(uid);
            }
        }
    }

    private void SettleMissing()
    {
        Miss(_missing.TakeVanished(), MissedKind.Vanished, "It was gone before it could be fetched.");
        Miss(_missing.TakeGivenUp(), MissedKind.Unfetchable, $"The server names it and does not give it.{(_fetcher.Refusal.Length > 0 ? $" {_fetcher.Refusal}." : "")} It stays on the server.");
    }

    private void Miss(IReadOnlyList<uint> uids, MissedKind kind, string reason)
    {
        if (uids.Count > 0)
        {
            _context.Log.LogWarning("Mailbox {Mailbox}: {Count} mails, UID {First} to {Last}, {Kind}. {Reason}", _context.Mailbox.Name, uids.Count, uids[0], uids[^1], kind, reason);
            _context.Database.Ledger.Missed(_epoch, uids, kind, reason);
            foreach (var uid in uids)
            {
                _known.Add(uid);
            }
        }
    }

    private async Task TellServerAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken)
    {
        var mailbox = _context.Mailbox;
        try
        {
            await (mailbox.Acknowledgement == Acknowledgement.Move
                ? _client.MoveAsync(uids, mailbox.AcknowledgementName, cancellationToken)
                : _client.AddKeywordAsync(uids, mailbox.AcknowledgementName, cancellationToken));
        }
        catch (ImapCommandException e)
        {
            _canAcknowledge = false;
            _context.Log.LogWarning("Mailbox {Mailbox}: settled mail could not be marked ({Acknowledgement} {Name}): {Words}. It is recorded all the same; tried again at the next connection", mailbox.Name, mailbox.Acknowledgement, mailbox.AcknowledgementName, LogText.Of(e.Message));
        }
    }

    private void ThrowIfDiskIsLow()
    {
        if (_context.Database.Octets.FreeOctets is { } free && free < _context.ReserveOctets)
        {
            throw new StoreException(StoreProblem.DiskFull, $"The disk of the store has {free / (1024 * 1024)} MB left; below {_context.ReserveOctets / (1024 * 1024)} MB (Store:ReserveMegabytes) nothing is fetched. Make room; it goes on by itself.");
        }
    }
}
