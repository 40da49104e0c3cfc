using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B5: signals, conflicts and states of threads.</summary>
[TestFixture]
public sealed class ThreadPlacementTests
{
    private const string Jane = "jane@acme.example";
    private static readonly StoredThread A = Some.Thread(7);
    private static readonly StoredThread B = Some.Thread(8, Some.Globex, "gina@globex.example");
    private static readonly StoredThread A2 = Some.Thread(9, with: "john@acme.example", subject: "Training dates");
    private static readonly Known Known = Some.Known(A, B, A2);

    private static readonly Known WithMails = Known with
    {
        Mails =
        [
            Some.Stored(1, Some.Envelope(id: "logged-a@x.example"), threads: 7),
            Some.Stored(2, Some.Envelope(id: "logged-b@x.example"), threads: 8),
            Some.Stored(3, Some.Envelope(id: "held@x.example"), state: MailState.Held),
            Some.Stored(4, Some.Envelope(id: "on-two@x.example"), threads: [8, 7]),
        ],
        AncestorHits = [new AncestorHit(new MessageId("unseen@x.example"), A.Id)],
    };

    private static IEnumerable<TestCaseData> Signals()
    {
        yield return Row.Of("T1 a token, whatever the ids say; S010", "reply 7", Some.Envelope(Jane, Some.ReplyTo(A), inReplyTo: "rewritten@provider.example"), Known);
        yield return Row.Of("T2 In-Reply-To is a keyed id of ours", "reply 7 (by headers)", FromJane(inReplyTo: Some.OutboundId(A)), Known);
        yield return Row.Of("T2 In-Reply-To is in our table of sent mail", "reply 7 (by headers)", FromJane(inReplyTo: "sent@vendor.example"),
            Known with { Outbound = [new OutboundId(new MessageId("sent@vendor.example"), A.Id)] });
        yield return Row.Of("T2 an id that only looks like ours is nobody's", "held unknown-author",
            FromJane(inReplyTo: Some.OutboundId(A).Replace(".ab.", ".ac.", StringComparison.Ordinal)), Known);
        yield return Row.Of("T3 In-Reply-To is a recorded mail", "reply 7 (by headers)", FromJane(inReplyTo: "logged-a@x.example"), WithMails);
        yield return Row.Of("T3 a held mail has no thread", "held unknown-author", FromJane(inReplyTo: "held@x.example"), WithMails);
        yield return Row.Of("T4 References hold a keyed id", "reply 7 (by headers)", FromJane(references: $"x@x.example {Some.OutboundId(A)} y@x.example"), Known);
        yield return Row.Of("T5 References, the nearest stored id wins; S012", "reply 7 (by headers)", FromJane(references: "logged-b@x.example logged-a@x.example y@x.example"), WithMails);
        yield return Row.Of("T5 the third mail of a conversation joins the first; S013", "reply 7", Logged(Jane, references: "logged-a@x.example mail-2@x.example", inReplyTo: "mail-2@x.example"), WithMails);
        yield return Row.Of("T6 an ancestor nobody saw, a common customer; S014", "reply 7", Logged(Jane, references: "unseen@x.example"), WithMails);
        yield return Row.Of("T6 an ancestor nobody saw, the same account", "reply 7", Logged("john@acme.example", references: "unseen@x.example"), WithMails);
        yield return Row.Of("T6 an ancestor nobody saw, nobody common; S015", "touchpoint 4 →7 (related)", Logged("uma@umbrella.example", references: "unseen@x.example"), WithMails);
        yield return Row.Of("T6 the answer came before the mail", "reply 7", Logged(Jane, id: "unseen@x.example"), WithMails);
        yield return Row.Of("T6 the answer came before the mail, nobody common", "touchpoint 4 →7 (related)", Logged("uma@umbrella.example", id: "unseen@x.example"), WithMails);
    }

    private static IEnumerable<TestCaseData> Conflicts()
    {
        yield return Row.Of("B5.2 token and headers, same account; S009", "reply 9 (headers point to another thread, new participant)",
            Some.Envelope(Jane, Some.ReplyTo(A2), inReplyTo: Some.OutboundId(A), subject: "Re: Training dates"), Known);
        yield return Row.Of("B5.2 token and headers, other account, sender belongs to the token's", "reply 7 (headers point to another thread)",
            Some.Envelope(Jane, Some.ReplyTo(A), inReplyTo: Some.OutboundId(B)), Known);
        yield return Row.Of("B5.2 token and headers, other account, sender only of the other", "held thread-conflict 1,2",
            Some.Envelope("gina@globex.example", Some.ReplyTo(A), inReplyTo: Some.OutboundId(B)), Known);
        yield return Row.Of("B5.2 In-Reply-To and References", "reply 7 (by headers)", FromJane(inReplyTo: "logged-a@x.example", references: "logged-b@x.example"), WithMails);
        yield return Row.Of("B5.2 an account named expressly outranks the thread", "touchpoint 2 →7 (started from)",
            Logged(Jane, inReplyTo: "logged-a@x.example", subject: "[globex] Renewal 2027"), WithMails);
        yield return Row.Of("B5.2 other subject, nobody common", "touchpoint 4 →7 (started from)", Logged("uma@umbrella.example", inReplyTo: "logged-a@x.example", subject: "Party"), WithMails);
        yield return Row.Of("B5.2 other subject, somebody common", "reply 7 (subject changed)", Logged(Jane, inReplyTo: "logged-a@x.example", subject: "Party"), WithMails);
        yield return Row.Of("B5.2 other subject by token; S016", "reply 7 (subject changed)", Some.Envelope(Jane, Some.ReplyTo(A), subject: "Training"), Known);
        yield return Row.Of("B5.2 prefixes are no other subject", "reply 7", Some.Envelope(Jane, Some.ReplyTo(A), subject: "AW: Re[2]: renewal  2027"), Known);
        yield return Row.Of("B5.2 a mail on two accounts, the sender's one", "reply 7 (by headers)", FromJane(inReplyTo: "on-two@x.example"), WithMails);
        yield return Row.Of("B5.2 a mail on two accounts, both still on it", "reply 8 →7", Logged("gina@globex.example, jane@acme.example", inReplyTo: "on-two@x.example"), WithMails);
        yield return Row.Of("B5.2 a mail on two accounts, nobody of them on it", "held thread-conflict 1,2", Some.Envelope("ben@vendor.example", "anna@vendor.example", deliveredTo: Some.Log, inReplyTo: "on-two@x.example"), WithMails with { Threads = [B, A] });
    }

    private static IEnumerable<TestCaseData> States()
    {
        yield return State("open", "reply 7", A);
        yield return State("closed; S018", "reply 7 (after close)", Some.Thread(7, state: TouchpointState.Closed));
        yield return State("merged; S017", "reply 9 (subject changed, new participant)", A with { MergedInto = A2.Id }, A2);
        yield return State("merged in a ring", "reply 7", A with { MergedInto = A.Id });
        yield return State("archived account", "reply 7 (archived account)", Some.Thread(7, new AccountId(50)));
        yield return State("deleted; S019", "held thread-deleted 1", Some.Thread(7, state: TouchpointState.Deleted));
        yield return State("erased; S020", "ignored tombstone", Some.Thread(7, state: TouchpointState.Erased, with: ""));
        yield return State("internal note, an outsider; S023", "held internal-thread 1", Some.Thread(7, isInternalNote: true));
        yield return Row.Of("B5.3 internal note, an insider; S023", "reply 7 internal", Some.Envelope("ben@vendor.example", Some.ReplyTo(A)), Some.Known(Some.Thread(7, with: "anna@vendor.example", isInternalNote: true)));
    }

    [TestCaseSource(nameof(Signals))]
    [TestCaseSource(nameof(Conflicts))]
    [TestCaseSource(nameof(States))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void At_most_51_ids_are_asked_for_the_nearest_first_and_never_its_own_S012()
    {
        var references = string.Join(' ', Enumerable.Range(1, 120).Select(i => $"r{i}@x.example"));
        var keys = Known.KeysFor(Some.Envelope(Jane, id: "r120@x.example", references: references, inReplyTo: "parent@x.example"), Some.Content(), Some.Policy);
        Assert.That(keys.Ancestors, Has.Count.EqualTo(51));
        Assert.That(keys.Ancestors.Take(3).Select(i => i.Value), Is.EqualTo(new[] { "parent@x.example", "r119@x.example", "r118@x.example" }));
    }

    [Test]
    public void The_keys_hold_the_tokens_of_addresses_and_of_our_ids_and_of_attached_originals()
    {
        var nested = new NestedMail(Some.Envelope(id: "original@x.example", inReplyTo: Some.OutboundId(B)), Some.Content());
        var content = Some.Content() with { Parts = [new MailPart { MediaType = "message/rfc822", Nested = nested }] };
        var keys = Known.KeysFor(Some.Envelope(Jane, Some.ReplyTo(A2), inReplyTo: Some.OutboundId(A)), content, Some.Policy);
        Assert.That(keys.Tokens, Is.EqualTo(new[] { Some.AddressId(A2), Some.AddressId(A), Some.AddressId(B) }));
        Assert.That(keys.Ancestors.Select(i => i.Value), Does.Contain("original@x.example"));
    }

    private static TestCaseData State(string name, string expected, params StoredThread[] threads) =>
        Row.Of($"B5.3 {name}", expected, Some.Envelope(Jane, Some.ReplyTo(threads[0])), Some.Known(threads));

    private static MailEnvelope FromJane(string inReplyTo = "", string references = "") =>
        Some.Envelope(Jane, "anna@vendor.example", cc: Some.Log, inReplyTo: inReplyTo, references: references);

    private static MailEnvelope Logged(string to, string inReplyTo = "", string references = "", string subject = "Re: Renewal 2027", string id = "mail-1@client.example") =>
        Some.Envelope("anna@vendor.example", to, deliveredTo: Some.Log, inReplyTo: inReplyTo, references: references, subject: subject, id: id);
}
