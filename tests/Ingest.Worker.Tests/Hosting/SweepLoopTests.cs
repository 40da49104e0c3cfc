using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>What a person is told of once a day.</summary>
public sealed class SweepLoopTests
{
    [Test]
    public void What_is_about_to_go_by_age_is_said_before_anything_is_erased()
    {
        using var cli = new Cli();
        cli.Run("directory", "import", Path.Combine(Cli.Samples, "directory"));
        cli.Run("ingest", "--once", "--from", Directory.GetFiles(Path.Combine(Cli.Samples, "eml"), "026-*.eml")[0]);
        Run(cli, "UPDATE mail SET recorded_at = 1");
        var retention = new Retention { Recorded = TimeSpan.FromDays(365), Ignored = TimeSpan.FromDays(30) };
        using var database = Database.OpenForWriting(new StoreSettings(cli.Database) { Retention = retention }, TimeProvider.System);
        var log = new Lines();

        new SweepLoop(database, TimeProvider.System, log).Tell();

        Assert.That(log.All, Is.EqualTo(new[]
        {
            (LogLevel.Warning, "In an hour 1 mails are erased because they are older than they are kept (Retention): 1 of touchpoints, replies and events, 0 held, 0 ignored. To keep them, change the setting and start the worker again"),
        }));
        Assert.That(database.Reports.Status().Mails, Is.EqualTo(1), "nothing is erased yet");
        Assert.That(database.Eraser.CountAged().Mails, Is.EqualTo(1));
    }

    [Test]
    public void A_sum_that_does_not_close_is_an_error_with_mailbox_UIDVALIDITY_and_UIDs_S154()
    {
        using var cli = new Cli();
        using (var before = Database.OpenForWriting(new StoreSettings(cli.Database), TimeProvider.System))
        {
            before.Ledger.Missed(before.Ledger.OpenEpoch("box", 7, 20), [.. Enumerable.Range(1, 19).Select(uid => (uint)uid)], MissedKind.Vanished, "gone");
        }

        Run(cli, "DELETE FROM delivery WHERE uid BETWEEN 12 AND 15 OR uid = 19");
        using (var database = Database.OpenForWriting(new StoreSettings(cli.Database), TimeProvider.System))
        {
            var log = new Lines();
            new SweepLoop(database, TimeProvider.System, log).Tell();
            Assert.That(log.All, Is.EqualTo(new[]
            {
                (LogLevel.Error, "Mailbox box: Under UIDVALIDITY 7 19 deliveries were seen and 14 are accounted for: no row has UID 12:15,19. This must not happen; please report it"),
            }));
        }

        var status = cli.Run("status");
        Assert.That((status.Code, status.Out.Contains("no row has UID 12:15,19.", StringComparison.Ordinal)), Is.EqualTo((CommandCode.Failed, true)));
    }

    private static void Run(Cli cli, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={cli.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, string Text)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add((logLevel, formatter(state, exception)));
    }
}
