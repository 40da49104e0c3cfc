using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B1, stage 9: the verdict of a server before us; stage 3: a server's own text in place of a mail.</summary>
[TestFixture]
public sealed class SpamTests
{
    private static readonly Policy Policy = Some.Policy with { SpamHeaders = ["X-Spam-Flag: YES", "X-Verdict: junk"] };
    private static readonly StoredThread Thread = Some.Thread(7);

    private static IEnumerable<TestCaseData> Rows()
    {
        yield return Row.Of("B1.9 marked", "held spam", Answer("X-Spam-Flag", "YES"), Some.Known(Thread), policy: Policy);
        yield return Row.Of("B1.9 marked, other letters, more behind", "held spam", Answer("x-verdict", " Junk; score=9"), Some.Known(Thread), policy: Policy);
        yield return Row.Of("B1.9 another value", "reply 7", Answer("X-Spam-Flag", "NO"), Some.Known(Thread), policy: Policy);
        yield return Row.Of("B1.9 no server is asked", "reply 7", Answer("X-Spam-Flag", "YES"), Some.Known(Thread));
        yield return Row.Of("B1.9 a person released it", "reply 7", Answer("X-Spam-Flag", "YES"), Some.Known(Thread) with { Choice = new OperatorChoice(Some.Acme, "anna") }, policy: Policy);
        yield return Row.Of("B1.9 machine mail in a spam wrapper still tells what it says", "event 7 auto-reply",
            Answer("X-Spam-Flag", "YES") with { Fields = [new HeaderField("X-Spam-Flag", "YES"), new HeaderField("Auto-Submitted", "auto-replied")] }, Some.Known(Thread), policy: Policy);
    }

    private static IEnumerable<TestCaseData> Replacements()
    {
        const string Subject = "Retrieval using the IMAP4 protocol failed for the following message: 4711";
        const string Text = "The server couldn't retrieve the following message:\n\nSubject: \"Offer\"\nFrom: \"Jane Doe\"\n\nThe message hasn't been deleted.";
        var released = Some.Known() with { Choice = new OperatorChoice(Some.Acme, "anna") };
        yield return Row.Of("B11 Exchange's text in place of a mail; S146", "held unfetchable", Some.Envelope("", "", deliveredTo: Some.Log, subject: Subject), content: Some.Content(Text));
        yield return Row.Of("B11 whoever it seems to be from; S146", "held unfetchable", Some.Envelope("anna@vendor.example", "jane@acme.example", subject: Subject), content: Some.Content(Text));
        yield return Row.Of("B11 somebody answers about it", "touchpoint 1", Some.Envelope("anna@vendor.example", "jane@acme.example", subject: "Re: " + Subject), content: Some.Content("Please send it again.\n" + Text));
        yield return Row.Of("B11 a person wants it recorded", "touchpoint 1", Some.Envelope("anna@vendor.example", "jane@acme.example", subject: Subject), released, Some.Content(Text));
    }

    [TestCaseSource(nameof(Replacements))]
    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    private static MailEnvelope Answer(string field, string value) => Some.Envelope("jane@acme.example", Some.ReplyTo(Thread)) with { Fields = [new HeaderField(field, value)] };
}
