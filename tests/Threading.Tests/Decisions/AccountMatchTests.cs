using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B7: candidates, ranks, from hits to accounts, internal-only; W6 and W7 of B6.</summary>
[TestFixture]
public sealed class AccountMatchTests
{
    private const string Nine = "p1@north-1.example, p2@north-2.example, p3@north-3.example, p4@north-4.example, p5@north-5.example, p6@north-6.example, p7@north-7.example, p8@north-8.example, p9@north-9.example";

    private static IEnumerable<TestCaseData> Candidates()
    {
        yield return Mail("B7.1-1 our own addresses", "touchpoint 1", "jane@acme.example, " + Some.Log);
        yield return Mail("B7.1-2 internal users and domains", "touchpoint 1", "jane@acme.example, ben@vendor.example, nobody@vendor.example");
        yield return Mail("B7.1-2 a user who is a contact too is internal; S046", "held internal-only", "erik@vendor.example");
        yield return Mail("B7.1-3 never-log and another; S047", "touchpoint 1", "jane@acme.example, lawyer@counsel.example");
        yield return Mail("B7.1-3 never-log removed the last outsider", "ignored never-log", "lawyer@counsel.example, mum@family.example");
        yield return Mail("B7.1-4 another CRM's address; S044", "touchpoint 1", "jane@acme.example, bcc@othercrm.example");
        yield return Mail("B7.1-4 only robots", "held no-match", "no-reply@acme.example, 123@bcc.hubspot.com");
        yield return Mail("B7.1-5 a broken address", "touchpoint 1", "jane@acme.example, /O=ACME/CN=JOHN, john");
    }

    private static IEnumerable<TestCaseData> Ranks()
    {
        yield return Mail("B7.2-0 plus-tag; S048", "touchpoint 2", "somebody@elsewhere.example", log: "touchpoints+globex@in.vendor.example");
        yield return Mail("B7.2-0 plus-tag, other case", "touchpoint 2", "somebody@elsewhere.example", log: "Touchpoints+GLOBEX@in.vendor.example");
        yield return Mail("B7.2-0 plus-tag, unknown key; S048", "held bad-override", "jane@acme.example", log: "touchpoints+nosuch@in.vendor.example");
        yield return Mail("B7.2-0 two plus-tags", "held bad-override 1,2", "jane@acme.example", log: "touchpoints+acme@in.vendor.example, touchpoints+globex@in.vendor.example");
        yield return Mail("B7.2-0 [key] in the subject", "touchpoint 2", "jane@acme.example", subject: "Re: [Globex] Plans");
        yield return Mail("B7.2-0 brackets that are no key", "touchpoint 1", "jane@acme.example", subject: "[EXTERNAL] Plans");
        yield return Row.Of("B7.2-0 an operator's choice", "touchpoint 3", Some.Envelope(to: "jane@acme.example"), Some.Known() with { Choice = new OperatorChoice(Some.Initech, "ben") });
        yield return Mail("B7.2-2 contact", "touchpoint 1", "Jane@Acme.Example");
        yield return Mail("B7.2-2 alternative address", "touchpoint 1", "j.doe@acme.example");
        yield return Mail("B7.2-2 inactive contact; S052", "touchpoint 1 (inactive contact)", "old@acme.example");
        yield return Mail("B7.2-3 plus-tag removed; S042", "touchpoint 1 (normalised)", "jane+news@acme.example");
        yield return Mail("B7.2-3 dots of Gmail", "touchpoint 1 (normalised)", "patsmith@googlemail.com");
        yield return Mail("B7.2-4 domain; S037", "touchpoint 4 (by domain)", "new@umbrella.example");
        yield return Mail("B7.2-4 never for a free-mail domain; S039", "held no-match", "somebody@gmail.com");
        yield return Mail("B7.2-4 a domain that is not on the list is like every other", "touchpoint 4 (by domain)", "somebody@freemail.example");
        yield return Mail("B7.2-4 not by letters; S040", "held no-match", "x@notacme.example");
        yield return Mail("B7.2-4 domains are off", "held no-match", "new@umbrella.example", policy: Some.Policy with { DomainMatch = false });
        yield return Mail("B7.2-5 sub-domain, off; S041", "held no-match", "x@eu.acme.example");
        yield return Mail("B7.2-5 sub-domain, on; S041", "touchpoint 3 (by domain)", "x@eu.initech.example");
        yield return Mail("B7.2-5 deeper sub-domain, on", "touchpoint 3 (by domain)", "x@mail.eu.initech.example");
        yield return Mail("B7.2-5 never above the registrable domain", "held no-match", "x@somebody.co.uk");
    }

    private static IEnumerable<TestCaseData> Accounts()
    {
        yield return Mail("B7.3 one exact; S030", "touchpoint 1", "jane@acme.example");
        yield return Mail("B7.3 one exact, any domain; S038", "touchpoint 1", "jane@acme.example, new@globex.example");
        yield return Mail("B7.3 none exact, one domain", "touchpoint 4 (by domain)", "a@umbrella.example, b@umbrella.example");
        yield return Mail("B7.3 none exact, two domains", "held ambiguous 2,4", "a@umbrella.example, b@globex.example");
        yield return Mail("B7.3 a domain of two accounts", "held ambiguous 1,2", "x@group.example");
        yield return Mail("B7.3 two exact, each; S032", "touchpoint 1,2", "jane@acme.example, gina@globex.example");
        yield return Mail("B7.3 two exact, primary; S033", "touchpoint 2 (other accounts)", "gina@globex.example, jane@acme.example", policy: Some.Policy with { SeveralAccounts = SeveralAccountsPolicy.Primary });
        yield return Mail("B7.3 two exact, hold; S033", "held several-accounts 1,2", "jane@acme.example, gina@globex.example", policy: Some.Policy with { SeveralAccounts = SeveralAccountsPolicy.Hold });
        yield return Mail("B7.3 nine exact; S034", "held too-many-accounts 101,102,103,104,105,106,107,108,109", Nine);
        yield return Mail("B7.3 one person of two, another person decides; S035", "touchpoint 1", "carl@consult.example, jane@acme.example");
        yield return Mail("B7.3 one person of two alone; S036", "held ambiguous 1,2", "carl@consult.example");
        yield return Row.Of("B7.3 one person of two, an earlier mail decides", "touchpoint 2 →8 (started from)",
            Some.Envelope(to: "carl@consult.example", deliveredTo: Some.Log, inReplyTo: "logged@x.example", subject: "Something new"),
            Some.Known(Some.Thread(8, Some.Globex, "gina@globex.example")) with { Mails = [Some.Stored(1, Some.Envelope(id: "logged@x.example"), threads: 8)] });
        yield return Mail("B7.3 nobody", "held no-match", "somebody@elsewhere.example");
        yield return Mail("B7.3 an archived account", "touchpoint 50 (archived account)", "otto@old-corp.example");
        yield return Row.Of("S053 six hundred recipients", "held parse-limit", Some.Envelope(to: string.Join(", ", Enumerable.Range(1, 600).Select(i => $"p{i}@x.example"))));
    }

    private static IEnumerable<TestCaseData> Internal()
    {
        yield return Mail("B7.5 an account is named; S045", "note 1", "ben@vendor.example", subject: "[acme] Thoughts");
        yield return Row.Of("B7.5 a thread is found", "reply 7 internal", Some.Envelope(to: "ben@vendor.example", deliveredTo: Some.Log, inReplyTo: "logged@x.example"),
            Some.Known(Some.Thread(7)) with { Mails = [Some.Stored(1, Some.Envelope(id: "logged@x.example", subject: "Earlier"), threads: 7)] });
        yield return Mail("B7.5 neither; S045", "held internal-only", "ben@vendor.example");
        yield return Mail("W6 to us alone, an address in the subject; S043", "note 4", "", subject: "Call with uma@umbrella.example.");
        yield return Mail("W6 to us alone, [account key] in the subject", "note 1", Some.Log, subject: "[acme] Idea");
        yield return Mail("W6 to us alone, a key that nobody has", "held bad-override", Some.Log, subject: "[acne] Idea");
        yield return Mail("W7 to us alone, nothing else; S043", "held no-match", Some.Log, subject: "Idea");
    }

    [TestCaseSource(nameof(Candidates))]
    [TestCaseSource(nameof(Ranks))]
    [TestCaseSource(nameof(Accounts))]
    [TestCaseSource(nameof(Internal))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void Participants_are_the_outside_people_and_ours_with_their_role_and_nobody_else()
    {
        var mail = Some.Envelope(to: "jane@acme.example, lawyer@counsel.example", cc: $"ben@vendor.example, bcc@othercrm.example, {Some.Log}");
        var item = ((Decision.NewTouchpoints)Some.Decide(mail).Decision).Items[0].Item;
        Assert.That(item.Participants.Select(p => (p.Address.Address, p.Role, p.Side)), Is.EqualTo(new[]
        {
            ("anna@vendor.example", "from", ParticipantSide.Internal),
            ("jane@acme.example", "to", ParticipantSide.Outside),
            ("ben@vendor.example", "cc", ParticipantSide.Internal),
        }));
        Assert.That(item.Participants[1].Contact, Is.EqualTo(new ContactId(1)));
    }

    [Test]
    public void An_internal_note_and_a_note_to_oneself_without_a_customer_are_no_touch()
    {
        Assert.That(Counts(Some.Envelope(to: "ben@vendor.example", subject: "[acme] Thoughts")), Is.False);
        Assert.That(Counts(Some.Envelope(to: Some.Log, subject: "[acme] Idea")), Is.False);
        Assert.That(Counts(Some.Envelope(to: Some.Log, subject: "Call with uma@umbrella.example")), Is.True);
        Assert.That(Counts(Some.Envelope(to: "jane@acme.example")), Is.True);
    }

    private static bool Counts(MailEnvelope envelope) => ((Decision.NewTouchpoints)Some.Decide(envelope).Decision).Items[0].Item.CountsAsTouch;

    private static TestCaseData Mail(string name, string expected, string to, string subject = "Renewal 2027", string log = Some.Log, Policy? policy = null) =>
        Row.Of(name, expected, Some.Envelope(to: to, deliveredTo: log, subject: subject), policy: policy);
}
