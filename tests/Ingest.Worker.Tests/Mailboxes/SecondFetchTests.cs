using System.Text;
using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>Mail that its server does not give, or gives a text of its own for (behaviour.md B11, S146).</summary>
public sealed class SecondFetchTests
{
    private static readonly DateTimeOffset s_first = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly byte[] s_replaced = Encoding.ASCII.GetBytes(
        "From: Anna Adler <anna@vendor.example>\r\nTo: jane@acme.example\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 3\r\n"
        + "Date: Mon, 05 Jan 2026 10:02:59 +0000\r\nMessage-ID: <replaced@mail.vendor.example>\r\n\r\n"
        + "The server couldn't retrieve the following message:\r\n\r\nSubject: \"Renewal 3\"\r\nThe message hasn't been deleted. You might be able to view it by using either Outlook.\r\n");

    private readonly ShiftedClock _clock = new();
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-second-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("a text of its own", "The server gave a text of its own in place of the mail: \"Retrieval using the IMAP4 protocol failed for the following message: 3\".")]
    [TestCase("nothing", "The server names it and does not give it. It stays on the server.")]
    [TestCase("a refusal", "The server names it and does not give it. The server refused UID FETCH: NO the message could not be retrieved. It stays on the server.")]
    public async Task What_comes_at_a_later_try_is_recorded_once_in_its_old_place_with_its_own_dates_S146(string given, string evidence)
    {
        await using var server = Server();
        var isThere = false;
        server.Gives = (uid, _) => uid != 3 || given != "nothing" || isThere;
        server.Refuses = uid => uid == 3 && given == "a refusal" && !isThere;
        server.Mails[3] = given == "a text of its own" ? s_replaced : Logged(3);
        await using var worker = await StartAsync(server);
        await worker.ReportAsync(r => r.Unfetched == 0 && worker.Summary.Outcomes.GetValueOrDefault("held") == 1);
        var held = worker.Database.Reports.Held("unfetchable", 10).Single();
        Assert.That(held.Evidence, Is.EqualTo(evidence));
        Assert.That(held.Again, Is.EqualTo(new FetchAgain(0, held.HeldSince + TimeSpan.FromMinutes(10))));

        await TryAsync(worker, "was not given at try 1 of 6");
        (server.Mails[3], isThere) = (Logged(3), true);
        await TryAsync(worker, "UID 3, which the server had not given, came at try 2: recorded bcc");

        var items = worker.Database.Reports.Export().ToList();
        var row = worker.Database.Reports.Ledger("", "", null, 10).Single(r => r.Uid == 3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(items.Select(item => item.Item.Subject), Is.EquivalentTo(Enumerable.Range(1, 5).Select(i => $"Renewal {i}")));
            Assert.That(items.Single(item => item.Item.Subject == "Renewal 3").Item.OccurredAt, Is.EqualTo(s_first.AddMinutes(3).AddSeconds(-10)), "its own Date");
            Assert.That((row.InternalDate, row.Outcome, row.Mail), Is.EqualTo((s_first.AddMinutes(3), "recorded", held.Mail)));
            Assert.That(worker.Database.Reports.Ledger("", "", null, 10).Select(r => r.Uid), Is.EqualTo(new uint[] { 5, 4, 3, 2, 1 }).Or.EqualTo(new uint[] { 3, 5, 4, 2, 1 }));
            Assert.That(worker.Database.Reports.Mail(held.Mail)!.Audit.Single().Did, Is.EqualTo("fetched again"));
            Assert.That((worker.Summary.Seen, worker.Summary.SumCloses, worker.Database.Reports.Status().ToFetchAgain), Is.EqualTo((5L, true, 0L)));
        }
    }

    [Test]
    public async Task What_never_comes_is_asked_for_six_times_within_a_day_and_then_waits_for_a_person_with_the_servers_text_S146()
    {
        await using var server = Server();
        server.Mails[3] = s_replaced;
        await using var worker = await StartAsync(server);
        await worker.ReportAsync(r => r.Unfetched == 0 && worker.Summary.Outcomes.GetValueOrDefault("held") == 1);
        var since = _clock.GetUtcNow();
        for (var tried = 1; tried < UnfetchedMail.MostTries; tried++)
        {
            await TryAsync(worker, $"was not given at try {tried} of 6: The server gave a text of its own again.");
        }

        await TryAsync(worker, "was asked for again 6 times within 24 hours: The server gave a text of its own again. It is not asked for any more");
        Assert.That(_clock.GetUtcNow() - since, Is.LessThan(TimeSpan.FromHours(25)));
        _clock.Advance(TimeSpan.FromDays(30));
        await LookedAsync(worker, server);

        var held = worker.Database.Reports.Held("unfetchable", 10).Single();
        var mail = worker.Database.Reports.Mail(held.Mail)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Commands.Count(command => command == "UID FETCH 3 (UID BODY.PEEK[])"), Is.EqualTo(UnfetchedMail.MostTries));
            Assert.That(mail.Again, Is.EqualTo(new FetchAgain(6, null)));
            Assert.That(Words.Again(mail.Again!), Is.EqualTo("It was asked for again 6 times within 24 hours and not given: somebody has to look."));
            Assert.That(mail.Text.Reply, Does.StartWith("The server couldn't retrieve the following message"));
            Assert.That(worker.Database.Reports.Export().Count(), Is.EqualTo(4));
            Assert.That((worker.Summary.Outcomes["held"], worker.Summary.SumCloses), Is.EqualTo((1L, true)));
        }
    }

    // What is due is tried at the next look, which the test asks for.
    private async Task TryAsync(TestWorker worker, string said)
    {
        _clock.Advance(worker.Database.Reports.Held("unfetchable", 10).Single().Again!.NextAt!.Value - _clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        worker.LookNow();
        await worker.SaidAsync(said);
    }

    private static async Task LookedAsync(TestWorker worker, LyingImapServer server)
    {
        for (var looks = server.Looks + 2; server.Looks < looks;)
        {
            worker.LookNow();
            await worker.ReportAsync(r => r.State == MailboxState.Polling);
        }
    }

    private static LyingImapServer Server() => new() { Mails = Enumerable.Range(1, 5).ToDictionary(i => (uint)i, Logged), Arrived = uid => s_first.AddMinutes(uid) };

    private static byte[] Logged(int number) => Encoding.ASCII.GetBytes(
        $"From: Anna Adler <anna@vendor.example>\r\nTo: Jane Doe <jane@acme.example>\r\nBcc: log@in.vendor.example\r\nSubject: Renewal {number}\r\nMessage-ID: <r{number}@vendor.example>\r\n"
        + FormattableString.Invariant($"Date: Mon, 05 Jan 2026 10:0{number - 1}:50 +0000\r\n\r\nOffer number {number}.\r\n"));

    private async Task<TestWorker> StartAsync(LyingImapServer server)
    {
        var worker = TestWorker.Open(
            TestWorker.Settings(_folder, "user", m => m with
            {
                Endpoint = new ImapEndpoint("127.0.0.1", server.Port, ImapSecurity.None),
                Acknowledgement = Acknowledgement.Nothing,
                Poll = TimeSpan.FromMilliseconds(20),
            }),
            _clock);
        worker.Database.Directory.Import(new DirectoryImport
        {
            Accounts = [new AccountRow("acme", "Acme", ["acme.example"])],
            Contacts = [new ContactRow("jane", "acme", "Jane Doe", ["jane@acme.example"])],
            Users = [new UserRow("anna", "Anna Adler", ["anna@vendor.example"])],
            InternalDomains = ["vendor.example"],
        });
        return await worker.StartAsync(new MailboxPace { FirstRetry = TimeSpan.FromMilliseconds(20) });
    }

    /// <summary>The true time, and what a test adds to it.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        private long _ticks;

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));
    }
}
