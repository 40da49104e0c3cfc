using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>
/// The supervised loop of one mailbox: takes its lease, connects, fetches, waits, and begins again after every error; nothing here stops the process.
/// </summary>
internal sealed class MailboxPoller : IDisposable
{
    private readonly MailboxContext _context;
    private readonly MissingUids _missing = new();
    private readonly QuotaWatch _quota;
    private CancellationTokenSource _wake = new();
    private Lease? _lease;
    private MailboxReport _report;

    public MailboxPoller(MailboxContext context)
    {
        _context = context;
        _report = new MailboxReport(context.Mailbox.Name, MailboxState.Starting);
        _quota = new QuotaWatch(context.Mailbox, context.Log);
    }

    public string Name => _context.Mailbox.Name;

    /// <summary>Watches the mailbox whenever it is this worker's, until it is cancelled.</summary>
    public async Task RunAsync(LeaseKeeper leases, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Begin(await leases.WaitAsync(Name, cancellationToken));
                await WatchWhileOursAsync(_lease!, cancellationToken);
                _lease = null;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Report(_report with { State = MailboxState.Stopped, NextTryAt = null });
        }
    }

    /// <summary>Fetches everything there is, once; answers what stopped it, or null.</summary>
    public async Task<MailboxTrouble?> DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            Begin(await LeaseWait.TakeAsync(_context.Database.Leases, Name, _context.Time, _context.Log, cancellationToken));
            await using var session = await OpenAsync(cancellationToken);
            await CatchUpAsync(session, everything: true, cancellationToken);
            _lease!.ThrowIfLost();
            Report(_report with { State = MailboxState.Stopped });
            return null;
        }
        catch (LeaseLostException e) when (e.Lease is { IsOfOtherDatabase: true })
        {
            return await DrainAsync(cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            var trouble = Trouble(e);
            Tell(trouble, TimeSpan.Zero, e);
            return trouble;
        }
    }

    /// <summary>Ends a wait for news at once.</summary>
    public void LookNow()
    {
        using var wake = Interlocked.Exchange(ref _wake, new CancellationTokenSource());
        wake.Cancel();
    }

    public void Dispose() => _wake.Dispose();

    private void Begin(Lease lease)
    {
        _lease = lease;
        _missing.Clear();
    }

    /// <summary>Ends when another worker has taken the mailbox over, for this one was thought dead; or at a quiet moment, when another one has fewer mailboxes.</summary>
    private async Task WatchWhileOursAsync(Lease lease, CancellationToken cancellationToken)
    {
        var retries = Retries();
        using var ours = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            await retries.ExecuteAsync(async token => await WatchAsync(lease, token), ours.Token);
            while (!lease.AskedBack.IsCancellationRequested)
            {
                await Task.Delay(_context.Pace.FirstRetry, _context.Time, ours.Token);
                await retries.ExecuteAsync(async token => await WatchAsync(lease, token), ours.Token);
            }

            _context.Log.LogInformation("Mailbox {Mailbox}: left to a worker that has fewer", Name);
            await retries.ExecuteAsync(_ => { _context.Database.Leases.Release(lease); return ValueTask.CompletedTask; }, ours.Token);
        }
        catch (Exception e) when (e is LeaseLostException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            if (lease.IsOfOtherDatabase)
            {
                _context.Log.LogWarning("Mailbox {Mailbox}: {Problem}", Name, new LeaseLostException(lease).Message);
                return;
            }

            _context.Log.LogWarning("Mailbox {Mailbox}: another worker took it over, for this one gave no sign of life for {Length}. The connection is closed; nothing more is written", Name, _context.Database.Leases.Length);
        }
    }

    private async Task<MailboxSession> OpenAsync(CancellationToken cancellationToken)
    {
        Report(_report with { State = MailboxState.Connecting, NextTryAt = null });
        await _context.Pipeline.SettleLeftoversAsync(_lease!, cancellationToken);
        return await MailboxSession.OpenAsync(_context, _lease!, _missing, cancellationToken);
    }

    /// <summary>One connection. An error before everything was fetched once counts as a further failure, one after it as a first.</summary>
    private async Task WatchAsync(Lease lease, CancellationToken cancellationToken)
    {
        var hasCaughtUp = false;
        if (lease.AskedBack.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await using var session = await OpenAsync(cancellationToken);
            for (var compared = long.MinValue; !lease.AskedBack.IsCancellationRequested;)
            {
                var isDue = compared == long.MinValue || _context.Time.GetElapsedTime(compared) >= _context.Mailbox.Compare;
                var wake = Volatile.Read(ref _wake).Token;
                await CatchUpAsync(session, isDue, cancellationToken);
                hasCaughtUp = true;
                compared = isDue ? _context.Time.GetTimestamp() : compared;
                using var either = CancellationTokenSource.CreateLinkedTokenSource(wake, lease.AskedBack);
                await session.WaitAsync(either.Token, cancellationToken);
            }
        }
        catch (Exception e) when (hasCaughtUp && e is not (OperationCanceledException or LeaseLostException or OutOfMemoryException))
        {
            Tell(Trouble(e), _context.Pace.FirstRetry, e);
        }
    }

    private async Task CatchUpAsync(MailboxSession session, bool everything, CancellationToken cancellationToken)
    {
        Report(_report with { State = MailboxState.Fetching, NextTryAt = null });
        await session.LookAsync(everything, cancellationToken);
        await session.AcknowledgeAsync(cancellationToken);
        if (everything)
        {
            await session.LookAtQuotaAsync(_quota, cancellationToken);
        }

        var now = _context.Time.GetUtcNow();
        Report(new MailboxReport(Name, session.CanIdle ? MailboxState.Idle : MailboxState.Polling)
        {
            CaughtUpAt = now,
            Unfetched = session.Unfetched,
            LastError = _quota.Words ?? "",
            LastErrorAt = _quota.Words is null ? null : now,
        });
    }

    private MailboxTrouble Trouble(Exception error) => MailboxTrouble.Of(error, _context.Mailbox);

    private ResiliencePipeline Retries()
    {
        var pace = _context.Pace;
        return new ResiliencePipelineBuilder { TimeProvider = _context.Time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not (OperationCanceledException or LeaseLostException or OutOfMemoryException)),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = pace.FirstRetry,
            MaxDelay = pace.LongestRetry,
            UseJitter = true,
            DelayGenerator = retry => ValueTask.FromResult(OwnDelay(Trouble(retry.Outcome.Exception!).State)),
            OnRetry = retry =>
            {
                Tell(Trouble(retry.Outcome.Exception!), retry.RetryDelay, retry.Outcome.Exception!);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    /// <summary>Null: the growing delay.</summary>
    private TimeSpan? OwnDelay(MailboxState state) => state switch
    {
        MailboxState.NeedsAttention => _context.Pace.Probe,
        MailboxState.Paused => _context.Pace.StoreRetry,
        _ => null,
    };

    private void Tell(MailboxTrouble trouble, TimeSpan delay, Exception error)
    {
        IngestMetrics.Reconnect(Name);
        if (trouble.Words != _report.LastError)
        {
            // Once, as long as it stays the same: an alert is no metronome.
            var level = trouble.State == MailboxState.BackingOff ? LogLevel.Warning : LogLevel.Error;
            _context.Log.Log(level, trouble.ExitCode == ExitCode.Internal ? error : null, "{Trouble} Next try in {Delay}", trouble.Words, delay);
        }

        var now = _context.Time.GetUtcNow();
        Report(_report with { State = trouble.State, LastError = trouble.Words, LastErrorAt = now, NextTryAt = now + delay });
    }

    private void Report(MailboxReport report)
    {
        _report = report;
        if (_lease is null)
        {
            // What people are shown is the report of the worker that has the mailbox.
            return;
        }

        try
        {
            _context.Database.Ledger.ReportMailbox(report, _lease);
        }
        catch (Exception e) when (e is StoreException or LeaseLostException)
        {
            // The store is what is in trouble, and says so elsewhere; the report is only for people.
            _context.Log.LogDebug("The state of mailbox {Mailbox} was not written: {Problem}", Name, e.Message);
        }
    }
}
