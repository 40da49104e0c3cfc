using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>A worker whose leases cannot be renewed says so once, for it is told every few seconds.</summary>
public sealed class LeaseKeeperTests
{
    // As a server without a connection to spare answers (SQLSTATE 53300): a trouble that passes.
    private const string Refuse = """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'too many clients' USING ERRCODE = '53300'; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON lease FOR EACH ROW EXECUTE FUNCTION refuse()
        """;

    [Test]
    public async Task Trouble_with_the_leases_is_said_once_as_a_warning_until_it_has_gone_well_again()
    {
        var server = PostgresOfTests.Server;
        var name = server.NewDatabase();
        using var database = Database.OpenForWriting(new StoreSettings(server.Address(name)) { Octets = new OctetsSettings.InDatabase() }, TimeProvider.System);
        var (clock, log) = (new HandClock(), new Lines());
        await using var keeper = new LeaseKeeper(database.Leases, clock, log);
        await TakeAsync("first");

        await FailAsync(turns: 3);
        server.Execute(name, "DROP FUNCTION refuse CASCADE");
        await TakeAsync("second");
        await FailAsync(turns: 2);
        server.Execute(name, "DROP FUNCTION refuse CASCADE");

        Assert.That(log.All.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Level), Is.EqualTo(new[] { LogLevel.Warning, LogLevel.Warning }), () => string.Join('\n', log.All));
        Assert.That(log.All.First(line => line.Level >= LogLevel.Warning).Text, Does.StartWith("The leases of the mailboxes were not renewed, taken or given back: ").And.Contain("too many clients"));

        async Task TakeAsync(string mailbox)
        {
            using var deadline = new CancellationTokenSource(TestWorker.Patience);
            var taken = keeper.WaitAsync(mailbox, deadline.Token);
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!taken.IsCompleted)
            {
                clock.Tick();
                await tick.WaitForNextTickAsync();
            }

            await taken;
        }

        async Task FailAsync(int turns)
        {
            server.Execute(name, Refuse);
            for (var turn = 0; turn < turns; turn++)
            {
                var said = log.NextAsync();
                clock.Tick();
                await said.WaitAsync(TestWorker.Patience);
            }
        }
    }

    /// <summary>Its timer goes when the test says so.</summary>
    private sealed class HandClock : TimeProvider
    {
        private Action _tick = () => { };

        public void Tick() => _tick();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return new Still();
        }

        private sealed class Still : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // There is nothing that goes.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class Lines : ILogger
    {
        private readonly ConcurrentQueue<(LogLevel, string)> _all = new();
        private TaskCompletionSource _next = new();

        public IEnumerable<(LogLevel Level, string Text)> All => _all;

        /// <summary>The next line of the leases' trouble.</summary>
        public Task NextAsync()
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _next = next;
            return next.Task;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _all.Enqueue((logLevel, formatter(state, exception)));
            _next.TrySetResult();
        }
    }
}
