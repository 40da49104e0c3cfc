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
}
