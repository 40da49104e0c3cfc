using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B4: who may reply.</summary>
[TestFixture]
public sealed class WhoMayReplyTests
{
    private static readonly StoredThread Thread = Some.Thread(7, with: "jane@acme.example, anna@vendor.example");
    private static readonly Known Known = Some.Known(Thread);
    private static readonly Policy Strict = Some.Policy with { OtherContact = SenderPolicy.Hold, NewPerson = SenderPolicy.Hold, NewSender = SenderPolicy.Hold };

    private static IEnumerable<TestCaseData> Rows()
    {
        yield return Row.Of("B4 participant, customer; S001", "reply 7", By("jane@acme.example"), Known);
        yield return Row.Of("B4 participant, internal, outside recipients", "reply 7", Some.Envelope("anna@vendor.example", $"jane@acme.example, {Some.ReplyTo(Thread)}"), Known);
        yield return Row.Of("B4 participant, internal, nobody outside", "reply 7 internal", By("anna@vendor.example"), Known);
        yield return Row.Of("B4 another contact of the account", "reply 7 (new participant)", By("john@acme.example"), Known);
        yield return Row.Of("B4 another contact of the account, hold", "held new-sender", By("john@acme.example"), Known, policy: Strict);
        yield return Row.Of("B4 same domain, unknown person; S067", "reply 7 (new person)", By("peter@acme.example"), Known);
        yield return Row.Of("B4 same domain, unknown person, hold", "held new-sender", By("peter@acme.example"), Known, policy: Strict);
        yield return Row.Of("B4 alternative address of a participant", "reply 7 (other address)", By("j.doe@acme.example"), Known);
        yield return Row.Of("B4 normalised address of a participant", "reply 7 (other address)", By("jane+mobile@acme.example"), Known);
        yield return Row.Of("B4 contact of another account; S068", "held other-account 1", By("gina@globex.example"), Known);
        yield return Row.Of("B4 contact of another account, accept", "reply 7 (other account)", By("gina@globex.example"), Known, policy: Some.Policy with { OtherAccount = SenderPolicy.Accept });
        yield return Row.Of("B4 a stranger; S066", "reply 7 (new sender)", By("jane.at.home@post.example"), Known);
        yield return Row.Of("B4 a stranger, hold; S066", "held new-sender", By("jane.at.home@post.example"), Known, policy: Strict);
        yield return Row.Of("B4 internal user, not a participant", "reply 7 internal", By("ben@vendor.example"), Known);
        yield return Row.Of("B4 verdict fail, require", "held auth-failed", Failed(By("jane@acme.example")), Known, policy: Some.Policy with { Authentication = AuthenticationPolicy.Require });
        yield return Row.Of("B4 verdict fail, warn", "reply 7 (sender not verified)", Failed(By("jane@acme.example")), Known);
        yield return Row.Of("B4 our own address", "ignored own-address", By(Some.Log), Known);
        yield return Row.Of("B4 no From", "held no-author", By(""), Known);
        yield return Row.Of("B4 former user", "held author-inactive", By("dan@vendor.example"), Known);
        yield return Row.Of("B4 sender on the never-log list", "ignored never-log", By("lawyer@counsel.example"), Known);

        yield return Row.Of("B4 by headers: participant", "reply 7 (by headers)", ByHeaders("jane@acme.example"), Known);
        yield return Row.Of("B4 by headers: other contact", "reply 7 (by headers, new participant)", ByHeaders("john@acme.example"), Known);
        yield return Row.Of("B4 by headers: contact of another account", "held other-account 1 (by headers)", ByHeaders("gina@globex.example"), Known, policy: Some.Policy with { OtherAccount = SenderPolicy.Accept });
        yield return Row.Of("B4 by headers: a stranger", "held unknown-author (by headers)", ByHeaders("jane.at.home@post.example"), Known);
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void A_stranger_is_shown_as_no_participant_and_adds_nobody_S066()
    {
        var item = Reply(Some.Envelope("x@elsewhere.example", Some.ReplyTo(Thread), cc: "y@elsewhere.example, ben@vendor.example")).Item;
        Assert.That(item.Author, Is.EqualTo(new Author(Some.Address("x@elsewhere.example"), null, null)));
        Assert.That(item.Participants.Select(p => (p.Address.Address, p.Side)), Is.EqualTo(new[]
        {
            ("x@elsewhere.example", ParticipantSide.NotParticipant), ("ben@vendor.example", ParticipantSide.Internal),
        }));
    }

    [Test]
    public void The_author_is_the_sender_never_the_contact_of_the_thread()
    {
        var item = Reply(By("peter@acme.example")).Item;
        Assert.That((item.Author.Address.Address, item.Author.Contact, item.Direction, item.CountsAsTouch), Is.EqualTo(("peter@acme.example", (ContactId?)null, Direction.Inbound, true)));
        Assert.That(Reply(By("j.doe@acme.example")).Item.Author.Contact, Is.EqualTo(new ContactId(1)));
    }

    [Test]
    public void A_reply_among_ourselves_is_no_touch_and_one_to_the_customer_is()
    {
        Assert.That(Reply(By("ben@vendor.example")).Item.CountsAsTouch, Is.False);
        var outside = Reply(Some.Envelope("ben@vendor.example", $"jane@acme.example, {Some.ReplyTo(Thread)}"));
        Assert.That((outside.Item.CountsAsTouch, outside.Item.Direction, outside.IsInternal), Is.EqualTo((true, Direction.Outbound, false)));
    }

    private static ReplyDraft Reply(MailEnvelope envelope) => ((Decision.ThreadReply)Some.Decide(envelope, Known).Decision).Reply;

    private static MailEnvelope By(string from) => Some.Envelope(from, Some.ReplyTo(Thread));

    private static MailEnvelope ByHeaders(string from) => Some.Envelope(from, "anna@vendor.example", cc: Some.Log, inReplyTo: Some.OutboundId(Thread));

    private static MailEnvelope Failed(MailEnvelope envelope) =>
        envelope with { Fields = [new HeaderField("Authentication-Results", "mx.vendor.example; dmarc=fail header.from=acme.example")] };
}
