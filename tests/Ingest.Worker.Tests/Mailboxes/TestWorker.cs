using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>Pipeline and mailbox loop on a real store, within the test; waits for what they commit, never for time.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SettledMail> _settled = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly WorkerSettings _settings;
    private IngestPipeline _pipeline = null!;
    private MailboxPoller _poller = null!;
    private Task _loop = Task.CompletedTask;

    private TestWorker(WorkerSettings settings)
    {
        _settings = settings;
        Installation = Installation.OpenForWriting(settings, TimeProvider.System);
    }

    public Installation Installation { get; }

    public Database Database => Installation.Database;

    public IReadOnlyList<SettledMail> Settled => [.. _settled];

    public MailboxSummary Summary => Database.Reports.Mailboxes().Single();

    /// <summary>Settings of a store in <paramref name="folder"/> and one mailbox of the test server.</summary>
    public static WorkerSettings Settings(string folder, string user, Func<MailboxSettings, MailboxSettings>? with = null)
    {
        var mailbox = new MailboxSettings("box", new ImapEndpoint("127.0.0.1", MailServer.Dovecot.ImapPort, ImapSecurity.None), user, PrivateDovecot.Password);
        return new WorkerSettings
        {
            Store = new StoreSettings(Path.Combine(folder, "t.db")) { ReserveOctets = 1 },
            Policy = new Policy { LogAddresses = ["log@in.vendor.example"], ReplyDomains = ["in.vendor.example"] },
            Mailboxes = [with is null ? mailbox : with(mailbox)],
            OpsUrl = null,
        };
    }

    public static TestWorker Open(WorkerSettings settings) => new(settings);

    public async Task<TestWorker> StartAsync(MailboxPace? pace = null)
    {
        _pipeline = new IngestPipeline(Installation, _settings, Tell, TimeProvider.System, NullLogger.Instance);
        await _pipeline.StartAsync(CancellationToken.None);
        _poller = new MailboxPoller(new MailboxContext(_settings.Mailboxes[0], Database, _pipeline, NullLogger.Instance)
        {
            MaxMailOctets = _settings.MaxMailOctets,
            ReserveOctets = _settings.Store.ReserveOctets,
            Pace = pace ?? new MailboxPace { FirstRetry = TimeSpan.FromMilliseconds(20) },
        });
        _loop = Task.Run(() => _poller.RunAsync(_stop.Token));
        return this;
    }

    public void LookNow() => _poller.LookNow();

    public async Task SettledAsync(int count)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (_settled.Count < count)
        {
            try
            {
                await _news.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{_settled.Count} of {count} mails are settled; mailbox: {Summary.Report}");
            }
        }
    }

    /// <summary>Waits until the mailbox's own report is as wanted.</summary>
    public async Task<MailboxReport> ReportAsync(Func<MailboxReport, bool> isWanted)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var deadline = new CancellationTokenSource(Patience);
        while (Database.Reports.Mailboxes() is not [{ } summary] || !isWanted(summary.Report))
        {
            Assert.That(deadline.IsCancellationRequested, Is.False, () => $"The mailbox is: {Summary.Report}");
            await tick.WaitForNextTickAsync();
        }

        return Summary.Report;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _pipeline.DisposeAsync();
        Installation.Dispose();
        _poller.Dispose();
        _stop.Dispose();
        _news.Dispose();
    }

    private void Tell(SettledMail mail)
    {
        _settled.Enqueue(mail);
        _news.Release();
    }
}
