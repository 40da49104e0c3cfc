using System.Net;
using NUnit.Framework;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>A touchpoint is deleted and brought back on the timeline of its account (behaviour.md B5.3).</summary>
public sealed class OpsThreadActionsTests : OpsFixture
{
    private string Timeline => $"/accounts/{House.Acme.Value}";

    [Test]
    public async Task A_touchpoint_is_deleted_with_its_reason_and_brought_back_as_it_was()
    {
        var thread = Recorded("Renewal");
        House.Database.Touchpoints.SetState(thread, TouchpointState.Closed);

        using var deleted = await House.SubmitAsync(Timeline, $"/touchpoints/{thread.Value}/delete", ("why", " logged by mistake "));
        var without = await House.GetAsync(Timeline);
        using var restored = await House.SubmitAsync(Timeline, $"/touchpoints/{thread.Value}/restore");
        var with = await House.GetAsync(Timeline);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((deleted.StatusCode, deleted.Headers.Location!.ToString()), Is.EqualTo((HttpStatusCode.SeeOther, $"{Timeline}#d{thread.Value}")));
            Assert.That(without, Does.Contain($"id=\"d{thread.Value}\"").And.Contain("ops page").And.Contain("logged by mistake").And.Contain("Restore").And.Not.Contain($"id=\"t{thread.Value}\""));
            Assert.That((restored.StatusCode, restored.Headers.Location!.ToString()), Is.EqualTo((HttpStatusCode.SeeOther, $"{Timeline}#t{thread.Value}")));
            Assert.That(with, Does.Contain($"id=\"t{thread.Value}\"").And.Not.Contain("id=\"deleted\""));
            Assert.That(House.Database.Touchpoints.StateOf(thread), Is.EqualTo(TouchpointState.Closed));
            Assert.That(House.Database.Reports.Mail(new MailId(1))!.Audit.Select(row => (row.By, row.Did, row.Why)), Is.EqualTo(new[]
            {
                ("ops page", "deleted the thread", "logged by mistake"), ("ops page", "restored the thread", ""),
            }));
        }
    }

    [Test]
    public async Task One_that_no_mail_made_has_who_and_why_beside_it_too()
    {
        var thread = House.Database.Touchpoints.New(House.Acme, "Kick-off", [new MailAddress("", "jane@acme.example")], author: null).Id;
        using var deleted = await House.SubmitAsync(Timeline, $"/touchpoints/{thread.Value}/delete", ("why", "planned twice"));

        Assert.That(await House.GetAsync(Timeline), Does.Contain("deleted by").And.Contain("planned twice"));
        Assert.That(House.Database.Reports.Deleted(House.Globex, 10), Is.Empty);
    }

    [Test]
    public async Task Before_it_is_deleted_the_page_says_what_becomes_of_replies_that_come_later()
    {
        Recorded("Renewal");
        Assert.That(await House.GetAsync(Timeline), Does.Contain("An answer that comes later is not lost and not recorded: it waits under Held"));
    }

    [Test]
    public async Task One_that_an_import_deleted_says_so()
    {
        House.Database.Directory.Import(new DirectoryImport { Touchpoints = [new TouchpointRow("T1", "acme", "Old draft", ["jane@acme.example"], TouchpointState.Deleted)] });
        Assert.That(await House.GetAsync(Timeline), Does.Contain("Old draft").And.Contain("deleted by an import"));
    }

    [TestCase("delete", "", HttpStatusCode.BadRequest, "Why?")]
    [TestCase("delete", "   ", HttpStatusCode.BadRequest, "Why?")]
    [TestCase("restore", "x", HttpStatusCode.BadRequest, "is not deleted: it is open")]
    public async Task What_cannot_be_done_is_said_and_nothing_changes(string act, string why, HttpStatusCode status, string said)
    {
        var thread = Recorded("Renewal");
        using var answer = await House.SubmitAsync(Timeline, $"/touchpoints/{thread.Value}/{act}", ("why", why));

        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(said));
        Assert.That(House.Database.Touchpoints.StateOf(thread), Is.EqualTo(TouchpointState.Open));
    }

    [TestCase("delete")]
    [TestCase("restore")]
    public async Task What_is_not_there_is_not_found(string act)
    {
        Recorded("Renewal");
        using var answer = await House.SubmitAsync(Timeline, $"/touchpoints/999/{act}", ("why", "x"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private TouchpointId Recorded(string subject) => House.Database.Reports.Mail(House.AddTouchpoint(new OpsMail(subject)))!.Places[0].Touchpoint;
}
