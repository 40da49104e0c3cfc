using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>A small disk that holds database and octets and is full in the middle of the work (reliability.md B31, R9).</summary>
public sealed class FullDiskTests
{
    private const long DiskOctets = 64 * 1024 * 1024;
    private const long FreeOctets = 10 * 1024 * 1024;
    private const int Mails = 400;
    private const int MailsBefore = 20;

    private static readonly byte[] s_body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 300)));

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-full-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task When_the_disk_is_full_what_was_acknowledged_is_there_and_with_room_again_work_goes_on_by_itself()
    {
        await BuiltProgram.RequireOwnDisksAsync();
        var user = MailServer.NewUser();
        await DeliverAsync(user, 1, MailsBefore);
        var disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        var program = new BuiltProgram(_folder, Path.Combine(disk, "t.db"), new JsonObject
        {
            ["LogAddresses"] = new JsonArray("log@in.vendor.example"),
            ["Mailboxes"] = new JsonObject { ["box"] = BuiltProgram.Mailbox(user) },
        });
        using var process = program.StartOnDisk(disk, DiskOctets, FreeOctets, "run");
        try
        {
            await SaidAsync(process, $" m{MailsBefore}@elsewhere.example: held");
            await DeliverAsync(user, MailsBefore + 1, Mails - MailsBefore);
            await SaidAsync(process, "is full", "MB left");
            var seen = $"/proc/{process.Id}/root{disk}";
            await AssertAcknowledgedIsThereAsync(user, seen);
            File.Delete(Path.Combine(seen, "filler"));
            var since = Stopwatch.StartNew();
            await SaidAsync(process, $" m{Mails}@elsewhere.example: held");
            TestContext.Out.WriteLine($"The last mail was recorded {since.Elapsed.TotalSeconds:0.0} s after there was room again");
            Assert.That(since.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
            AssertAllThere(seen);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private async Task AssertAcknowledgedIsThereAsync(string user, string seen)
    {
        var acknowledged = (await MailServer.Dovecot.DoveadmAsync("search", "-u", user, "mailbox", "INBOX", "keyword", "$Touchpoints")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        var lines = EndState.Of(new StoreSettings(Copy(seen, "when-full")));
        var settled = lines.Count(line => line.StartsWith("delivery:", StringComparison.Ordinal) && line.Contains("state=held", StringComparison.Ordinal));
        TestContext.Out.WriteLine($"When the disk was full: {settled} of {Mails} settled, {acknowledged} acknowledged");
        Assert.That(settled, Is.GreaterThanOrEqualTo(acknowledged).And.LessThan(Mails));
        Assert.That(acknowledged, Is.GreaterThanOrEqualTo(MailsBefore));
        Assert.That(lines.Where(line => line.EndsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
    }

    private void AssertAllThere(string seen)
    {
        var file = Copy(seen, "at-the-end");
        using (var database = Database.OpenForReading(new StoreSettings(file), TimeProvider.System))
        {
            var box = database.Reports.Mailboxes().Single();
            Assert.That((box.Seen, box.Outcomes.GetValueOrDefault("held"), box.SumCloses), Is.EqualTo(((long)Mails, (long)Mails, true)));
        }

        Assert.That(EndState.Of(new StoreSettings(file)).Where(line => line.EndsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.That(check.ExecuteScalar(), Is.EqualTo("ok"));
    }

    /// <summary>A store as it lies on that disk: SQLite opens no file by way of /proc.</summary>
    private string Copy(string seen, string name)
    {
        var to = Path.Combine(_folder, name);
        foreach (var file in Directory.EnumerateFiles(seen, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is "t.db" or "t.db-wal" || f.Contains("/octets/seg-", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(seen, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Path.Combine(to, "t.db");
    }

    private static Task DeliverAsync(string user, int first, int count) =>
        MailServer.DeliverAsync(user, Enumerable.Range(first, count).Select(i => (byte[])[.. MailServer.Mail(i), .. s_body]));

    private static async Task SaidAsync(Process process, params string[] any)
    {
        while (await process.StandardError.ReadLineAsync().WaitAsync(TestWorker.Patience) is { } line)
        {
            if (!line.Contains(" INF Mail ", StringComparison.Ordinal))
            {
                TestContext.Out.WriteLine(line);
            }

            if (any.Any(text => line.Contains(text, StringComparison.Ordinal)))
            {
                return;
            }
        }

        Assert.Fail($"The program ended before it said any of: {string.Join(" | ", any)}");
    }
}
