using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>
/// Takes received deliveries through READ and RECORD, a batch at a time, in order: one batch is read while the one before is recorded. The ledger
/// is the queue; what is in memory is a few batches of at most a few megabytes, so a stop or a kill loses nothing.
/// </summary>
internal sealed class IngestPipeline : IAsyncDisposable
{
    /// <summary>
    /// What a batch holds at most; a larger mail is a batch of its own. Every batch costs three syncs: where one takes milliseconds, smaller
    /// batches spent half of a drain waiting for them. A lone mail does not wait for others.
    /// </summary>
    public const int BatchMails = 256;
    public const long BatchOctets = 8 * 1024 * 1024;

    private const int WaitingBatches = 2;
    private const string StoppedEarly = "Stopped while the store could not be used; {Count} received mails wait in the ledger for the next start";

    // A process leaves a few batches a mailbox; should there ever be more, the next connection takes the rest.
    private const int MaxLeftovers = 100_000;
    private static readonly TimeSpan s_mailLimit = TimeSpan.FromSeconds(60);

    // Reading is the dearest stage; the network, the store and the server want a core too.
    private static readonly ParallelOptions s_readers = new() { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 4) };
    private static readonly TimeSpan s_finishWithin = TimeSpan.FromSeconds(5);

    private readonly Database _database;
    private readonly MailReadingStage _stage;
    private readonly Action<SettledMail> _settled;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly MailWatchdog _watchdog;
    private readonly ResiliencePipeline _patience;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Batch> _received = Channel.CreateBounded<Batch>(new BoundedChannelOptions(WaitingBatches) { SingleReader = true });
    private readonly Channel<Batch> _read = Channel.CreateBounded<Batch>(new BoundedChannelOptions(WaitingBatches) { SingleReader = true, SingleWriter = true });
    private readonly ConcurrentDictionary<DeliveryId, Batch> _inHand = new();
    private readonly SemaphoreSlim _leftovers = new(1);
    private readonly Lock _recording = new();
    private Task _work = Task.CompletedTask;
    private volatile string? _trouble;

    public IngestPipeline(Installation installation, WorkerSettings settings, Action<SettledMail> settled, TimeProvider time, ILogger log)
    {
        (_database, _settled, _time, _log) = (installation.Database, settled, time, log);
        _stage = new MailReadingStage(_database, installation.Policy, settings.MaxMailOctets, log);
        _watchdog = new MailWatchdog(time, s_mailLimit, EndProcess);
        _patience = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<StoreException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(3), // R9: work goes on within 30 s of there being room again, and within 10 s of a database being back
            UseJitter = true,
            OnRetry = Wait,
        }).Build();
    }

    /// <summary>Why nothing is being recorded at the moment, in one sentence; null while all is well.</summary>
    public string? Trouble => _trouble;

    /// <summary>
    /// Settles what an earlier process left, each mail alone with its attempt counted first, then starts. A mail that takes the process down is so
    /// found by its count, and held after three tries.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _stage.WarmUp();
        await SettleLeftoversAsync(cancellationToken);
        _work = Task.WhenAll(Task.Run(ReadAsync, CancellationToken.None), Task.Run(RecordAsync, CancellationToken.None));
    }

    /// <summary>
    /// Hands over a batch received under <paramref name="lease"/>; waits while the pipeline is full. The task inside ends when the batch is settled, or left to
    /// another worker.
    /// </summary>
    public async ValueTask<Task> EnqueueAsync(Lease lease, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var batch = new Batch(lease, deliveries);
        foreach (var delivery in deliveries)
        {
            _inHand[delivery.Id] = batch;
        }

        try
        {
            await _received.Writer.WriteAsync(batch, cancellationToken);
        }
        catch
        {
            Finish(batch);
            throw;
        }

        return batch.Settled.Task;
    }

    /// <summary>Settles what is received of any mailbox that no worker has.</summary>
    public async Task SettleLeftoversAsync(CancellationToken cancellationToken)
    {
        foreach (var mailbox in _database.Ledger.WaitingMailboxes())
        {
            if (_database.Leases.Take(mailbox) is { } lease)
            {
                try
                {
                    await SettleLeftoversAsync(lease, cancellationToken);
                }
                finally
                {
                    _database.Leases.Release(lease);
                }
            }
        }
    }

    /// <summary>Settles what an earlier holder of the mailbox left, and whatever else is received and in nobody's hand: the answer to its commit was lost.</summary>
    public async Task SettleLeftoversAsync(Lease lease, CancellationToken cancellationToken)
    {
        await _leftovers.WaitAsync(cancellationToken);
        try
        {
            await SettleAloneAsync(lease, cancellationToken);
        }
        catch (LeaseLostException e)
        {
            _log.LogInformation("{Problem}", e.Message);
        }
        finally
        {
            _leftovers.Release();
        }
    }

    /// <summary>Takes nothing more, settles what it has, ends; what cannot be settled now waits in the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        _received.Writer.TryComplete();
        await Task.WhenAny(_work, Task.Delay(s_finishWithin, _time));
        await _stop.CancelAsync();
        await _work;
        _watchdog.Dispose();
        _stop.Dispose();
        _leftovers.Dispose();
    }

    private async Task SettleAloneAsync(Lease lease, CancellationToken cancellationToken)
    {
        var waiting = _database.Ledger.Waiting(lease.Mailbox, MaxLeftovers).Where(delivery => !_inHand.ContainsKey(delivery.Id)).ToList();
        if (waiting.Count > 0)
        {
            _log.LogInformation("Mailbox {Mailbox}: an earlier process left {Count} received mails; each is tried alone", lease.Mailbox, waiting.Count);
        }

        foreach (var delivery in waiting)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (delivery.Attempts < MailReadingStage.MaxAttempts)
            {
                _database.Ledger.CountAttempt([delivery.Id], lease);
            }

            var batch = new Batch(lease, [delivery]);
            Read(batch, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            lease.ThrowIfLost();
            await RecordAsync(batch, cancellationToken);
        }
    }

    private async Task ReadAsync()
    {
        await foreach (var batch in _received.Reader.ReadAllAsync())
        {
            Read(batch, _stop.Token);
            if (batch.Mails.Contains(null))
            {
                if (_stop.IsCancellationRequested)
                {
                    _log.LogWarning(StoppedEarly, batch.Mails.Length);
                }

                Finish(batch);
                continue;
            }

            await _read.Writer.WriteAsync(batch);
        }

        _read.Writer.Complete();
    }

    /// <summary>
    /// Mails of a batch are read side by side; their order stays. Where octets cannot be reached they are waited for; a mail that was not read by the stop, or while the
    /// mailbox was this worker's, is null.
    /// </summary>
    private void Read(Batch batch, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, batch.Lease.Lost);
        Parallel.For(0, batch.Deliveries.Count, s_readers, i =>
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                batch.Mails[i] = _patience.Execute((delivery, _) => _stage.Read(delivery, _watchdog), batch.Deliveries[i], stop.Token);
            }
            catch (OperationCanceledException)
            {
                // It waits in the ledger.
            }

            batch.ReadTook[i] = Stopwatch.GetElapsedTime(started);
        });
    }

    private async Task RecordAsync()
    {
        await foreach (var batch in _read.Reader.ReadAllAsync())
        {
            try
            {
                await RecordAsync(batch, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                _log.LogWarning(StoppedEarly, batch.Mails.Length);
            }

            Finish(batch);
        }
    }

    private void Finish(Batch batch)
    {
        foreach (var delivery in batch.Deliveries)
        {
            _inHand.TryRemove(delivery.Id, out _);
        }

        batch.Settled.TrySetResult();
    }

    private async ValueTask RecordAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await _patience.ExecuteAsync(
                (b, token) =>
                {
                    RecordNow(b);
                    return ValueTask.CompletedTask;
                },
                batch,
                cancellationToken);
        }
        catch (LeaseLostException e)
        {
            _log.LogInformation("{Problem}", e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // B11, code fault: the pipeline's one catch. A batch is tried mail by mail; a mail that fails alone waits in the ledger, counted.
            await RecordAloneAsync(batch, e, cancellationToken);
        }
    }

    private async ValueTask RecordAloneAsync(Batch batch, Exception fault, CancellationToken cancellationToken)
    {
        if (batch.Mails.Length == 1)
        {
            var mail = batch.Mails[0].Delivery;
            _log.LogError(fault, "Mail {Mailbox}/{Uid} {Name} could not be recorded; it stays received and is tried again at the next connection. Please report this", mail.Mailbox, mail.Uid, mail.SourceName);
            return;
        }

        for (var i = 0; i < batch.Mails.Length; i++)
        {
            var alone = new Batch(batch.Lease, [batch.Deliveries[i]]);
            alone.Mails[0] = batch.Mails[i];
            alone.ReadTook[0] = batch.ReadTook[i];
            await RecordAsync(alone, cancellationToken);
        }
    }

    // One at a time, so that what is told is told in order of the commits.
    private void RecordNow(Batch batch)
    {
        lock (_recording)
        {
            RecordAndTell(batch);
        }
    }

    private void RecordAndTell(Batch batch)
    {
        var started = Stopwatch.GetTimestamp();
        var recorded = _database.Recorder.Record(batch.Mails, (mail, known) =>
        {
            _watchdog.Begin(mail.Delivery);
            var decided = _stage.Decide(mail, known);
            _watchdog.End(mail.Delivery);
            return decided;
        }, batch.Lease);
        _trouble = null;
        var share = Stopwatch.GetElapsedTime(started) / batch.Mails.Length;
        var now = _time.GetUtcNow();
        for (var i = 0; i < recorded.Count; i++)
        {
            Tell(new SettledMail(batch.Mails[i], recorded[i], batch.ReadTook[i] + share), now);
        }
    }

    private void Tell(SettledMail mail, DateTimeOffset now)
    {
        IngestMetrics.Settled(mail, now);
        _settled(mail);
        if (_log.IsEnabled(LogLevel.Information))
        {
            // Never a subject, a body, an address or a file name of the mail (reliability.md E.5).
            _log.LogInformation(
                "Mail {Mailbox}/{Mail} {Id}: {Decision} {Reason} in {Milliseconds:0.0} ms",
                mail.Delivery.Mailbox,
                mail.Delivery.SourceName.Length > 0 ? LogText.Of(mail.Delivery.SourceName) : mail.Delivery.Uid,
                LogText.Of(mail.Read.Envelope.MessageId?.Value ?? "-"),
                OutcomeWords.Outcome(mail.Recorded),
                OutcomeWords.Reason(mail.Recorded),
                mail.Took.TotalMilliseconds);
        }
    }

    private ValueTask Wait(OnRetryArguments<object> retry)
    {
        if (_trouble is null)
        {
            _log.LogError("Nothing is recorded at the moment, and nothing is lost: {Problem} It is tried again until it works", retry.Outcome.Exception!.Message);
        }

        _trouble = retry.Outcome.Exception!.Message;
        return ValueTask.CompletedTask;
    }

    private void EndProcess(Delivery delivery)
    {
        _log.LogCritical("Mail {Mailbox}/{Uid} {Name} has been in hand for more than {Limit}: the process ends with code 70. Start it again: the mail is tried alone, and held after three tries", delivery.Mailbox, delivery.Uid, delivery.SourceName, s_mailLimit);
        Serilog.Log.CloseAndFlush();
        Environment.Exit(ExitCode.Internal);
    }

    private sealed class Batch(Lease lease, IReadOnlyList<Delivery> deliveries)
    {
        public Lease Lease { get; } = lease;

        public IReadOnlyList<Delivery> Deliveries { get; } = deliveries;

        public MailToDecide[] Mails { get; } = new MailToDecide[deliveries.Count];

        public TimeSpan[] ReadTook { get; } = new TimeSpan[deliveries.Count];

        public TaskCompletionSource Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
