using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using NUnit.Framework;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

public sealed class OpsHealthTests : OpsFixture
{
    [Test]
    public async Task A_worker_without_trouble_is_alive_ready_and_healthy()
    {
        Assert.That(await House.GetAsync("/livez"), Is.EqualTo("ok\n"));
        Assert.That(await House.GetAsync("/readyz"), Is.EqualTo("ready\n"));
        Assert.That(await House.GetAsync("/healthz"), Does.Contain("\"healthy\":true").And.Contain("\"issues\":[]"));
    }

    [Test]
    public async Task A_closed_store_is_alive_and_not_ready_and_its_pages_say_so()
    {
        House.Database.Dispose();

        using var ready = await House.Browser.GetAsync("/readyz");
        using var page = await House.Browser.GetAsync("/");

        Assert.Multiple(async () =>
        {
            Assert.That(await House.GetAsync("/livez"), Is.EqualTo("ok\n"));
            Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await ready.Content.ReadAsStringAsync(), Does.StartWith("store-unreachable: "));
            Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("The store cannot be read").And.Contain("No mail is lost"));
            Assert.That(await House.GetAsync("/metrics"), Does.Contain("touchpoints_ready 0\n"));
        });
    }

    [Test]
    public async Task A_pipeline_that_stands_still_is_not_ready()
    {
        House.Trouble = "The disk is full.";

        using var ready = await House.Browser.GetAsync("/readyz");

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("pipeline-stopped: The disk is full.\n"));
        Assert.That(await House.GetAsync("/"), Does.Contain("The disk is full."));
    }

    [TestCase(MailboxState.NeedsAttention, "mailbox-needs-attention")]
    [TestCase(MailboxState.BackingOff, "mailbox-interrupted")]
    [TestCase(MailboxState.Paused, "mailbox-paused")]
    public async Task A_mailbox_in_trouble_is_an_issue_and_the_worker_stays_ready(MailboxState state, string code)
    {
        var since = new DateTimeOffset(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
        House.Database.Ledger.ReportMailbox(new MailboxReport("log", state) { LastError = "The server refused the password. Set a new one.", LastErrorAt = since });

        using var answer = await House.Browser.GetAsync("/healthz");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var issue = json.RootElement.GetProperty("issues")[0];

        Assert.Multiple(async () =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(json.RootElement.GetProperty("ready").GetBoolean(), Is.True);
            Assert.That(issue.GetProperty("code").GetString(), Is.EqualTo(code));
            Assert.That(issue.GetProperty("since").GetDateTimeOffset(), Is.EqualTo(since));
            Assert.That(issue.GetProperty("hint").GetString(), Is.Not.Empty);
            Assert.That(await House.GetAsync("/"), Does.Contain("The server refused the password. Set a new one.").And.Contain(Words.State(state).Text));
        });
    }

    [Test]
    public async Task A_mail_that_its_server_did_not_give_says_when_it_is_asked_for_again()
    {
        var id = House.AddHeld(new OpsMail("Retrieval failed"), HoldReason.Unfetchable);
        var said = Words.Again(House.Database.Reports.Mail(id)!.Again!);

        Assert.That(said, Does.StartWith("It is asked for again by itself, first at "));
        Assert.That(await House.GetAsync("/held"), Does.Contain(said).And.Contain("six times within a day"));
        Assert.That(await House.GetAsync($"/mails/{id.Value}"), Does.Contain(said));
        Assert.That(await House.GetAsync("/metrics"), Does.Contain("touchpoints_fetch_again_mails 1\n"));
    }

    // S154: the range of UIDs, wherever the alarm is seen.
    [Test]
    public async Task A_sum_that_does_not_close_is_an_issue_that_names_the_UIDs()
    {
        House.AddTouchpoint(new OpsMail("Renewal"));
        House.Database.Ledger.ReportMailbox(new MailboxReport("log", MailboxState.Idle));
        House.Harm("UPDATE epoch SET seen = 3, uid_next = 4");

        var said = "Under UIDVALIDITY 1694 3 deliveries were seen and 1 are accounted for: no row has UID 2:3.";
        Assert.Multiple(async () =>
        {
            Assert.That(await House.GetAsync("/healthz"), Does.Contain("\"code\":\"sum-open\"").And.Contain(said));
            Assert.That(await House.GetAsync("/"), Does.Contain($"The sum does not close. {said}"));
            Assert.That(await House.GetAsync("/metrics"), Does.Contain("touchpoints_mailbox_sum_closes{mailbox=\"log\"} 0\n"));
        });
    }

    [Test]
    public async Task Metrics_follow_the_grammar_of_the_format()
    {
        House.AddTouchpoint(new OpsMail("Renewal"));
        House.Database.Ledger.ReportMailbox(new MailboxReport("a@vendor.example", MailboxState.Idle));
        using var meter = new Meter("Touchpoints.Test");
        meter.CreateCounter<long>("mails.decided", description: "with \"quotes\" and a\nline").Add(2, new KeyValuePair<string, object?>("outcome", "a\\b\"c\nd"));
        meter.CreateHistogram<double>("decide.duration", "s").Record(0.02);
        meter.CreateObservableGauge("queue", () => 7);

        var text = await House.GetAsync("/metrics");

        Assert.That(text, Does.Contain("touchpoints_deliveries{outcome=\"recorded\"} 1\n")
            .And.Contain("touchpoints_mails_decided_total{outcome=\"a\\\\b\\\"c\\nd\"} 2\n")
            .And.Contain("touchpoints_decide_duration_seconds_bucket{le=\"0.05\"} 1\n").And.Contain("touchpoints_decide_duration_seconds_bucket{le=\"+Inf\"} 1\n")
            .And.Contain("touchpoints_queue 7\n").And.Not.Contain("vendor.example"));
        PrometheusText.Check(text);
    }
}
