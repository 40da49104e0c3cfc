using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
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
    private readonly TimeProvider _time;
    private readonly HeardLog _log = new();
    private IngestPipeline _pipeline = null!;
    private MailboxPoller _poller = null!;
    private LeaseKeeper _keeper = null!;
    private Task _loop = Task.CompletedTask;

    private TestWorker(WorkerSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        Installation = Installation.OpenForWriting(settings, time);
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

    public static TestWorker Open(WorkerSettings settings, TimeProvider? time = null) => new(settings, time ?? TimeProvider.System);

    public async Task<TestWorker> StartAsync(MailboxPace? pace = null)
    {
        _pipeline = new IngestPipeline(Installation, _settings, Tell, _time, _log);
        await _pipeline.StartAsync(CancellationToken.None);
        _poller = new MailboxPoller(new MailboxContext(_settings.Mailboxes[0], Database, _pipeline, _log)
        {
            MaxMailOctets = _settings.MaxMailOctets,
            ReserveOctets = _settings.Store.ReserveOctets,
            Pace = pace ?? new MailboxPace { FirstRetry = TimeSpan.FromMilliseconds(20) },
            Time = _time,
        });
        _keeper = new LeaseKeeper(Database.Leases, TimeProvider.System, _log);
        _loop = Task.Run(() => _poller.RunAsync(_keeper, _stop.Token));
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

    /// <summary>Waits until the worker has logged a line with this in it.</summary>
    public Task SaidAsync(string text) => _log.SaidAsync(text).WaitAsync(Patience);

    /// <summary>Waits until the mailbox's own report is as wanted.</summary>
    public async Task<MailboxReport> ReportAsync(Func<MailboxReport, bool> isWanted)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var deadline = new CancellationTokenSource(Patience);
        MailboxSummary? seen;
        while (Database.Reports.Mailboxes() is not [var summary] || !isWanted((seen = summary).Report))
        {
            Assert.That(deadline.IsCancellationRequested, Is.False, () => $"The mailbox is: {Summary.Report}");
            await tick.WaitForNextTickAsync();
        }

        // The one that was wanted: by now there may be another.
        return seen.Report;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _pipeline.DisposeAsync();
        await _keeper.DisposeAsync();
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

    private sealed class HeardLog : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly ConcurrentQueue<(string Text, TaskCompletionSource Said)> _waiting = new();

        public async Task SaidAsync(string text)
        {
            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((text, said));
            if (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                await said.Task;
            }
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = formatter(state, exception);
            _lines.Enqueue(line);
            foreach (var (_, said) in _waiting.Where(w => line.Contains(w.Text, StringComparison.Ordinal)))
            {
                said.TrySetResult();
            }
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
