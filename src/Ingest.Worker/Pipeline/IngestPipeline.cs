using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// Takes received deliveries through READ, RECORD and TELL, a batch at a time, in order: one batch is read while the one before is recorded. The ledger
/// is the queue; what is in memory is a few batches of at most a few megabytes, so a stop or a kill loses nothing.
/// </summary>
internal sealed class IngestPipeline : IAsyncDisposable
{
    /// <summary>
    /// What a batch holds at most; a larger mail is a batch of its own. Every batch costs three syncs: where one takes milliseconds, much smaller
    /// batches spend half of a drain waiting for them. Larger ones keep so many read mails in memory that moving them about costs a tenth of a drain.
    /// A lone mail does not wait for others.
    /// </summary>
    public const int BatchMails = 128;
    public const long BatchOctets = 8 * 1024 * 1024;

    private const int WaitingBatches = 1;
    private const string StoppedEarly = "Stopped while the store could not be used; {Count} received mails wait in the ledger for the next start";

    // A process leaves a few batches a mailbox; should there ever be more, the next connection takes the rest.
    private const int MaxLeftovers = 100_000;
    private static readonly TimeSpan s_mailLimit = TimeSpan.FromSeconds(60);

    // Recording is the one stage that is serial: it has a core of its own, or reading ahead only keeps it waiting for one.
    private static readonly ParallelOptions s_readers = new() { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount - 1, 1, 4) };
    private static readonly TimeSpan s_finishWithin = TimeSpan.FromSeconds(5);

    private readonly Database _database;
    private readonly MailReadingStage _stage;
    private readonly RecordingStage _recording;
    private readonly TellingStage _telling;
    private readonly StorePatience _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly MailWatchdog _watchdog;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Batch> _received = Channel.CreateBounded<Batch>(new BoundedChannelOptions(WaitingBatches) { SingleReader = true });
    private readonly Channel<Batch> _read = Channel.CreateBounded<Batch>(new BoundedChannelOptions(WaitingBatches) { SingleReader = true, SingleWriter = true });
    private readonly ConcurrentDictionary<DeliveryId, Batch> _inHand = new();
    private readonly SemaphoreSlim _leftovers = new(1);
    private Task _warmedUp = Task.CompletedTask;
    private Task _work = Task.CompletedTask;
    private Task _told = Task.CompletedTask;

    public IngestPipeline(Installation installation, WorkerSettings settings, Action<SettledMail> settled, TimeProvider time, ILogger log)
    {
        (_database, _time, _log) = (installation.Database, time, log);
        _stage = new MailReadingStage(_database, installation.Policy, settings.MaxMailOctets, log);
        _watchdog = new MailWatchdog(time, s_mailLimit, InHandTooLong);
        _patience = new StorePatience(time, log);
        _telling = new TellingStage(settled, Finish, time, log);
        _recording = new RecordingStage(installation, _stage, _watchdog, _patience, _telling, log);
    }

    /// <summary>Why nothing is being recorded at the moment, in one sentence; null while all is well.</summary>
    public string? Trouble => _patience.Trouble;

    /// <summary>
    /// Settles what an earlier process left, each mail alone with its attempt counted first, then starts. A mail that takes the process down is so
    /// found by its count, and held after three tries.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _warmedUp = WarmUp.RunAsync(_database);
        _told = Task.Run(_telling.RunAsync, CancellationToken.None);
        await SettleLeftoversAsync(cancellationToken);
        _recording.Join();
        _work = Task.WhenAll(Task.Run(() => GuardedAsync(ReadAsync), CancellationToken.None), Task.Run(() => GuardedAsync(RecordAsync), CancellationToken.None));
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

    /// <summary>Reads and records a held mail that its server gave at last; its octets are synced.</summary>
    public Recorded FetchedAgain(MailToFetchAgain mail, Delivery delivery, Lease lease) =>
        _database.Recorder.FetchedAgain(mail.Mail, _stage.Read(delivery, _watchdog, mail.IsWantedWhateverItsSize), _stage.Decide, lease);

    /// <summary>Takes nothing more, settles what it has, ends; what cannot be settled now waits in the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        _received.Writer.TryComplete();
        await Task.WhenAny(_work, Task.Delay(s_finishWithin, _time));
        await _stop.CancelAsync();
        await _warmedUp;
        await _work;
        await _leftovers.WaitAsync();
        _telling.Complete();
        await _told;
        _recording.Dispose();
        _watchdog.Dispose();
        _stop.Dispose();
        _leftovers.Dispose();
    }

    // Mail would wait for a stage that ended, and nobody would be told.
    private async Task GuardedAsync(Func<Task> stage)
    {
        try
        {
            await stage();
        }
        catch (Exception e)
        {
            _log.LogCritical(e, "Recording has ended with a fault: the process ends with code 70. What was received waits in the ledger for the next start. Please report this");
            EndProcess();
        }
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
            await _warmedUp;
            if (delivery.Attempts < MailReadingStage.MaxAttempts)
            {
                _database.Ledger.CountAttempt([delivery.Id], lease);
            }

            var batch = new Batch(lease, [delivery]);
            Read(batch, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            lease.ThrowIfLost();
            await _recording.RecordAsync(batch, cancellationToken);
            await _telling.FinishAsync(batch);
            await batch.Settled.Task;
        }
    }

    private async Task ReadAsync()
    {
        await _warmedUp;
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
                await _recording.RecordAsync(batch, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                _log.LogWarning(StoppedEarly, batch.Mails.Length);
            }

            await _telling.FinishAsync(batch);
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

    private void InHandTooLong(Delivery delivery)
    {
        _log.LogCritical("Mail {Mailbox}/{Uid} {Name} has been in hand for more than {Limit}: the process ends with code 70. Start it again: the mail is tried alone, and held after three tries", delivery.Mailbox, delivery.Uid, delivery.SourceName, s_mailLimit);
        EndProcess();
    }

    private static void EndProcess()
    {
        Serilog.Log.CloseAndFlush();
        Environment.Exit(ExitCode.Internal);
    }
}
