using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>Newer rules look at what older ones decided, tell, and change nothing.</summary>
[TestFixture]
public sealed class ReviewLoopTests
{
    [Test]
    public async Task Mail_of_older_rules_that_would_be_decided_differently_is_listed_and_told_of_once()
    {
        using var cli = new Cli();
        cli.Run("directory", "import", Path.Combine(Cli.Samples, "directory"));
        cli.Run("ingest", "--once", "--from", Directory.GetFiles(Path.Combine(Cli.Samples, "eml"), "026-*.eml")[0]);
        Age(cli.Database);
        using var database = Database.OpenForWriting(new StoreSettings(cli.Database), TimeProvider.System);
        database.Directory.Import(new DirectoryImport { Contacts = [new ContactRow("jane", "globex", "Jane Doe", ["jane@acme.example"])] });
        var log = new Lines();
        var loop = new ReviewLoop(new Installation(database, new Policy()), long.MaxValue, TimeProvider.System, log);

        await loop.RunAsync(CancellationToken.None);
        await loop.RunAsync(CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(database.Reviews.List(10).Single().Because, Is.EqualTo("It is a touchpoint on Globex S.A."));
            Assert.That(database.Reports.Mail(new MailId(1))!.Places.Single().AccountName, Is.EqualTo("Acme GmbH"), "nothing is changed by it");
            Assert.That(database.Reviews.Change(Decider.RulesVersion)!.IsDone, Is.True);
            Assert.That(log.All.Count(line => line.Contains("1 mails would now be decided differently: touchpoints replay --dry-run", StringComparison.Ordinal)), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task An_address_that_is_added_to_the_settings_and_a_limit_that_is_raised_free_held_mail()
    {
        using var cli = new Cli();
        cli.Run("directory", "import", Path.Combine(Cli.Samples, "directory"));
        var settings = cli.Write("small.json", File.ReadAllText(cli.Settings).Replace("\"Touchpoints\": {", "\"Touchpoints\": { \"MaxMailMegabytes\": 1,", StringComparison.Ordinal));
        cli.Write("1.eml", "From: jane@acme.example\r\nResent-From: anna@vendor.example\r\nTo: log@other.example\r\nSubject: One\r\n\r\nHello.\r\n");
        cli.Write("2.eml", "From: anna@vendor.example\r\nTo: jane@acme.example\r\nSubject: Two\r\n\r\n" + new string('x', 1_100_000));
        var taken = Cli.RunBare("ingest", "--once", "--from", cli.Folder, "--settings", settings, "--database", cli.Database);
        using var database = Database.OpenForWriting(new StoreSettings(cli.Database), TimeProvider.System);
        Assert.That(Held(), Is.EqualTo("unaddressed oversize"), taken.Error);
        var (policy, log) = (new Policy { LogAddresses = ["touchpoints@in.vendor.example"] }, new Lines());

        await Start(policy, 1_000_000);
        await Start(policy, 1_000_000);
        Assert.That(Held(), Is.EqualTo("unaddressed oversize"), "nothing has changed");
        await Start(policy with { LogAddresses = ["touchpoints@in.vendor.example", "log@other.example"] }, 1_000_000);
        Assert.That(Held(), Is.EqualTo("oversize"));
        await Start(policy with { LogAddresses = ["log@other.example", "touchpoints@in.vendor.example"] }, 2_000_000);

        Assert.That(Held(), Is.Empty);
        Assert.That(log.All.Where(line => line.Contains("settings are others", StringComparison.Ordinal)), Has.Exactly(2).Items);
        Assert.That(database.Reports.Mail(new MailId(1))!.Audit.Single(), Has.Property("By").EqualTo("changed settings"));

        string Held() => string.Join(' ', database.Reports.Held("", 10).Select(row => row.Reason));
        Task Start(Policy with, long limit) => new ReviewLoop(new Installation(database, with), limit, TimeProvider.System, log).RunAsync(CancellationToken.None);
    }

    // As a version of the program leaves it that did not number its rules.
    private static void Age(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE mail SET rules = 0";
        command.ExecuteNonQuery();
    }

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add(formatter(state, exception));
    }
}
