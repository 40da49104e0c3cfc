using System.Net;
using NUnit.Framework;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>What the pages offer for many mails at once, and for mail that would be decided differently.</summary>
public sealed class OpsCareTests : OpsFixture
{
    [Test]
    public async Task What_the_loop_guard_held_of_a_sender_is_dismissed_as_a_whole()
    {
        var (one, two) = (House.AddHeld(new OpsMail("Re: Re: 1"), HoldReason.LoopSuspect), House.AddHeld(new OpsMail("Re: Re: 2"), HoldReason.LoopSuspect));
        var other = House.AddHeld(new OpsMail("Another") { FromAddress = "john@acme.example" }, HoldReason.LoopSuspect);
        Assert.That(await House.GetAsync("/held"), Does.Contain("Release all 2").And.Contain("Ignore all 2"));

        using var without = await House.SubmitAsync("/held", "/held/loop", ("sender", "jane@acme.example"), ("act", "dismiss"), ("why", ""));
        using var answer = await House.SubmitAsync("/held", "/held/loop", ("sender", "jane@acme.example"), ("act", "dismiss"), ("why", "two machines"));

        Assert.That((without.StatusCode, answer.StatusCode), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.SeeOther)));
        Assert.That(new[] { one, two, other }.Select(mail => House.Database.Reports.Mail(mail)!.Reason), Is.EqualTo(new[] { "dismissed", "dismissed", "loop-suspect" }));
        Assert.That(House.Database.Reports.Mail(one)!.Audit.Single(), Has.Property("By").EqualTo("ops page").And.Property("Why").EqualTo("two machines"));
    }

    [Test]
    public async Task Released_each_of_them_is_decided_as_if_it_had_come_alone()
    {
        var one = House.AddHeld(new OpsMail("Re: Re: 1"), HoldReason.LoopSuspect);
        var two = House.AddHeld(new OpsMail("Re: Re: 2"), HoldReason.LoopSuspect);

        using var answer = await House.SubmitAsync("/held", "/held/loop", ("sender", "jane@acme.example"), ("act", "release"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(new[] { one, two }.Select(mail => House.Database.Reports.Mail(mail)!.Reason), Has.None.EqualTo("loop-suspect"));
        Assert.That(House.Database.Reports.Mail(one)!.Audit.Single().Did, Is.EqualTo("decided again"));
    }

    [Test]
    public async Task Mail_that_would_be_decided_differently_is_listed_with_what_it_would_be()
    {
        var mail = House.AddTouchpoint(new OpsMail("Renewal"));
        Assert.That(await House.GetAsync("/care"), Does.Contain("No recorded mail is known that would be"));

        House.Database.Reviews.Note([(mail, "It is held as unaddressed.")]);

        Assert.That(await House.GetAsync("/care"), Does.Contain("Renewal").And.Contain("Acme GmbH").And.Contain("It is held as unaddressed.").And.Contain("No program takes back"));
        Assert.That(await House.GetAsync("/metrics"), Does.Contain("touchpoints_would_differ_mails 1"));
    }

    [Test]
    public async Task Mistakes_of_the_directory_and_what_mail_shows_stand_on_the_page_with_what_to_do()
    {
        House.Database.Directory.Import(new DirectoryImport { Accounts = [new AccountRow("acme", "Acme GmbH", ["acme.example", "gmail.com"])] });
        var people = new[] { new Participant(new MailAddress("", "max@new.example"), "to", ParticipantSide.Outside), new Participant(new MailAddress("", "x@else.example"), "from", ParticipantSide.NotParticipant) };
        foreach (var i in Enumerable.Range(1, 3))
        {
            House.AddTouchpoint(new OpsMail($"Number {i}") { People = people });
        }

        Assert.That(await House.GetAsync("/care"), Does.Contain("gmail.com of account acme is a provider")
            .And.Contain("People at new.example take part in 3 threads (acme), and the domain belongs to no account.")
            .And.Contain("x@else.example answered in 3 threads of account acme and is nobody&#x27;s contact."));
    }

    [Test]
    public async Task Held_mail_says_how_long_it_waits()
    {
        House.AddHeld(new OpsMail("Waits"));

        Assert.That(await House.GetAsync("/held"), Does.Contain("held just now"));
        Assert.That(await House.GetAsync("/metrics"), Does.Contain("touchpoints_held_over_a_day_mails 0"));
    }
}
