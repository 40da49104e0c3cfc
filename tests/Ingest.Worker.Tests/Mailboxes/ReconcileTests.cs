using System.Text.Json;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>A database from an older backup, and a server that was told of more (reliability.md R30), against a real Dovecot.</summary>
public sealed class ReconcileTests
{
    private const int Before = 12;
    private const int After = 30;

    private string _folder = "";
    private string _user = "";

    private string Restored => Path.Combine(_folder, "restored");

    [SetUp]
    public void MakeFolder() => (_folder, _user) = (Directory.CreateTempSubdirectory("touchpoints-reconcile-").FullName, MailServer.NewUser());

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(false, "$Touchpoints")]
    [TestCase(true, "Processed")]
    public async Task After_an_older_backup_is_restored_everything_comes_back_and_nothing_is_doubled(bool isMoved, string name)
    {
        var acknowledgement = isMoved ? Acknowledgement.Move : Acknowledgement.Keyword;
        var original = Settings(_folder, acknowledgement, name);
        await TakeInAsync(original, 1, Before);
        var backup = Path.Combine(_folder, "backup");
        StoreBackup.Make(original.Store, original.ReplyKeyFileOrDefault, backup, TimeProvider.System, CancellationToken.None);
        await TakeInAsync(original, Before + 1, After - Before);

        var restored = Settings(Restored, acknowledgement, name);
        StoreRestore.Run(restored.Store, restored.ReplyKeyFileOrDefault, backup, CancellationToken.None);
        var first = await ReconcileAsync(restored);
        var second = await ReconcileAsync(restored);

        Assert.Multiple(() =>
        {
            Assert.That(Sum(first, "withoutDelivery"), Is.EqualTo(After - Before));
            Assert.That((Sum(first, "held"), Sum(first, "duplicate")), Is.EqualTo((After - Before, 0)));
            Assert.That(first, Has.Length.EqualTo(isMoved ? 2 : 1));
            Assert.That(Sum(second, "withoutDelivery"), Is.Zero);
            Assert.That(Subjects(restored), Is.EqualTo(Enumerable.Range(1, After).Select(i => $"Number {i}").Order()));
        });
    }

    // No Message-ID: only its content tells that it is known.
    [Test]
    public async Task A_moved_mail_without_a_message_id_is_fetched_and_known_by_its_content()
    {
        var settings = Settings(_folder, Acknowledgement.Move, "Processed");
        await MailServer.DeliverAsync(_user, "From: a@elsewhere.example\r\nTo: log@in.vendor.example\r\nSubject: Nameless\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\n\r\nText\r\n");
        await TakeInAsync(settings, 1, 1, settled: 2);
        var found = await ReconcileAsync(settings);
        Assert.That((Sum(found, "withoutDelivery"), Sum(found, "duplicate"), Sum(found, "held")), Is.EqualTo((1, 1, 0)));
        Assert.That(Subjects(settings), Is.EqualTo(new[] { "Nameless", "Number 1" }));
    }

    [Test]
    public async Task A_folder_to_move_to_that_is_missing_is_said_and_the_watched_one_is_compared_all_the_same()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        var found = await ReconcileAsync(Settings(_folder, Acknowledgement.Move, "No such folder"), code: 1);
        Assert.That(found[0].GetProperty("trouble").GetString(), Does.Contain("the folder No such folder cannot be used"));
        Assert.That(Sum(found, "held"), Is.EqualTo(1));
    }

    private static int Sum(JsonElement[] folders, string name) => folders.Sum(folder => folder.TryGetProperty(name, out var number) ? number.GetInt32() : 0);

    private static async Task<JsonElement[]> ReconcileAsync(WorkerSettings settings, int code = 0)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        Assert.That(await ReconcileCommand.RunAsync(settings, settings.Mailboxes, json: true, new Shell(output, errors, CancellationToken.None)), Is.EqualTo(code), () => $"{output}{errors}");
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static IEnumerable<string> Subjects(WorkerSettings settings)
    {
        using var database = Database.OpenForReading(settings.Store, TimeProvider.System);
        return [.. database.Reports.Held("", 1000).Select(held => held.Subject).Order()];
    }

    private WorkerSettings Settings(string folder, Acknowledgement acknowledgement, string name) =>
        TestWorker.Settings(folder, _user, m => m with { Acknowledgement = acknowledgement, AcknowledgementName = name });

    private async Task TakeInAsync(WorkerSettings settings, int from, int count, int? settled = null)
    {
        await MailServer.DeliverAsync(_user, Enumerable.Range(from, count).Select(i => MailServer.Mail(i)));
        await using var worker = await TestWorker.Open(settings).StartAsync();
        await worker.SettledAsync(settled ?? count);
        await worker.ReportAsync(r => r.State == MailboxState.Idle && r.CaughtUpAt is not null);
    }
}
