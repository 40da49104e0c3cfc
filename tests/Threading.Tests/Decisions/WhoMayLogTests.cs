using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B3: who may log.</summary>
[TestFixture]
public sealed class WhoMayLogTests
{
    private static readonly Policy Require = Some.Policy with { Authentication = AuthenticationPolicy.Require };

    private static readonly Policy Forwarding = Some.Policy with { AutoForwardMailboxes = ["Anna@vendor.example", "dan@vendor.example"] };

    private static readonly Policy Tags = Some.Policy with
    {
        PersonalTags = new Dictionary<string, string> { ["k7f3"] = "anna", ["b1b2"] = "ben" }, RequirePersonalTag = true,
    };

    private static IEnumerable<TestCaseData> Rows()
    {
        var logged = Some.Envelope("anna@vendor.example", "jane@acme.example", deliveredTo: Some.Log);
        var shared = Some.Envelope("team@vendor.example", "jane@acme.example", deliveredTo: Some.Log);
        var redirected = Some.Envelope("jane@acme.example", "anna@vendor.example", deliveredTo: Some.Log) with
        {
            ResentFrom = [Some.Address("anna@vendor.example")], ResentTo = [Some.Address(Some.Log)],
        };

        yield return Row.Of("B3 active user, pass", "touchpoint 1", With(logged, "dmarc=pass header.from=vendor.example"), policy: Require);
        yield return Row.Of("B3 active user, none, warn", "touchpoint 1", logged);
        yield return Row.Of("B3 active user, none, require", "held auth-failed", logged, policy: Require);
        yield return Row.Of("B3 active user, fail, require; S062", "held auth-failed", With(logged, "dmarc=fail header.from=vendor.example"), policy: Require);
        yield return Row.Of("B3 active user, fail, warn", "touchpoint 1 (sender not verified)", With(logged, "dmarc=fail header.from=vendor.example"));
        yield return Row.Of("B3 a forged result of another server; S063", "held auth-failed", With(logged, "dmarc=pass header.from=vendor.example", "mx.elsewhere.example"), policy: Require);
        yield return Row.Of("B3 several From, one of them not proven", "held auth-failed (several authors)",
            With(logged with { From = [Some.Address("anna@vendor.example"), Some.Address("eve@evil.example")] }, "dkim=pass header.d=evil.example"), policy: Require);
        yield return Row.Of("B3 several From, proven, and a user in Sender who is not", "held auth-failed",
            With(logged with { From = [Some.Address("x@evil.example"), Some.Address("y@evil.example")], Sender = Some.Address("ben@vendor.example") }, "dmarc=pass header.from=evil.example"), policy: Require);
        yield return Row.Of("B3 several From and a user in Sender, all proven", "touchpoint 1",
            With(logged with { From = [Some.Address("x@elsewhere.example"), Some.Address("y@elsewhere.example")], Sender = Some.Address("ben@vendor.example") }, "dkim=pass header.d=vendor.example; dkim=pass header.d=elsewhere.example"), policy: Require);
        yield return Row.Of("B3 several From, a user in Sender", "touchpoint 1", logged with { From = [Some.Address("x@elsewhere.example"), Some.Address("y@elsewhere.example")], Sender = Some.Address("ben@vendor.example") });
        yield return Row.Of("B3 several From, no Sender", "touchpoint 1 (several authors)", logged with { From = [Some.Address("jane@acme.example"), Some.Address("ben@vendor.example")] });
        yield return Row.Of("B3 boss and assistant; S064", "touchpoint 1", logged with { From = [Some.Address("ben@vendor.example")], Sender = Some.Address("anna@vendor.example") });
        yield return Row.Of("B3 shared mailbox of ours, a user in Sender", "touchpoint 1", shared with { Sender = Some.Address("anna@vendor.example") });
        yield return Row.Of("B3 customer, Resent-From is a user; S088", "forward 1", redirected);
        yield return Row.Of("B3 customer, an allowed mailbox forwarded it by itself", "forward 1 (auto-forward)", Auto("X-Forwarded-For", "anna@vendor.example touchpoints@in.vendor.example"), policy: Forwarding);
        yield return Row.Of("B3 customer, a mailbox that is not allowed forwarded it", "held unknown-author", Auto("X-Forwarded-For", "ben@vendor.example touchpoints@in.vendor.example"), policy: Forwarding);
        yield return Row.Of("B3 customer, the mailbox stands in To alone", "held unknown-author", Auto("To", "anna@vendor.example"), policy: Forwarding);
        yield return Row.Of("B3 customer, who wrote the log address into Cc", "held unknown-author",
            Some.Envelope("jane@acme.example", "anna@vendor.example", cc: Some.Log) with { Fields = [new HeaderField("Delivered-To", "anna@vendor.example")] }, policy: Forwarding);
        yield return Row.Of("B3 customer, the owner of the mailbox has left", "held unknown-author", Auto("Delivered-To", "dan@vendor.example"), policy: Forwarding);
        yield return Row.Of("B3 personal tag, the author's", "touchpoint 1", Tagged("k7f3"), policy: Tags);
        yield return Row.Of("B3 personal tag and an account's key", "touchpoint 2", Tagged("k7f3+globex"), policy: Tags);
        yield return Row.Of("B3 personal tag of another user", "held personal-tag-mismatch", Tagged("b1b2"), policy: Tags);
        yield return Row.Of("B3 personal tag missing and required", "held personal-tag", logged, policy: Tags);
        yield return Row.Of("B3 personal tag missing and not required", "touchpoint 1", logged, policy: Tags with { RequirePersonalTag = false });
        yield return Row.Of("B3 a tag that is nobody's is an account's key", "held bad-override", Tagged("nosuch"), policy: Tags with { RequirePersonalTag = false });
        yield return Row.Of("B3 customer, nothing else; S060", "held unknown-author", Some.Envelope("jane@acme.example", Some.Log));
        yield return Row.Of("B3 former user; S069", "held author-inactive", logged with { From = [Some.Address("dan@vendor.example")] });
        yield return Row.Of("B3 internal domain, no user record; S061", "held unknown-author", shared);
        yield return Row.Of("B3 outside, not a user", "held unknown-author", Some.Envelope("mallory@elsewhere.example", Some.Log));
        yield return Row.Of("B3 no From", "held no-author", Some.Envelope("", Some.Log));
        yield return Row.Of("B3 From without an address", "held no-author", logged with { From = [new MailAddress("Anna Adler", "")] });
        yield return Row.Of("B3 Reply-To never decides", "touchpoint 1", logged with { ReplyTo = [Some.Address("gina@globex.example")] });
        yield return Row.Of("B3 an operator released a stranger's mail", "touchpoint 2", Some.Envelope("mallory@elsewhere.example", Some.Log),
            Some.Known() with { Choice = new OperatorChoice(Some.Globex, "anna") });
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void The_author_is_who_wrote_it_and_the_assistant_is_kept_S064()
    {
        var author = Author(Some.Envelope("ben@vendor.example", "jane@acme.example") with { Sender = Some.Address("anna@vendor.example") });
        Assert.That((author.User, author.SentBy?.Address), Is.EqualTo((new UserId(2), "anna@vendor.example")));
    }

    [Test]
    public void The_author_of_a_redirect_is_the_user_and_it_came_in_S088()
    {
        var mail = Some.Envelope("jane@acme.example", "anna@vendor.example", deliveredTo: Some.Log) with { ResentFrom = [Some.Address("anna@vendor.example")] };
        Assert.That(Author(mail).User, Is.EqualTo(new UserId(1)));
        Assert.That(((Decision.NewTouchpoints)Some.Decide(mail).Decision).Items[0].Item.Direction, Is.EqualTo(Direction.Inbound));
    }

    [Test]
    public void The_author_of_an_automatic_forward_is_the_owner_of_the_mailbox_and_the_customer_is_From()
    {
        var item = ((Decision.NewTouchpoints)Some.Decide(Auto("Delivered-To", "anna@vendor.example"), policy: Forwarding).Decision).Items[0].Item;
        Assert.That((item.Author.User, item.Direction, item.Participants[0].Address.Address), Is.EqualTo((new UserId(1), Direction.Inbound, "jane@acme.example")));
    }

    private static MailEnvelope Auto(string field, string value) =>
        Some.Envelope("jane@acme.example", "anna@vendor.example", deliveredTo: Some.Log) with { Fields = [new HeaderField(field, value)] };

    private static MailEnvelope Tagged(string tag) => Some.Envelope("anna@vendor.example", "jane@acme.example", deliveredTo: Some.Log.Replace("@", $"+{tag}@", StringComparison.Ordinal));

    private static Author Author(MailEnvelope envelope) => ((Decision.NewTouchpoints)Some.Decide(envelope).Decision).Items[0].Item.Author;

    private static MailEnvelope With(MailEnvelope envelope, string results, string server = "mx.vendor.example") =>
        envelope with { Fields = [new HeaderField("Authentication-Results", $"{server}; {results}")] };
}
