using System.Net;
using NUnit.Framework;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

public sealed class OpsHeldActionsTests
{
    private OpsHouse _house = null!;
    private MailId _held;

    [SetUp]
    public async Task Open()
    {
        _house = await OpsHouse.OpenAsync();
        _held = _house.AddHeld(new OpsMail("Waits"), HoldReason.Ambiguous, _house.Acme, _house.Globex);
    }

    [TearDown]
    public async Task Close() => await _house.DisposeAsync();

    [TestCase("account", "acme")]
    [TestCase("account", "ACME")]
    [TestCase("account", "Acme GmbH")]
    [TestCase("account", " acme gmbh ")]
    public async Task A_mail_is_assigned_to_the_account_that_is_named_by_key_or_name(string field, string value)
    {
        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/assign", (field, value));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo($"/held?done={_held.Value}"));
        Assert.That(_house.Redecided, Is.EqualTo(new (MailId, AccountId?, string)[] { (_held, _house.Acme, "ops page") }));
    }

    [Test]
    public async Task A_candidate_is_one_click()
    {
        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/assign", ("id", $"{_house.Globex.Value}"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(_house.Redecided.Single().Account, Is.EqualTo(_house.Globex));
    }

    [TestCase("account", "nobody")]
    [TestCase("account", "")]
    [TestCase("id", "999")]
    public async Task An_account_that_does_not_exist_changes_nothing_and_is_named(string field, string value)
    {
        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/assign", (field, value));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("No such account"));
        Assert.That(_house.Redecided, Is.Empty);
    }

    [Test]
    public async Task Try_again_decides_by_the_directory_as_it_is_now()
    {
        using var answer = await _house.SubmitAsync($"/mails/{_held.Value}", $"/held/{_held.Value}/retry");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(_house.Redecided.Single().Account, Is.Null);
    }

    [Test]
    public async Task A_dismissed_mail_keeps_who_and_why()
    {
        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/dismiss", ("why", "a mass mailing"));
        var list = await _house.GetAsync(answer.Headers.Location!.ToString());
        var mail = await _house.GetAsync($"/mails/{_held.Value}");

        Assert.Multiple(() =>
        {
            Assert.That(list, Does.Contain("Nothing is held").And.Contain("It is ignored as dismissed"));
            Assert.That(mail, Does.Contain("dismissed").And.Contain("ops page").And.Contain("a mass mailing"));
        });
    }

    [Test]
    public async Task A_mail_is_not_dismissed_without_a_reason()
    {
        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/dismiss", ("why", "  "));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(_house.Database.Reports.Mail(_held)!.Outcome, Is.EqualTo("held"));
    }

    [TestCase(HoldReason.Spam, "Let it through", "Always let this sender through", "… the whole domain")]
    [TestCase(HoldReason.AuthFailed, "Let it through", "Always let this sender through", "… the whole domain")]
    [TestCase(HoldReason.NewSender, "Let it through", "Let it through and add the contact")]
    [TestCase(HoldReason.UnknownAuthor, "Let it through", "It is this user's address")]
    [TestCase(HoldReason.ThreadDeleted, "Restore the thread", "Into this thread")]
    [TestCase(HoldReason.Oversize, "Let it through", "Keep as a file")]
    [TestCase(HoldReason.NoMatch, "Assign", "Into this thread", "Try again", "Dismiss")]
    public async Task What_the_law_lets_a_person_do_is_offered_beside_the_mail_and_nothing_else(HoldReason reason, params string[] buttons)
    {
        var mail = _house.AddHeld(new OpsMail("Waits too"), reason);
        var page = await _house.GetAsync($"/mails/{mail.Value}");

        string[] others = ["Let it through", "Always let this sender through", "add the contact", "this user's address", "Restore the thread", "Keep as a file"];
        foreach (var button in buttons)
        {
            Assert.That(page, Does.Contain(button));
        }

        foreach (var other in others.Where(other => !buttons.Any(button => button.Contains(other, StringComparison.Ordinal))))
        {
            Assert.That(page, Does.Not.Contain(other + "</button>"), other);
        }
    }

    [Test]
    public async Task A_sender_is_let_through_for_good_listed_and_taken_back()
    {
        var spam = _house.AddHeld(new OpsMail("Offer"), HoldReason.Spam);

        using var answer = await _house.SubmitAsync("/held", $"/held/{spam.Value}/accept", ("act", "sender"));
        var care = await _house.GetAsync("/care");
        using var back = await _house.SubmitAsync("/care", "/care/forget", ("entry", "jane@acme.example"));
        using var twice = await _house.SubmitAsync("/care", "/care/forget", ("entry", "jane@acme.example"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(care, Does.Contain("jane@acme.example").And.Contain("never held as spam").And.Contain("ops page").And.Contain("Take back"));
            Assert.That((back.StatusCode, twice.StatusCode), Is.EqualTo((HttpStatusCode.SeeOther, HttpStatusCode.BadRequest)));
            Assert.That(await _house.GetAsync("/care"), Does.Contain("taken back by"));
            Assert.That(_house.Database.Reports.Mail(spam)!.Audit.Select(row => (row.By, row.Did)), Has.Some.EqualTo(("ops page", "let further mail through")));
        }
    }

    [Test]
    public async Task A_tie_is_recorded_on_all_its_accounts_with_one_click()
    {
        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/assign", ("id", $"{_house.Acme.Value}"), ("further", $"{_house.Globex.Value}"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(_house.Choices.Single()!.Accounts, Is.EqualTo(new[] { _house.Acme, _house.Globex }));
        Assert.That(await _house.GetAsync("/held"), Does.Contain("Assign to all 2"));
    }

    [TestCase("thread", "thread", "999", "There is no touchpoint 999.")]
    [TestCase("thread", "thread", "x", "Which thread?")]
    [TestCase("keep", "account", "nobody", "No such account")]
    [TestCase("keep", "account", "acme", "not settled in this way")]
    [TestCase("accept", "act", "once", "not settled in this way")]
    public async Task What_cannot_be_done_is_said_and_nothing_changes(string act, string field, string value, string said)
    {
        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/{act}", (field, value));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(said));
        Assert.That(_house.Database.Reports.Mail(_held)!.Outcome, Is.EqualTo("held"));
    }

    [Test]
    public async Task The_never_log_lists_are_shown_and_changed()
    {
        _house.Database.Directory.Import(new Touchpoints.Store.DirectoryImport { Users = [new("anna", "Anna", ["anna@vendor.example"])] });
        using var wrong = await _house.SubmitAsync("/care", "/care/never-log", ("act", "add"), ("entry", "nonsense"), ("user", ""));
        using var own = await _house.SubmitAsync("/care", "/care/never-log", ("act", "add"), ("entry", "@home.example"), ("user", "anna"));
        using var all = await _house.SubmitAsync("/care", "/care/never-log", ("act", "add"), ("entry", "lawyer@counsel.example"), ("user", ""));
        Assert.That((wrong.StatusCode, own.StatusCode, all.StatusCode), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.SeeOther, HttpStatusCode.SeeOther)));
        Assert.That(await _house.GetAsync("/care"), Does.Contain("@home.example").And.Contain("anna's own list").Or.Contain("anna&#x27;s own list"));

        using var off = await _house.SubmitAsync("/care", "/care/never-log", ("act", "remove"), ("entry", "@home.example"), ("user", "anna"));
        Assert.That(_house.Database.Directory.Snapshot().NeverLogOfUsers, Is.Empty);
        Assert.That(_house.Database.Directory.Snapshot().NeverLog, Is.EqualTo(new[] { "lawyer@counsel.example" }));
    }

    [Test]
    public async Task What_an_entry_had_ignored_is_told_when_it_is_taken_off_and_stays_ignored_B7_5()
    {
        _house.Database.Directory.Import(new Touchpoints.Store.DirectoryImport { NeverLog = ["jane@acme.example"] });
        var mail = _house.Add(new OpsMail("Private"), _ => new Decision.Ignore(IgnoreReason.NeverLog));

        using var off = await _house.SubmitAsync("/care", "/care/never-log", ("act", "remove"), ("entry", "jane@acme.example"), ("user", ""));

        Assert.That(off.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await off.Content.ReadAsStringAsync(), Does.Contain("Taken off the list").And.Contain("not brought back by itself: 1 mail").And.Contain($"touchpoints replay --dry-run {mail.Value}"));
        Assert.That(_house.Database.Reports.Mail(mail)!.Outcome, Is.EqualTo("ignored"));
    }
}
