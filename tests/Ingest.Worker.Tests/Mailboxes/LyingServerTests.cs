using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>What servers in the field do wrong on good days (reliability.md, fact 4).</summary>
public sealed class LyingServerTests
{
    private static readonly MailboxPace s_pace = new() { FirstRetry = TimeSpan.FromMilliseconds(20) };

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-lying-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    // reliability.md B6: a watermark alone would never see it.
    [Test]
    public async Task A_mail_that_the_search_leaves_out_at_first_is_found_by_the_comparison()
    {
        await using var server = new LyingImapServer { Mails = Mails(1, 50), Names = (uid, look) => uid % 7 != 0 || look > 4 };
        await using var worker = await StartAsync(server);
        await worker.SettledAsync(50);
        Assert.That((worker.Summary.Outcomes["held"], worker.Summary.SumCloses), Is.EqualTo((50L, true)));
    }

    // reliability.md B6
    [Test]
    public async Task A_mail_that_the_fetch_leaves_out_at_first_is_asked_for_again()
    {
        await using var server = new LyingImapServer { Mails = Mails(1, 50), Gives = (uid, look) => uid % 7 != 0 || look > 3 };
        await using var worker = await StartAsync(server);
        await worker.SettledAsync(50);
        Assert.That((worker.Summary.Outcomes["held"], worker.Summary.SumCloses), Is.EqualTo((50L, true)));
    }

    // reliability.md B11
    [Test]
    public async Task A_mail_that_is_never_given_is_held_as_unfetchable_and_stops_no_other()
    {
        await using var server = new LyingImapServer { Mails = Mails(1, 5), Gives = (uid, _) => uid != 3 };
        await using var worker = await StartAsync(server);
        await worker.ReportAsync(r => r.Unfetched == 0 && r.CaughtUpAt is not null);
        Assert.That(worker.Database.Reports.Held("unfetchable", 10), Has.Count.EqualTo(1));
        Assert.That((worker.Settled.Count, worker.Summary.SumCloses), Is.EqualTo((4, true)));
    }

    // reliability.md B10
    [Test]
    public async Task A_mail_that_is_named_once_and_then_gone_has_vanished_S147()
    {
        await using var server = new LyingImapServer { Mails = Mails(1, 5), Names = (uid, look) => uid != 3 || look == 1, Gives = (uid, _) => uid != 3 };
        await using var worker = await StartAsync(server);
        await worker.ReportAsync(r => r.CaughtUpAt is not null && worker.Summary.Outcomes.GetValueOrDefault("vanished") == 1);
        Assert.That((worker.Settled.Count, worker.Summary.SumCloses), Is.EqualTo((4, true)));
    }

    // reliability.md B5
    [Test]
    public async Task A_uidnext_that_goes_back_is_a_new_epoch_and_other_mail_under_known_uids_is_taken()
    {
        await using var server = new LyingImapServer { Mails = Mails(1, 5) };
        await using (var first = await StartAsync(server))
        {
            await first.SettledAsync(5);
        }

        (server.Mails, server.UidNext) = (Mails(101, 5), 6);
        await using var second = await StartAsync(server);
        await second.SettledAsync(5);
        Assert.That(second.Settled.Select(m => m.Read.Envelope.MessageId!.Value.Value), Is.EqualTo(Enumerable.Range(101, 5).Select(i => $"m{i}@elsewhere.example")));
        Assert.That(second.Settled.Select(m => OutcomeWords.Outcome(m.Recorded)), Is.All.EqualTo("held"));
    }

    // reliability.md B1, B40
    [Test]
    public async Task A_large_mailbox_is_asked_for_in_windows_the_small_things_first_and_nothing_is_marked_as_seen()
    {
        await using var server = new LyingImapServer { Mails = Mails(1, 2100), UidNext = 2101 };
        await using var worker = await StartAsync(server);
        await worker.SettledAsync(2100);
        var fetches = server.Commands.Where(command => command.StartsWith("UID FETCH", StringComparison.Ordinal)).ToList();
        Assert.That(fetches.Where(command => command.Contains("RFC822.SIZE", StringComparison.Ordinal)), Is.EqualTo(new[] { (1, 500), (501, 1000), (1001, 1500), (1501, 2000), (2001, 2100) }
            .Select(window => $"UID FETCH {window.Item1}:{window.Item2} (UID RFC822.SIZE INTERNALDATE)")));
        Assert.That(fetches.Where(command => command.Contains("BODY", StringComparison.Ordinal)), Is.Not.Empty.And.All.Contain("BODY.PEEK[]"));
    }

    // reliability.md B36
    [TestCase("* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 400 512 MESSAGE 90 100)\r\n", "90 % of its quota is used (MESSAGE 90 of 100)")]
    [TestCase("* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 400 512)\r\n", null)]
    [TestCase("* QUOTAROOT INBOX\r\n", null)]
    public async Task A_mailbox_that_is_nearly_full_is_told_of_before_its_server_refuses_mail(string quota, string? says)
    {
        await using var server = new LyingImapServer { Mails = Mails(1, 1), Quota = quota };
        await using var worker = await StartAsync(server);
        var report = await worker.ReportAsync(r => r.State == MailboxState.Polling);
        Assert.That(report.LastError, says is null ? Is.Empty : Does.Contain(says));
        Assert.That(worker.Summary.Outcomes["held"], Is.EqualTo(1));
    }

    private static Dictionary<uint, byte[]> Mails(int first, int count)
        => Enumerable.Range(0, count).ToDictionary(i => (uint)i + 1, i => MailServer.Mail(first + i));

    private Task<TestWorker> StartAsync(LyingImapServer server) => TestWorker.Open(TestWorker.Settings(_folder, "user", m => m with
    {
        Endpoint = new ImapEndpoint("127.0.0.1", server.Port, ImapSecurity.None),
        Acknowledgement = Acknowledgement.Nothing,
        Poll = TimeSpan.FromMilliseconds(20),
        Compare = TimeSpan.FromMilliseconds(100),
    })).StartAsync(s_pace);
}
