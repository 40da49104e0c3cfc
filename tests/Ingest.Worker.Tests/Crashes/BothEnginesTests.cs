namespace Touchpoints.Ingest.Tests;

/// <summary>Which engine keeps the rows makes no difference to what they say.</summary>
public sealed class BothEnginesTests
{
    [Test]
    public async Task The_samples_come_to_the_same_rows_on_SQLite_and_on_PostgreSQL()
    {
        using var files = new CrashHouse(isPostgres: false);
        using var server = new CrashHouse(isPostgres: true);
        var mails = files.Mails(0);
        Assert.That(await RowsAsync(server, mails), Is.EqualTo(await RowsAsync(files, mails)));
    }

    private static async Task<IEnumerable<string>> RowsAsync(CrashHouse house, string mails)
    {
        var program = house.Organised("undisturbed");
        Assert.That(await program.RunAsync("", "ingest", "--once", "--from", mails), Is.EqualTo(ExitCode.Done));

        // When the organisation was imported; and each engine has migrations and settings of its own.
        return EndState.Of(program.Store, "touchpoint.occurred_at", "touchpoint.last_touch", "account.last_touch")
            .Where(line => !line.StartsWith("migration:", StringComparison.Ordinal) && !line.StartsWith("setting:", StringComparison.Ordinal));
    }
}
