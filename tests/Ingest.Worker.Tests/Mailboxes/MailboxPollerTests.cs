using System.Security.Cryptography;
using System.Text;
using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>The loop against a real Dovecot.</summary>
public sealed class MailboxPollerTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private string _folder = "";
    private string _user = "";

    [SetUp]
    public void MakeFolder() => (_folder, _user) = (Directory.CreateTempSubdirectory("touchpoints-poller-").FullName, MailServer.NewUser());

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Mail_from_before_and_after_the_start_comes_by_polling()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        await using var worker = await StartAsync(m => m with { Idle = false, Poll = TimeSpan.FromMilliseconds(100) });
        await worker.SettledAsync(1);
        await MailServer.DeliverAsync(_user, [MailServer.Mail(2)]);
        await worker.SettledAsync(2);
        Assert.That((worker.Summary.Seen, worker.Summary.SumCloses), Is.EqualTo((2L, true)));
    }

    [Test]
    public async Task Mail_comes_by_idle_long_before_the_next_poll()
    {
        await using var worker = await StartAsync(m => m with { Poll = s_never });
        await worker.ReportAsync(r => r.State == MailboxState.Idle);
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        await worker.SettledAsync(1);
        Assert.That(Reason(worker.Settled[0]), Is.EqualTo("unknown-author"));
    }

    [Test]
    public async Task A_restart_in_the_middle_loses_and_doubles_nothing()
    {
        await MailServer.DeliverAsync(_user, Enumerable.Range(1, 300).Select(i => MailServer.Mail(i)));
        await using (var first = await StartAsync())
        {
            await first.SettledAsync(1);
        }

        await MailServer.DeliverAsync(_user, [MailServer.Mail(301)]);
        await using var second = await StartAsync();
        await second.ReportAsync(r => r.State == MailboxState.Idle);
        Assert.That((second.Summary.Seen, second.Summary.Outcomes["held"], second.Summary.SumCloses), Is.EqualTo((301L, 301L, true)));
    }

    // S142, reliability.md B4
    [Test]
    public async Task A_changed_uidvalidity_brings_all_mail_again_and_records_none_twice()
    {
        await MailServer.DeliverAsync(_user, Enumerable.Range(1, 5).Select(i => MailServer.Mail(i)));
        await using var worker = await StartAsync(m => m with { Poll = TimeSpan.FromMilliseconds(200) });
        await worker.ReportAsync(r => r.State == MailboxState.Idle);
        await MailServer.Dovecot.DoveadmAsync("mailbox", "update", "-u", _user, "--uid-validity", "4242", "INBOX");
        await MailServer.Dovecot.DoveadmAsync("kick", _user);
        await MailServer.DeliverAsync(_user, [MailServer.Mail(6)]);
        await worker.SettledAsync(11);
        Assert.That(worker.Settled.Skip(5).Select(m => OutcomeWords.Outcome(m.Recorded)), Is.EqualTo(new[] { "duplicate", "duplicate", "duplicate", "duplicate", "duplicate", "held" }));
    }

    // S141, reliability.md B8, B10
    [Test]
    public async Task A_second_client_that_expunges_during_the_fetch_makes_no_mail_lost_or_wrong()
    {
        await MailServer.DeliverAsync(_user, Enumerable.Range(1, 600).Select(i => MailServer.Mail(i)));
        var expunging = ExpungeOddAsync();
        await using var worker = await StartAsync(m => m with { Poll = TimeSpan.FromMilliseconds(100) });
        await expunging;
        await worker.ReportAsync(r => r.State == MailboxState.Idle && r.Unfetched == 0);
        var recorded = worker.Settled.Where(m => OutcomeWords.Outcome(m.Recorded) == "held").Select(m => m.Read.Envelope.MessageId!.Value.Value).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(recorded, Is.SupersetOf(Enumerable.Range(1, 300).Select(i => $"m{i * 2}@elsewhere.example")));
            Assert.That(recorded, Is.Unique);
            Assert.That(worker.Summary.SumCloses);
        });
    }

    // S002
    [Test]
    public async Task The_same_mail_under_two_uids_is_one_mail_with_two_deliveries()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1), MailServer.Mail(1)]);
        await using var worker = await StartAsync();
        await worker.SettledAsync(2);
        Assert.That(worker.Settled.Select(m => (OutcomeWords.Outcome(m.Recorded), m.Recorded.Mail)), Is.EqualTo(new[] { ("held", worker.Settled[0].Recorded.Mail), ("duplicate", worker.Settled[0].Recorded.Mail) }));
    }

    // S030, S031: To is the customer alone; only the way of delivery knows our address, or nothing does.
    [Test]
    public async Task A_true_bcc_without_any_header_is_a_touchpoint()
    {
        using (var worker = Installation.OpenForWriting(Settings(), TimeProvider.System))
        {
            ImportPeople(worker.Database);
        }

        await MailServer.DeliverAsync(_user, "From: Uma <uma@vendor.example>\r\nTo: Cora <cora@acme.example>\r\nSubject: Offer\r\nMessage-ID: <bcc@vendor.example>\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\n\r\nHello\r\n");
        await using var running = await StartAsync();
        await running.SettledAsync(1);
        var made = running.Settled[0].Recorded;
        Assert.That((OutcomeWords.Outcome(made), made.Accounts.Count), Is.EqualTo(("recorded", 1)), () => string.Join('\n', made.Decided.Trace.Steps));
    }

    // S001
    [Test]
    public async Task A_reply_to_a_plus_address_is_in_its_thread()
    {
        var policy = new Policy { LogAddresses = ["log@in.vendor.example"], ReplyDomains = ["in.vendor.example"], ReplyLocalPart = _user.Split('@')[0] };
        var settings = Settings() with { Policy = policy };
        await using var worker = TestWorker.Open(settings);
        ImportPeople(worker.Database);
        var account = worker.Database.Directory.Snapshot().AccountByKey("acme")!.Id;
        var touchpoint = worker.Database.Touchpoints.New(account, "Offer", [new("Cora", "cora@acme.example")], null);
        var address = ReplyAddress.Make(touchpoint.ReplyAddress, worker.Installation.Policy);
        await worker.StartAsync();
        await MailServer.DeliverAsync(address, $"From: Cora <cora@acme.example>\r\nTo: {address}\r\nSubject: Re: Offer\r\nMessage-ID: <reply@acme.example>\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\n\r\nYes please\r\n");
        await worker.SettledAsync(1);
        var reply = worker.Settled[0].Recorded;
        Assert.That((Reason(worker.Settled[0]), reply.Touchpoints.Single()), Is.EqualTo(("reply", touchpoint.Id)), () => string.Join('\n', reply.Decided.Trace.Steps));
    }

    [Test]
    public async Task An_attachment_of_ten_megabytes_is_kept_byte_for_byte()
    {
        var file = RandomNumberGenerator.GetBytes(10 * 1024 * 1024);
        using var mail = new MemoryStream();
        var draft = new MailDraft
        {
            From = [new("", "s@elsewhere.example")], To = [new Mail.MailAddress("", "log@in.vendor.example")], Subject = "Large", Date = DateTimeOffset.UnixEpoch, MessageId = "large@elsewhere.example", Text = "See file",
            Attachments = [new MailFile("file.bin", "application/octet-stream", () => new MemoryStream(file))],
        };
        await MailComposer.WriteAsync(draft, mail, CancellationToken.None);
        await MailServer.DeliverAsync(_user, mail.ToArray());
        await using var worker = await StartAsync();
        await worker.SettledAsync(1);
        var attachment = worker.Database.Reports.Mail(worker.Settled[0].Recorded.Mail)!.Attachments.Single();
        await using var encoded = worker.Database.Octets.Open(attachment.Place, attachment.Start, attachment.Length);
        await using var decoded = TransferDecoder.Open(encoded, "base64");
        using var kept = new MemoryStream();
        await decoded.CopyToAsync(kept);
        Assert.That(kept.ToArray().AsSpan().SequenceEqual(file));
    }

    [Test]
    public async Task A_mail_over_the_limit_is_held_and_stays_on_the_server_S159()
    {
        await MailServer.DeliverAsync(_user, [Encoding.ASCII.GetBytes("Subject: big\r\n\r\n" + new string('x', 5_000)), MailServer.Mail(1)]);
        await using var worker = await TestWorker.Open(Settings() with { MaxMailOctets = 4_000 }).StartAsync();
        await worker.ReportAsync(r => r.State == MailboxState.Idle);
        Assert.That(worker.Database.Reports.Held("oversize", 10), Has.Count.EqualTo(1));
        Assert.That((worker.Settled.Count, worker.Summary.SumCloses), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task A_mail_over_the_limit_is_fetched_anyway_when_a_person_wants_it_S159()
    {
        await MailServer.DeliverAsync(_user, [Encoding.ASCII.GetBytes("From: somebody@elsewhere.example\r\nSubject: big\r\n\r\n" + new string('x', 5_000)), MailServer.Mail(1)]);
        await using var worker = await TestWorker.Open(Settings() with { MaxMailOctets = 4_000 }).StartAsync();
        await worker.ReportAsync(r => r.State == MailboxState.Idle && worker.Database.Reports.Held("oversize", 10).Count == 1);
        await worker.ReportAsync(_ => worker.Database.Reports.Held("oversize", 10).Single().Subject.Length > 0);
        var (held, from) = (worker.Database.Reports.Held("oversize", 10).Single().Mail, worker.Database.Reports.Held("oversize", 10).Single().From);
        Assert.That(from, Is.EqualTo("somebody@elsewhere.example"), "its header is kept");

        var (_, follows) = HeldChoices.Accept(worker.Installation, held, new Acceptance(), "ann");
        worker.LookNow();
        await worker.ReportAsync(_ => worker.Database.Reports.Held("oversize", 10).Count == 0);

        var mail = worker.Database.Reports.Mail(held)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(follows, Is.EqualTo("It is fetched at the next look at its mailbox, whatever its size, and then decided."));
            Assert.That((mail.Subject, mail.Reason, mail.Place.Length > 5_000), Is.EqualTo(("big", "unaddressed", true)), "read as a mail of any size is");
            Assert.That(mail.Audit.Select(row => (row.By, row.Did)), Is.EqualTo(new[] { ("ann", "asked for anyway"), ("touchpoints", "fetched again") }));
            Assert.That(worker.Summary.SumCloses, Is.True);
        }
    }

    [Test]
    public async Task Settled_mail_gets_the_keyword()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        await using var worker = await StartAsync();
        await worker.ReportAsync(r => r.State == MailboxState.Idle && r.CaughtUpAt is not null);
        Assert.That(await MailServer.Dovecot.DoveadmAsync("fetch", "-u", _user, "flags", "mailbox", "INBOX"), Does.Contain("$Touchpoints").And.Not.Contain(@"\Seen"));
    }

    [Test]
    public async Task Settled_mail_is_moved_when_that_is_set()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1), MailServer.Mail(2)]);
        await using var worker = await StartAsync(m => m with { Acknowledgement = Acknowledgement.Move, AcknowledgementName = "Processed" });
        await worker.ReportAsync(r => r.State == MailboxState.Idle && r.CaughtUpAt is not null);
        Assert.That(await MailServer.Dovecot.DoveadmAsync("mailbox", "status", "-u", _user, "messages", "INBOX", "Processed"), Does.Contain("INBOX messages=0").And.Contain("Processed messages=2"));
    }

    [Test]
    public async Task A_folder_to_move_to_that_is_missing_harms_nothing()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        await using var worker = await StartAsync(m => m with { Acknowledgement = Acknowledgement.Move, AcknowledgementName = "No such folder" });
        await worker.ReportAsync(r => r.State == MailboxState.Idle);
        Assert.That(worker.Settled, Has.Count.EqualTo(1));
    }

    private static IEnumerable<TestCaseData> Troubles()
    {
        yield return Case("A wrong password", m => m with { Password = "wrong" }, MailboxState.NeedsAttention, "the server refused the login of box", "Correct Touchpoints:Mailboxes:box:User or its password");
        yield return Case("A wrong host", m => m with { Endpoint = m.Endpoint with { Host = "no-such-host.example" } }, MailboxState.BackingOff, "cannot be reached", "Check Touchpoints:Mailboxes:box:Host");
        yield return Case("A closed port", m => m with { Endpoint = m.Endpoint with { Port = 1 } }, MailboxState.BackingOff, "cannot be reached", "Check Touchpoints:Mailboxes:box:Host");
        yield return Case("A certificate that is not trusted", m => m with { Endpoint = new ImapEndpoint("localhost", MailServer.Dovecot.ImapsPort, ImapSecurity.Tls) }, MailboxState.NeedsAttention, "certificate", "Touchpoints:Mailboxes:box:CaFile");
        yield return Case("A missing folder", m => m with { Folder = "Nowhere" }, MailboxState.NeedsAttention, "the folder Nowhere cannot be used", "Create it, or correct Touchpoints:Mailboxes:box:Folder");

        static TestCaseData Case(string name, Func<MailboxSettings, MailboxSettings> with, MailboxState state, string says, string remedy)
            => new TestCaseData(with, state, says, remedy).SetArgDisplayNames(name);
    }

    // S149
    [TestCaseSource(nameof(Troubles))]
    public async Task Trouble_is_told_in_plain_words_with_what_to_do(object with, MailboxState state, string says, string remedy)
    {
        await using var worker = await StartAsync((Func<MailboxSettings, MailboxSettings>)with);

        // The report of the trouble itself: while the next try is under way the error still stands, but the state is another.
        var report = await worker.ReportAsync(r => r.LastError.Length > 0 && r.NextTryAt is not null);
        Assert.Multiple(() =>
        {
            Assert.That(report.State, Is.EqualTo(state), report.LastError);
            Assert.That(report.LastError, Does.Contain(says).And.Contain(remedy));
            Assert.That(report.NextTryAt >= report.LastErrorAt);
        });
    }

    [Test]
    public async Task A_certificate_named_in_the_settings_is_trusted()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        await using var worker = await StartAsync(m => m with { Endpoint = new ImapEndpoint("localhost", MailServer.Dovecot.ImapsPort, ImapSecurity.Tls) { CaFile = MailServer.Dovecot.CaFile } });
        await worker.SettledAsync(1);
    }

    // S160
    [Test]
    public async Task A_disk_that_is_nearly_full_pauses_intake()
    {
        await MailServer.DeliverAsync(_user, [MailServer.Mail(1)]);
        var settings = Settings() with { Store = new StoreSettings(Path.Combine(_folder, "t.db")) { ReserveOctets = long.MaxValue } };
        await using var worker = await TestWorker.Open(settings).StartAsync();
        var report = await worker.ReportAsync(r => r.LastError.Length > 0);
        Assert.That((report.State, report.LastError), Is.EqualTo((MailboxState.Paused, report.LastError)));
        Assert.That(report.LastError, Does.Contain("intake pauses").And.Contain("Store:ReserveMegabytes").And.Contain("Make room"));
    }

    private static void ImportPeople(Database database) => database.Directory.Import(new DirectoryImport
    {
        Accounts = [new AccountRow("acme", "Acme", ["acme.example"])],
        Contacts = [new ContactRow("cora", "acme", "Cora", ["cora@acme.example"])],
        Users = [new UserRow("uma", "Uma", ["uma@vendor.example"])],
        InternalDomains = ["vendor.example"],
    });

    private static string Reason(SettledMail mail) => OutcomeWords.Reason(mail.Recorded);

    private WorkerSettings Settings(Func<MailboxSettings, MailboxSettings>? with = null) => TestWorker.Settings(_folder, _user, with);

    private Task<TestWorker> StartAsync(Func<MailboxSettings, MailboxSettings>? with = null) => TestWorker.Open(Settings(with)).StartAsync();

    /// <summary>What a person at a mail program does at the same time.</summary>
    private async Task ExpungeOddAsync()
    {
        await using var client = await ImapClient.ConnectAsync(new ImapEndpoint("127.0.0.1", MailServer.Dovecot.ImapPort, ImapSecurity.None), new ImapTimeouts(), CancellationToken.None);
        await client.LogInAsync(_user, PrivateDovecot.Password, CancellationToken.None);
        await client.SelectAsync("INBOX", readOnly: false, CancellationToken.None);
        foreach (var uid in Enumerable.Range(0, 300).Select(i => (uint)((i * 2) + 1)).Reverse())
        {
            await client.MoveAsync([uid], "Processed", CancellationToken.None);
        }
    }
}
