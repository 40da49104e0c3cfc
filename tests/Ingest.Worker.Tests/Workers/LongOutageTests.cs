using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// A month of mail that waited on its server (behaviour.md S150): taken in by the built program as a process of its own, whose managed heap has a hard limit, so that
/// what would keep something of every mail ends it.
/// </summary>
public sealed class LongOutageTests
{
    private const int Mails = 50_000;
    private const int Accounts = 50;

    // It ends at 32 and does its work at 64; more processors read more mails side by side. The octets of these mails alone are more than this.
    private const int HeapMegabytes = 96;

    private static readonly TimeSpan s_outage = TimeSpan.FromDays(30);
    private static readonly DateTimeOffset s_began = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-outage-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task After_thirty_days_all_mail_is_recorded_in_the_order_of_its_arrival_within_a_limited_heap_S150()
    {
        await using var server = new LyingImapServer { Mails = Enumerable.Range(1, Mails).ToDictionary(i => (uint)i, Mail), UidNext = Mails + 1, Arrived = Arrived };
        var program = new BuiltProgram(_folder, Path.Combine(_folder, "t.db"), new JsonObject
        {
            ["LogAddresses"] = new JsonArray("log@in.vendor.example"),
            ["Mailboxes"] = new JsonObject { ["box"] = new JsonObject { ["Host"] = "127.0.0.1", ["Port"] = server.Port, ["Security"] = "None", ["User"] = "u", ["Password"] = "p", ["Acknowledgement"] = "Nothing" } },
        });
        program.Environment["DOTNET_GCHeapHardLimit"] = (HeapMegabytes * 1024 * 1024).ToString("X", CultureInfo.InvariantCulture);
        program.Environment["TOUCHPOINTS_EFFECTS"] = "";
        Import(program.Store);

        using var process = program.Start("", "ingest", "--once");
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(ExitCode.Done), await said);

        using var database = Database.OpenForReading(program.Store, TimeProvider.System);
        var (box, status) = (database.Reports.Mailboxes().Single(), database.Reports.Status());
        Assert.That((box.Seen, box.Outcomes.GetValueOrDefault("recorded"), box.SumCloses), Is.EqualTo(((long)Mails, (long)Mails, true)));
        Assert.That((status.Touchpoints, status.Replies), Is.EqualTo((Mails * 4L / 5, Mails / 5L)));
        Assert.That(OutOfOrder("SELECT d.id, d.internal_date AS at, d.uid FROM delivery d"), Is.Zero, "deliveries");
        Assert.That(OutOfOrder("SELECT m.id, d.internal_date AS at, d.uid FROM mail m JOIN delivery d ON d.id = m.delivery"), Is.Zero, "records");
    }

    private static DateTimeOffset Arrived(uint uid) => s_began + (s_outage * uid / Mails);

    // Four mails of a user to a customer; the fifth is the customer's answer to the fourth.
    private static byte[] Mail(int number)
    {
        var account = (number - 1) / 5 % Accounts;
        var (from, to, copy) = number % 5 == 0
            ? ($"From: Jane <jane@c{account}.example>", "To: Anna Adler <anna@vendor.example>", $"Cc: log@in.vendor.example\r\nIn-Reply-To: <m{number - 1}@vendor.example>")
            : ("From: Anna Adler <anna@vendor.example>", $"To: Jane <jane@c{account}.example>", "Bcc: log@in.vendor.example");
        return Encoding.ASCII.GetBytes(FormattableString.Invariant(
            $"{from}\r\n{to}\r\n{copy}\r\nSubject: Offer {(number % 5 == 0 ? number - 1 : number)}\r\nMessage-ID: <m{number}@vendor.example>\r\nDate: {Arrived((uint)number).AddSeconds(-9):r}\r\n")
            + $"\r\nHello,\r\n\r\n{string.Concat(Enumerable.Repeat($"this is what mail {number} says. ", 70))}\r\n");
    }

    private static void Import(StoreSettings store)
    {
        using var database = Database.OpenForWriting(store, TimeProvider.System);
        database.Directory.Import(new DirectoryImport
        {
            Accounts = [.. Enumerable.Range(0, Accounts).Select(i => new AccountRow($"c{i}", $"Customer {i}", [$"c{i}.example"]))],
            Contacts = [.. Enumerable.Range(0, Accounts).Select(i => new ContactRow($"jane{i}", $"c{i}", "Jane", [$"jane@c{i}.example"]))],
            Users = [new UserRow("anna", "Anna Adler", ["anna@vendor.example"])],
            InternalDomains = ["vendor.example"],
        });
    }

    private long OutOfOrder(string rows)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "t.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM (SELECT at, uid, lag(at) OVER (ORDER BY id) AS at_before, lag(uid) OVER (ORDER BY id) AS uid_before FROM ({rows})) WHERE at_before > at OR (at_before = at AND uid_before > uid)";
        return (long)command.ExecuteScalar()!;
    }
}
