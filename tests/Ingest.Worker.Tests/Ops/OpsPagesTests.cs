using System.Net;
using NUnit.Framework;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

public sealed class OpsPagesTests : OpsFixture
{
    [TestCase("/", "No mail yet", "log@vendor.example")]
    [TestCase("/ledger", "No mail yet", "BCC")]
    [TestCase("/held", "Nothing is held", "Every mail found its place")]
    [TestCase("/accounts", "Acme GmbH", "acme")]
    [TestCase("/status", "Everything runs", "SQLite")]
    public async Task A_page_without_mail_says_what_to_do(string path, string first, string second)
    {
        var html = await House.GetAsync(path);

        Assert.That(html, Does.Contain(first).And.Contain(second));
    }

    [TestCase(ReportedNumber.Both, "<dt>Touchpoints</dt><dd>1</dd>", "<dt>Replies</dt><dd>1</dd>")]
    [TestCase(ReportedNumber.Touchpoints, "<dt>Touchpoints</dt><dd>1</dd>", "Held for you")]
    [TestCase(ReportedNumber.Sum, "<dt>Touchpoints and replies</dt><dd>2</dd>", "Held for you")]
    public async Task Pages_show_the_number_that_the_setting_names_B8(ReportedNumber show, string first, string second)
    {
        await using var house = await OpsHouse.OpenAsync(new Policy { ReportedNumber = show });
        var mail = house.AddTouchpoint(new OpsMail("Renewal"));
        house.AddReply(new OpsMail("Re: Renewal"), house.Database.Reports.Mail(mail)!.Places[0].Touchpoint);
        var titles = ReportedNumbers.Of(show, 0, 0).Select(one => one.Title).ToList();

        var (overview, accounts, timeline) = (await house.GetAsync("/"), await house.GetAsync("/accounts"), await house.GetAsync($"/accounts/{house.Acme.Value}"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(overview, Does.Contain(first).And.Contain(second));
            Assert.That(titles.Where(title => !accounts.Contains($">{title}</th>", StringComparison.Ordinal)), Is.Empty);
            Assert.That(timeline, Does.Contain($"<small>{ReportedNumbers.Said(show, 1, 1)}</small>"));
        }
    }

    [Test]
    public async Task The_ledger_shows_sender_subject_outcome_account_and_rule_newest_first()
    {
        House.AddTouchpoint(new OpsMail("The older one"));
        House.AddHeld(new OpsMail("The newer one") { FromAddress = "new@globex.example" });

        var html = await House.GetAsync("/ledger");

        Assert.Multiple(() =>
        {
            Assert.That(html, Does.Contain("Acme GmbH").And.Contain("B7.2").And.Contain("Account, by person").And.Contain("no-match").And.Contain("new@globex.example"));
            Assert.That(html.IndexOf("The newer one", StringComparison.Ordinal), Is.LessThan(html.IndexOf("The older one", StringComparison.Ordinal)));
        });
    }

    [TestCase("/ledger?outcome=held", "Waits", "Recorded one")]
    [TestCase("/ledger?outcome=recorded", "Recorded one", "Waits")]
    [TestCase("/ledger?text=Waits", "Waits", "Recorded one")]
    public async Task The_ledger_can_be_filtered(string path, string shown, string hidden)
    {
        House.AddTouchpoint(new OpsMail("Recorded one"));
        House.AddHeld(new OpsMail("Waits"));

        var html = await House.GetAsync(path);

        Assert.That(html, Does.Contain($"<bdi>{shown}</bdi>").And.Not.Contain($"<bdi>{hidden}</bdi>"));
    }

    [Test]
    public async Task The_ledger_leads_to_older_mail_and_back()
    {
        for (var i = 0; i < 60; i++)
        {
            House.AddHeld(new OpsMail($"mail number {i:00}"));
        }

        var first = await House.GetAsync("/ledger");
        var next = first[first.IndexOf("/ledger?before=", StringComparison.Ordinal)..];
        var second = await House.GetAsync(next[..next.IndexOf('"', StringComparison.Ordinal)]);

        Assert.Multiple(() =>
        {
            Assert.That(first, Does.Contain("mail number 59").And.Contain("mail number 10").And.Not.Contain("mail number 09"));
            Assert.That(second, Does.Contain("mail number 09").And.Contain("mail number 00").And.Contain("Newest").And.Not.Contain("Older"));
        });
    }

    [Test]
    public async Task A_mail_shows_its_decision_its_trace_its_text_and_folds_the_rest_S153()
    {
        var id = House.AddTouchpoint(new OpsMail("Renewal")
        {
            Text = "The new words",
            Signature = "-- \nJane",
            Quoted = "> the old words",
            Flags = ["by domain"],
            Files = [OpsFile.Base64("offer.pdf", [1, 2, 3])],
            People = [new Participant(new MailAddress("Ben Boss", "ben@vendor.example"), "cc", ParticipantSide.Internal)],
        });

        var html = await House.GetAsync($"/mails/{id.Value}");

        Assert.That(html, Does.Contain("It is a touchpoint on Acme GmbH.")
            .And.Contain("jane@acme.example is a contact").And.Contain("decided").And.Contain("a person wrote it")
            .And.Contain("The new words").And.Contain("<summary>Signature</summary>").And.Contain("&gt; the old words")
            .And.Contain("by domain").And.Contain("offer.pdf").And.Contain("Ben Boss").And.Contain("ours")
            .And.Contain("UID 1").And.Contain("SHA-256"));
    }

    [TestCaseSource(nameof(Reasons))]
    public async Task Held_mail_says_what_its_reason_means_and_what_to_do(HoldReason reason)
    {
        var id = House.AddHeld(new OpsMail("Which account?") { Evidence = "3 outside people" }, reason, House.Acme, House.Globex);

        var list = await House.GetAsync("/held");
        var mail = await House.GetAsync($"/mails/{id.Value}");

        var words = HoldReasons.Explain(reason);
        Assert.Multiple(() =>
        {
            Assert.That(WebUtility.HtmlDecode(list), Does.Contain(words.Word).And.Contain(words.Meaning).And.Contain(words.NextStep).And.Contain("3 outside people"));
            Assert.That(list, Does.Contain("Assign to <bdi>Acme GmbH</bdi>").And.Contain("Assign to <bdi>Globex S.A.</bdi>"));
            Assert.That(WebUtility.HtmlDecode(mail), Does.Contain(words.Meaning));
        });
    }

    [Test]
    public async Task A_timeline_folds_and_counts_replies_and_hides_internal_people()
    {
        House.AddTouchpoint(new OpsMail("Renewal 2027")
        {
            People =
            [
                new Participant(new MailAddress("Jane Doe", "jane@acme.example"), "to", ParticipantSide.Outside),
                new Participant(new MailAddress("Ben Boss", "ben@vendor.example"), "cc", ParticipantSide.Internal),
            ],
        });
        var thread = House.Database.Reports.Timeline(House.Acme, 1)[0].Id;
        House.AddReply(new OpsMail("Re: Renewal 2027") { Text = "We sign", Files = [OpsFile.Base64("signed.pdf", [7])] }, thread);
        House.AddReply(new OpsMail("Re: Renewal 2027") { Text = "Signed today", Flags = ["subject changed"] }, thread);
        House.Add(new OpsMail("Away"), _ => new Decision.MailEvent(new EventDraft(thread, "auto-reply") { Text = "Away until Monday", OccurredAt = DateTimeOffset.UtcNow }));
        House.Add(new OpsMail("Secret"), _ => new Decision.Hold(HoldReason.NewSender, [], "") { Thread = thread });

        var html = await House.GetAsync($"/accounts/{House.Acme.Value}");

        Assert.Multiple(() =>
        {
            Assert.That(html, Does.Contain("1 touchpoint, 2 replies").And.Contain("<summary>2 replies").And.Contain("We sign").And.Contain("signed.pdf").And.Contain("subject changed"));
            Assert.That(html, Does.Contain("<summary>1 event").And.Contain("an automatic reply").And.Contain("Away until Monday"));
            Assert.That(html, Does.Contain("1 reply waiting for review").And.Not.Contain("Secret"));
            Assert.That(html, Does.Contain("jane@acme.example").And.Not.Contain("ben@vendor.example"));
        });
    }

    [TestCase("/mails/999999")]
    [TestCase("/mails/999999/source")]
    [TestCase("/mails/999999/source.eml")]
    [TestCase("/accounts/999999")]
    [TestCase("/mails/abc")]
    [TestCase("/nowhere")]
    public async Task What_is_not_there_is_a_page_that_says_so(string path)
    {
        using var answer = await House.Browser.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("There is nothing at this address"));
    }

    private static HoldReason[] Reasons() => Enum.GetValues<HoldReason>();
}
