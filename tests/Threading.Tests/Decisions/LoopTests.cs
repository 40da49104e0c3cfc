using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B2.4: our own mail, and loops.</summary>
[TestFixture]
public sealed class LoopTests
{
    private static readonly StoredThread Thread = Some.Thread(7);
    private static readonly MailEnvelope Answer = Some.Envelope("jane@acme.example", Some.ReplyTo(Thread));
    private static readonly MailEnvelope Logged = Some.Envelope(to: "jane@acme.example", deliveredTo: Some.Log);

    private static IEnumerable<TestCaseData> Rows()
    {
        var known = Some.Known(Thread);
        var sent = known with { Outbound = [new OutboundId(new MessageId("sent-1@vendor.example"), Thread.Id)] };

        yield return Row.Of("B2.4 our keyed Message-ID from a user; S108", "ignored own-outbound", Logged with { MessageId = new MessageId(Some.OutboundId(Thread)) }, known);
        yield return Row.Of("B2.4 Message-ID in our table of sent mail; S108", "ignored own-outbound", Logged with { MessageId = new MessageId("sent-1@vendor.example") }, sent);
        yield return Row.Of("B2.4 our mark from our reply address", "ignored own-outbound",
            Some.Envelope(Some.ReplyTo(Thread), "jane@acme.example") with { Fields = [new HeaderField("X-Touchpoints-Instance", "tests")] }, known);
        yield return Row.Of("B2.4 our mark in a customer's mail decides nothing", "reply 7", Answer with { Fields = [new HeaderField("X-Touchpoints-Instance", "tests")] }, known);
        yield return Row.Of("B2.4 our Message-ID taken by an outsider decides nothing", "reply 7", Answer with { MessageId = new MessageId("sent-1@vendor.example") }, sent);
        yield return Row.Of("B2.4 From is a log address", "ignored own-address", Some.Envelope(Some.Log, "jane@acme.example"), known);
        yield return Row.Of("B2.4 From is a reply address", "ignored own-address", Some.Envelope(Some.ReplyTo(Thread), Some.Log), known);

        yield return Row.Of("B2.4 the twentieth mail in a thread", "reply 7", Answer, known with { Recent = new RecentCounts(19, 19, 0) });
        yield return Row.Of("B2.4 the twenty-first mail in a thread; S109", "held loop-suspect", Answer, known with { Recent = new RecentCounts(20, 20, 0) });
        yield return Row.Of("B2.4 the sixtieth mail of a sender", "reply 7", Answer, known with { Recent = new RecentCounts(0, 59, 0) });
        yield return Row.Of("B2.4 the sixty-first mail of a sender", "held loop-suspect", Answer, known with { Recent = new RecentCounts(0, 60, 0) });
        yield return Row.Of("B2.4 the fifth mail with the same text", "reply 7", Answer, known with { Recent = new RecentCounts(4, 4, 4) });
        yield return Row.Of("B2.4 the sixth mail with the same text", "held loop-suspect", Answer, known with { Recent = new RecentCounts(5, 5, 5) });
        yield return Row.Of("B2.4 the 120th mail of a user, all with other attachments; S110", "touchpoint 1", Logged, known with { Recent = new RecentCounts(0, 119, 0) });
        yield return Row.Of("B2.4 released by a person", "touchpoint 1", Logged,
            known with { Recent = new RecentCounts(99, 99, 99), Choice = new OperatorChoice(Some.Acme, "anna") });
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void Equal_texts_with_other_invoices_are_not_one_text_S110()
    {
        Assert.That(Text(Some.Content("Your invoice.", "1")), Is.Not.EqualTo(Text(Some.Content("Your invoice.", "2"))));
        Assert.That(Text(Some.Content("Your invoice.", "1")), Is.EqualTo(Text(Some.Content("Your invoice.", "1"), Logged with { DateRaw = "later", MessageId = null })));
        Assert.That(Text(Some.Content("Your invoice.")), Is.Not.EqualTo(Text(Some.Content("Your invoice.", "1"))));
    }

    [Test]
    public void Of_text_and_HTML_the_text_is_the_text()
    {
        var hash = Text(WithHtml("Hello.", "mark 1"));
        Assert.That(Text(WithHtml("Hello.", "mark 2")), Is.EqualTo(hash));
        Assert.That(Text(WithHtml("Goodbye.", "mark 1")), Is.Not.EqualTo(hash));
        Assert.That(Text(WithHtml(null, "mark 1")), Is.Not.EqualTo(Text(WithHtml(null, "mark 2"))));
    }

    private static MailContent WithHtml(string? text, string html) => Some.Content(text ?? "") with
    {
        Text = text,
        Html = html,
        Parts = [.. Some.Content(text ?? "").Parts, new MailPart { MediaType = "text/html", IsBody = true, Sha256 = Some.Content(html).Parts[0].Sha256 }],
    };

    private static byte[] Text(MailContent content, MailEnvelope? envelope = null) => Known.KeysFor(envelope ?? Logged, content, Some.Policy).TextHash.ToArray();
}
