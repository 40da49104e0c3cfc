using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>
/// RECEIVE: octets of mails go from the connection to a segment, are synced, and get their rows, a batch at a time; only then is a mail ours
/// (reliability.md E.3, 4 and 5). What was written and has no row is garbage that nobody refers to.
/// </summary>
internal sealed class MailboxFetcher(MailboxEpoch epoch, KnownUids known, Database database, IngestPipeline pipeline, long maxMailOctets, ILogger log) : IDisposable
{
    private const long LargeOctets = 1024 * 1024;

    // The first batches are small, each twice the one before, so that there is soon something to read and to record beside what comes.
    private const int FirstBatchMails = 16;

    // On a slow line a batch is not waited for longer than this; a lone mail is not waited for at all, its FETCH ends at once.
    private static readonly TimeSpan s_longestBatch = TimeSpan.FromMilliseconds(100);

    // B3: when the answer to the commit was lost, nobody knows whether these mails have rows. The same batch again, while the octets are at hand, finds
    // them or makes them.
    private static readonly ResiliencePipeline s_patience = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<StoreException>(e => e.Problem is StoreProblem.Unreachable),
        MaxRetryAttempts = 6,
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(250),
        MaxDelay = TimeSpan.FromSeconds(2),
    }).Build();

    // Two take turns: one is synced while the next batch comes from the network into the other.
    private OctetsAppender _appender = database.Octets.OpenAppender();
    private OctetsAppender _other = database.Octets.OpenAppender();
    private List<ReceivedMail> _batch = new(IngestPipeline.BatchMails);
    private readonly List<uint> _tooLarge = [];
    private int _batchMails = FirstBatchMails;
    private long _batchOctets;
    private long _batchSince;

    // The batch before is being synced and is getting its rows, which waits for the recording transaction. When that failed, nothing more is received.
    private Task _receiving = Task.CompletedTask;

    /// <summary>What the server said last when it refused single mails.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Ends when everything that was handed over is settled.</summary>
    public Task Settled { get; private set; } = Task.CompletedTask;

    /// <summary>Fetches, and receives but for the last batch, which waits for more mails or for <see cref="ReceiveAsync"/>.</summary>
    public async Task FetchAsync(ImapClient client, IReadOnlyList<ImapMessageInfo> mails, CancellationToken cancellationToken)
    {
        try
        {
            await client.FetchOctetsAsync([.. mails.Where(Fits)], Open, (mail, octets) => CompleteAsync(mail, octets, cancellationToken), cancellationToken);
        }
        catch (ImapCommandException e) when (!MailboxTrouble.IsPassing(e))
        {
            // B11: the server refuses single mails; all the others have come. It is asked for them again at the next looks.
            Refusal = LogText.Of(e.Message);
            log.LogWarning("Mailbox {Mailbox}: {Words}", epoch.Mailbox, Refusal);
        }

        if (_tooLarge.Count > 0)
        {
            await _receiving;
            database.Ledger.Missed(epoch, _tooLarge, MissedKind.Oversize, $"It is larger than {maxMailOctets} octets (MaxMailMegabytes); it stays on the server.");
            _tooLarge.ForEach(known.Add);
            uint[] large = [.. _tooLarge];
            _tooLarge.Clear();
            await DescribeAsync(client, large, cancellationToken);
        }
    }

    /// <summary>Receives what was fetched; a UID that the server did not give is not known afterwards.</summary>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await _receiving;
    }

    /// <summary>Ends when nothing is being received.</summary>
    public Task ReceivedAsync() => _receiving;

    public void Dispose()
    {
        _appender.Dispose();
        _other.Dispose();
    }

    // B1 row 2: of what is too large the header is kept, so that a person sees what waits. It is held in any case.
    private async Task DescribeAsync(ImapClient client, uint[] uids, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var head in await client.FetchHeadsAsync(uids, cancellationToken))
            {
                if (MailReader.Read(head.Fields, MailLimits.Default) is MailReading.Readable(var mail))
                {
                    database.Ledger.Describe(epoch, head.Uid, EnvelopeOf.Mail(mail, DateTimeOffset.UnixEpoch));
                }
            }
        }
        catch (ImapCommandException e) when (!MailboxTrouble.IsPassing(e))
        {
            log.LogInformation("Mailbox {Mailbox}: the server does not tell the header of what is too large: {Words}", epoch.Mailbox, LogText.Of(e.Message));
        }
    }

    private bool Fits(ImapMessageInfo mail)
    {
        if (mail.Octets <= maxMailOctets)
        {
            return true;
        }

        _tooLarge.Add(mail.Uid);
        return false;
    }

    private Stream Open(ImapMessageInfo mail, long octets)
    {
        if (octets > maxMailOctets)
        {
            // RFC822.SIZE was wrong; the literal must still be read past.
            _tooLarge.Add(mail.Uid);
            return Stream.Null;
        }

        return _appender.BeginMail();
    }

    private async ValueTask CompleteAsync(ImapMessageInfo mail, Stream octets, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(octets, Stream.Null))
        {
            return;
        }

        var stored = _appender.EndMail();
        if (_batch.Count == 0)
        {
            _batchSince = Stopwatch.GetTimestamp();
        }

        _batch.Add(new ReceivedMail(mail.Uid, "", stored, mail.InternalDate));
        _batchOctets += stored.Place.Length;
        if (_batch.Count >= _batchMails || _batchOctets >= IngestPipeline.BatchOctets - LargeOctets || Stopwatch.GetElapsedTime(_batchSince) > s_longestBatch)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        await _receiving;
        var batch = _batch;
        var written = _appender;
        (_appender, _other) = (_other, written);
        _batch = new List<ReceivedMail>(IngestPipeline.BatchMails);
        _batchOctets = 0;
        _batchMails = Math.Min(_batchMails * 2, IngestPipeline.BatchMails);
        _receiving = Task.Run(() => ReceiveBatchAsync(batch, written, cancellationToken), cancellationToken);
    }

    private async Task ReceiveBatchAsync(List<ReceivedMail> batch, OctetsAppender written, CancellationToken cancellationToken)
    {
        await written.SyncAsync(cancellationToken);
        var deliveries = s_patience.Execute(_ => database.Ledger.Receive(epoch, batch), cancellationToken);
        batch.ForEach(m => known.Add(m.Uid));
        if (deliveries.Count > 0)
        {
            Settled = await pipeline.EnqueueAsync(epoch.Lease!, deliveries, cancellationToken);
        }
    }
}
