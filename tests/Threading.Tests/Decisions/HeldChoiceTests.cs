using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B10: what a person may do with a held mail, each as the decision sees it.</summary>
[TestFixture]
public sealed class HeldChoiceTests
{
    private const string Jane = "jane@acme.example";
    private const string Mallory = "mallory@elsewhere.example";

    private static readonly StoredThread A = Some.Thread(7);
    private static readonly StoredThread B = Some.Thread(8, Some.Globex, "gina@globex.example");
    private static readonly Policy Strict = Some.Policy with { Authentication = AuthenticationPolicy.Require, SpamHeaders = ["X-Spam-Flag: YES"] };

    private static IEnumerable<TestCaseData> LetThrough()
    {
        var known = Some.Known(A, B);
        TestCaseData Let(string name, string held, string then, MailEnvelope envelope, Known? of = null, Policy? policy = null) =>
            new TestCaseData(envelope, of ?? known, policy ?? Some.Policy, held, then).SetName($"B10 {name}");

        yield return Let("bad-override: without the key", "held bad-override", "touchpoint 1", Some.Envelope(to: $"{Jane}, touchpoints+nosuch@in.vendor.example"));
        yield return Let("unknown-author", "held unknown-author", "touchpoint 1", Some.Envelope(Jane, Some.Log));
        yield return Let("unknown-author of ours", "held unknown-author", "touchpoint 1", Some.Envelope("new@vendor.example", Jane, deliveredTo: Some.Log));
        yield return Let("author-inactive", "held author-inactive", "touchpoint 1", Some.Envelope("dan@vendor.example", Jane, deliveredTo: Some.Log));
        yield return Let("no-author", "held no-author", "touchpoint 1", Some.Envelope("", Jane, deliveredTo: Some.Log));
        yield return Let("auth-failed", "held auth-failed", "touchpoint 1", Some.Envelope(to: Jane, deliveredTo: Some.Log), policy: Strict);
        yield return Let("new-sender", "held new-sender", "reply 7 (new sender)", Some.Envelope(Mallory, Some.ReplyTo(A)), policy: Some.Policy with { NewSender = SenderPolicy.Hold });
        yield return Let("other-account", "held other-account 1", "reply 7 (other account)", Some.Envelope("gina@globex.example", Some.ReplyTo(A)));
        yield return Let("unaddressed", "held unaddressed", "touchpoint 1", Some.Envelope(Jane, "anna@vendor.example"));
        yield return Let("spam", "held spam", "reply 7", Some.Envelope(Jane, Some.ReplyTo(A)) with { Fields = [new HeaderField("X-Spam-Flag", "YES")] }, policy: Some.Policy with { SpamHeaders = Strict.SpamHeaders });
        yield return Let("loop-suspect", "held loop-suspect", "reply 7", Some.Envelope(Jane, Some.ReplyTo(A)), known with { Recent = new RecentCounts(99, 99, 99) });
        yield return Let("personal-tag", "held personal-tag", "touchpoint 1", Some.Envelope(to: Jane, deliveredTo: Some.Log), policy: Some.Policy with { RequirePersonalTag = true });
        yield return Let("a tie stays one", "held ambiguous 1,2", "held ambiguous 1,2", Some.Envelope(to: "carl@consult.example", deliveredTo: Some.Log));
    }

    [TestCaseSource(nameof(LetThrough))]
    public void Let_through_it_is_decided_by_every_rule_but_the_one_that_kept_it_back(MailEnvelope envelope, Known known, Policy policy, string held, string then)
    {
        Row.Check(envelope, known, Some.Content(), policy, held);
        Row.Check(envelope, known with { Choice = new OperatorChoice(null, "anna") }, Some.Content(), policy, then);
    }

    private static IEnumerable<TestCaseData> Chosen()
    {
        var known = Some.Known(A, B);
        Known Thread(StoredThread thread, Known? of = null) => (of ?? known) with { Choice = new OperatorChoice(null, "anna") { Thread = thread.Id } };
        var note = Some.Thread(9, isInternalNote: true);
        var deleted = Some.Thread(10, state: TouchpointState.Deleted);

        yield return Row.Of("B10 unknown-token: choose thread", "reply 8 (new sender)", Some.Envelope(Mallory, Some.ReplyTo(A).Replace("+aab", "+aac", StringComparison.Ordinal)), Thread(B));
        yield return Row.Of("B10 thread-conflict: choose thread", "reply 8", Some.Envelope("gina@globex.example", Some.ReplyTo(A), inReplyTo: Some.OutboundId(B)), Thread(B));
        yield return Row.Of("B10 internal-thread: the thread itself, chosen by a person", "reply 9", Some.Envelope(Jane, Some.ReplyTo(note)), Thread(note, Some.Known(note)));
        yield return Row.Of("B10 no-match: choose thread", "reply 7 (new sender)", Some.Envelope(Mallory, "nobody@elsewhere.example"), Thread(A));
        yield return Row.Of("B10 a deleted thread takes nothing", "held thread-deleted 1", Some.Envelope(Jane, "x@y.example"), Thread(deleted, Some.Known(deleted)));
        yield return Row.Of("B10 ambiguous: pick several", "touchpoint 2,1", Some.Envelope(to: "carl@consult.example", deliveredTo: Some.Log),
            known with { Choice = new OperatorChoice(Some.Globex, "anna") { Further = [Some.Acme] } });
        yield return Row.Of("B10 several, among ourselves", "note 2,1", Some.Envelope(to: "ben@vendor.example", deliveredTo: Some.Log),
            known with { Choice = new OperatorChoice(Some.Globex, "anna") { Further = [Some.Acme] } });
        yield return Row.Of("B10 several, of a mail that belongs to a thread", "touchpoint 1,2 →7 (started from)", Some.Envelope(to: Jane, deliveredTo: Some.Log, inReplyTo: Some.OutboundId(A)),
            known with { Choice = new OperatorChoice(Some.Acme, "anna") { Further = [Some.Globex] } });
        yield return Row.Of("B10 a redirected mail that was assigned stays the customer's", "forward 2", Some.Envelope(Mallory, "x@y.example", deliveredTo: Some.Log) with { ResentFrom = [Some.Address("anna@vendor.example")] },
            known with { Choice = new OperatorChoice(Some.Globex, "anna") });
    }

    private static IEnumerable<TestCaseData> Senders()
    {
        var spam = Some.Envelope(Jane, Some.ReplyTo(A)) with { Fields = [new HeaderField("X-Spam-Flag", "YES")] };
        var logged = Some.Envelope(to: Jane, deliveredTo: Some.Log);
        var forged = spam with { Fields = [.. spam.Fields, new HeaderField("Authentication-Results", "mx.vendor.example; dmarc=fail header.from=acme.example")] };
        Known With(SenderRuleKind kind, string entry) => Some.Known(A) with { Directory = Some.MakeDirectory(0, senderRules: [new SenderRule(entry, kind, "ben", Some.Arrival)]) };
        var lenient = Strict with { Authentication = AuthenticationPolicy.Warn };

        yield return Row.Of("B10 spam: release sender", "reply 7", spam, With(SenderRuleKind.NeverSpam, "Jane@ACME.example"), policy: lenient);
        yield return Row.Of("B10 spam: release domain", "reply 7", spam, With(SenderRuleKind.NeverSpam, "@acme.example"), policy: lenient);
        yield return Row.Of("B10 spam: another sender", "held spam", spam, With(SenderRuleKind.NeverSpam, "john@acme.example"), policy: lenient);
        yield return Row.Of("B10 spam: a rule about something else", "held spam", spam, With(SenderRuleKind.Unverified, Jane), policy: lenient);
        yield return Row.Of("B10 spam: who only says to be that sender", "held spam", forged, With(SenderRuleKind.NeverSpam, Jane), policy: lenient);
        yield return Row.Of("B10 auth-failed: accept domain", "touchpoint 1", logged, With(SenderRuleKind.Unverified, "@vendor.example"), policy: Strict);
        yield return Row.Of("B10 auth-failed: accept sender", "touchpoint 1", logged, With(SenderRuleKind.Unverified, "anna@vendor.example"), policy: Strict);
        yield return Row.Of("B10 auth-failed: another domain", "held auth-failed", logged, With(SenderRuleKind.Unverified, "@acme.example"), policy: Strict);
        yield return Row.Of("B10 auth-failed: accept domain, in a thread", "reply 7 (sender not verified)", forged with { Fields = [forged.Fields[1]] }, With(SenderRuleKind.Unverified, "@acme.example"), policy: Strict);
    }

    [TestCaseSource(nameof(Chosen))]
    [TestCaseSource(nameof(Senders))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void Who_lets_a_sender_through_stands_in_the_trace()
    {
        var known = Some.Known(A) with { Directory = Some.MakeDirectory(0, senderRules: [new SenderRule(Jane, SenderRuleKind.NeverSpam, "ben", Some.Arrival)]) };
        var decided = Some.Decide(Some.Envelope(Jane, Some.ReplyTo(A)) with { Fields = [new HeaderField("X-Spam-Flag", "YES")] }, known, policy: Some.Policy with { SpamHeaders = ["X-Spam-Flag: YES"] });

        Assert.That(decided.Trace.Steps.Single(step => step.Rule == "B1.9").Result, Is.EqualTo("A server before us marked it as spam (X-Spam-Flag: YES), but ben decided on 2026-11-02 that mail of jane@acme.example is let through."));
    }

    [Test]
    public void Every_hold_reason_says_what_a_person_may_do_and_only_reasons_with_a_rule_offer_one()
    {
        foreach (var reason in Enum.GetValues<HoldReason>())
        {
            Assert.That(HeldActs.Of(reason).Contains(HeldAct.LetSenderThrough), Is.EqualTo(HeldActs.RuleOf(reason) is not null), $"{reason}");
        }
    }
}
