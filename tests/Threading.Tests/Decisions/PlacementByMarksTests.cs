using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B5.1, T7 to T10: mail whose programs lost its ids.</summary>
[TestFixture]
public sealed class PlacementByMarksTests
{
    private const string Jane = "jane@acme.example";
    private const string Index = "AdA1b2c3ZGVmZ2hpamtsbW5vcHFyc3Q="; // 23 octets, the first 22 of which are the conversation
    private static readonly StoredThread A = Some.Thread(7);
    private static readonly StoredThread B = Some.Thread(8, Some.Globex, "gina@globex.example");
    private static readonly Known Known = Some.Known(A, B);
    private static readonly Policy SubjectMarks = Some.Policy with { SubjectMarks = true };
    private static readonly MailEnvelope Logged = Some.Envelope(to: "ben@vendor.example", id: "quoted@vendor.example", subject: "Renewal 2027");

    private static IEnumerable<TestCaseData> Rows()
    {
        yield return Row.Of("T7 hidden in the HTML; S011", "reply 7 (by marks)", FromJane(), Known, Html($"<p>Yes</p><div style=\"display:none\">{Some.ReplyTo(A)}</div>"));
        yield return Row.Of("T7 in a quoted header line; S011", "reply 7 (by marks)", FromJane(), Known, Some.Content($"Yes.\n\nFrom: Anna <{Some.ReplyTo(A)}>\nSubject: x"));
        yield return Row.Of("T7 upper-cased in a link", "reply 7 (by marks)", FromJane(), Known, Html($"<a href=\"MAILTO:{Some.ReplyTo(A).ToUpperInvariant()}?subject=x\">answer</a>"));
        yield return Row.Of("T7 the nearest of several", "reply 7 (by marks)", FromJane(), Known, Some.Content($"> {Some.ReplyTo(A)}\n>> {Some.ReplyTo(B)}"));
        yield return Row.Of("T7 one letter is another", "held unknown-author", FromJane(), Known, Some.Content(Other(Some.ReplyTo(A))));
        yield return Row.Of("T7 a thread that is gone", "held unknown-author", FromJane(), Some.Known(B), Some.Content(Some.ReplyTo(A)));
        yield return Row.Of("T7 a stranger with it is still a stranger (B4)", "held unknown-author (by marks)", FromJane() with { From = [Some.Address("x@elsewhere.example")] }, Known, Some.Content(Some.ReplyTo(A)));
        yield return Row.Of("T7 a user logs a mail that holds it", "reply 7", Some.Envelope(to: Jane, deliveredTo: Some.Log), Known, Some.Content($"Yes.\n> {Some.ReplyTo(A)}"));
        yield return Row.Of("T7 pasted from another thread contradicts nothing", "reply 7", Some.Envelope(Jane, Some.ReplyTo(A)), Known, Some.Content(Some.ReplyTo(B)));

        yield return Row.Of("T8 conversation, subject and a person are the same", "reply 7 (by marks)", Outlook("RE: Renewal 2027"), Conversation);
        yield return Row.Of("T8 another subject", "held unknown-author", Outlook("RE: Party"), Conversation);
        yield return Row.Of("T8 nobody in common", "held unknown-author", Outlook("RE: Renewal 2027") with { From = [Some.Address("john@acme.example")] }, Conversation);
        yield return Row.Of("T8 an index that is none", "held unknown-author", Outlook("RE: Renewal 2027") with { Fields = [new HeaderField("Thread-Index", "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%")] }, Conversation);

        yield return Row.Of("T9 a quoted block is a stored mail", "reply 7 (by marks)", FromJane("Re: Renewal 2027"), Quoted, Some.Content($"Yes.\n\n{Block("Mon, 2 Nov 2026 07:59:00 +0000")}"));
        yield return Row.Of("T9 by another clock", "reply 7 (by marks)", FromJane("Re: Renewal 2027"), Quoted, Some.Content($"Yes.\n\n{Block("2 November 2026 13:29")}"));
        yield return Row.Of("T9 another minute", "held unknown-author", FromJane("Re: Renewal 2027"), Quoted, Some.Content($"Yes.\n\n{Block("2 November 2026 13:31")}"));
        yield return Row.Of("T9 another subject", "held unknown-author", FromJane("Re: Renewal 2027"), Quoted, Some.Content($"Yes.\n\n{Block("Mon, 2 Nov 2026 07:59:00 +0000", "Party")}"));
        yield return Row.Of("T9 nobody in common", "held unknown-author", FromJane("Re: Renewal 2027") with { From = [Some.Address("john@acme.example")] }, Quoted,
            Some.Content($"Yes.\n\n{Block("Mon, 2 Nov 2026 07:59:00 +0000")}"));

        yield return Row.Of("T10 off", "held unknown-author", FromJane(Marked(A)), Known);
        yield return Row.Of("T10 on, a participant", "reply 7 (by marks, subject changed)", FromJane(Marked(A)), Known, policy: SubjectMarks);
        yield return Row.Of("T10 on, another contact of the account", "held subject-token (by marks, subject changed)", FromJane(Marked(A)) with { From = [Some.Address("john@acme.example")] }, Known, policy: SubjectMarks);
        yield return Row.Of("T10 one letter is another", "held unknown-author", FromJane(Other(Marked(A))), Known, policy: SubjectMarks);
        yield return Row.Of("T10 logged by a user without its people", "touchpoint 4 →7 (started from)", Some.Envelope(to: "uma@umbrella.example", deliveredTo: Some.Log, subject: Marked(A)), Known, policy: SubjectMarks);
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void Marks_are_keys_and_the_conversation_is_an_ancestor()
    {
        var keys = Known.KeysFor(Outlook("x"), Some.Content($"{Some.ReplyTo(B)} {Some.ReplyTo(A)} {Some.ReplyTo(B)}"), Some.Policy);
        Assert.That(keys.Tokens, Is.EqualTo(new[] { Some.AddressId(B), Some.AddressId(A) }));
        Assert.That(keys.Ancestors.Select(id => id.Value), Is.EqualTo(new[] { "thread-index:01d0356f6737646566676869" + "6a6b6c6d6e6f70717273" }));
    }

    private static Known Conversation => Known with { AncestorHits = [new AncestorHit(MailMarks.Conversation(Outlook("x"))!.Value, A.Id)] };

    private static Known Quoted => Known with { AroundQuoted = [Some.Stored(3, Logged, threads: 7), Some.Stored(4, Logged, state: MailState.Held, threads: 8)] };

    private static MailEnvelope FromJane(string subject = "Renewal 2027") => Some.Envelope(Jane, "anna@vendor.example", cc: Some.Log, subject: subject);

    private static MailEnvelope Outlook(string subject) => FromJane(subject) with { Fields = [new HeaderField("Thread-Index", Index)] };

    private static MailContent Html(string html) => Some.Content() with { Text = null, Html = html };

    private static string Block(string date, string subject = "Renewal 2027") => $"From: Anna Adler <anna@vendor.example>\nSent: {date}\nTo: Jane Doe <jane@acme.example>\nSubject: {subject}\n\nHello Jane";

    private static string Marked(StoredThread thread) => $"Re: Question [#{Some.ReplyTo(thread).Split('+', '@')[1]}]";

    private static string Other(string token) => token.Replace("aaba", "aabb", StringComparison.Ordinal);
}
