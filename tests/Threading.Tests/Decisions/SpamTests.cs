using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B1, stage 9: the verdict of a server before us.</summary>
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

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    private static MailEnvelope Answer(string field, string value) => Some.Envelope("jane@acme.example", Some.ReplyTo(Thread)) with { Fields = [new HeaderField(field, value)] };
}
