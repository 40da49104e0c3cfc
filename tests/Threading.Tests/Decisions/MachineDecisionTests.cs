using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>What machine mail becomes (behaviour.md B2.1), given what the recogniser says of it.</summary>
[TestFixture]
public sealed class MachineDecisionTests
{
    private static readonly StoredThread Thread = Some.Thread(7);
    private static readonly MailEnvelope Answer = Some.Envelope("jane@acme.example", Some.ReplyTo(Thread));
    private static readonly MailEnvelope Stray = Some.Envelope("mailer-daemon@mx.acme.example", "anna@vendor.example", deliveredTo: Some.Log);

    private static IEnumerable<TestCaseData> Rows()
    {
        var stored = Some.Known(Thread) with { Mails = [Some.Stored(1, Some.Envelope(id: "logged@x.example"), threads: 7)] };

        yield return Machine("M8 by the token; S100", "event 7 auto-reply", Answer, new MachineReading("auto-reply", "M8", "Auto-Submitted: auto-replied"));
        yield return Machine("M1 by our id of the original; S103", "event 7 bounce", Stray, new MachineReading("bounce", "M1", "report") { OriginalMessageId = new MessageId(Some.OutboundId(Thread)) });
        yield return Machine("M1 by the id of a recorded mail", "event 7 bounce", Stray, new MachineReading("bounce", "M1", "report") { OriginalMessageId = new MessageId("logged@x.example") }, stored);
        yield return Machine("M1 by our address in the original; S105", "event 7 bounce", Stray, new MachineReading("bounce", "M2", "text") { OriginalAddresses = ["x@x.example", Some.ReplyTo(Thread)] });
        yield return Machine("M3 a read receipt; S106", "event 7 read-receipt", Answer, new MachineReading("read-receipt", "M3", "report"));
        yield return Machine("M6 an invite answer; S107", "event 7 invite-reply", Answer, new MachineReading("invite-reply", "M6", "calendar") { Comment = "Sorry" });
        yield return Machine("M8 by In-Reply-To", "event 7 auto-reply", Stray with { InReplyTo = [new MessageId("logged@x.example")] }, new MachineReading("auto-reply", "M8", "x"), stored);
        yield return Machine("M2 a forged bounce that names nothing of ours", "ignored machine", Stray, new MachineReading("bounce", "M2", "From"));
        yield return Machine("M11 no thread", "ignored machine", Stray, new MachineReading("auto-reply", "M8", "x"));
        yield return Machine("M12 a list is a person; S102", "reply 7", Answer, new MachineReading("list", "M12", "List-Id"));
        yield return Machine("M13 Auto-Submitted no; S101", "reply 7", Answer, new MachineReading("normal", "M13", "no"));
        yield return Machine("B2.1 a user puts it on record", "touchpoint 1 (machine content)", Some.Envelope(to: "jane@acme.example", deliveredTo: Some.Log), new MachineReading("auto-reply", "M8", "x"));
        yield return Machine("B2.1 a user's own out-of-office to us", "ignored machine", Some.Envelope(to: Some.Log), new MachineReading("auto-reply", "M8", "x"));
        yield return Machine("B5.3 a deleted thread", "ignored machine", Answer, new MachineReading("auto-reply", "M8", "x"), Some.Known(Some.Thread(7, state: TouchpointState.Deleted)));
        yield return Machine("B5.3 an erased thread", "ignored tombstone", Answer, new MachineReading("auto-reply", "M8", "x"), Some.Known(Some.Thread(7, state: TouchpointState.Erased)));
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, MachineReading machine, Known known, string expected)
    {
        var decided = Decide(envelope, machine, known);
        Assert.That(Row.Line(decided), Is.EqualTo(expected), () => string.Join('\n', decided.Trace.Steps));
        Assert.That(decided.Kind, Is.EqualTo(machine.Kind));
    }

    private const string Away = "I am travelling this week. Please ring our front desk.";

    // M10: one weak sign, and whether the store knows an earlier automatic reply of the sender with the same words.
    [TestCase("Return-Path", true, "event 7 auto-reply")]
    [TestCase("Return-Path", false, "reply 7")]
    [TestCase("X-Auto-Response-Suppress", true, "event 7 auto-reply")]
    [TestCase("X-MS-Exchange-Inbox-Rules-Loop", true, "event 7 auto-reply")]
    [TestCase("X-Unknown", true, "reply 7")]
    [TestCase("Return-Path|List-Id", true, "reply 7")]
    [TestCase("Return-Path|Auto-Submitted: no", true, "reply 7")]
    public void The_same_words_as_an_earlier_automatic_reply_are_one_weak_sign_M10(string sign, bool saidBefore, string expected)
    {
        var decided = Decide(Signed(sign.Split('|')), Away, Some.Known(Thread) with { SaidAutomatically = saidBefore });
        Assert.That(Row.Line(decided), Is.EqualTo(expected), () => string.Join('\n', decided.Trace.Steps));
        Assert.That(decided.Kind, Is.EqualTo(expected.StartsWith("event", StringComparison.Ordinal) ? "auto-reply" : sign.Contains("List-Id", StringComparison.Ordinal) ? "list" : "normal"));
    }

    [Test]
    public void The_trace_says_which_weak_signs_there_were_and_which_was_missing_M10()
    {
        var (hit, miss) = (Decide(Signed("Return-Path"), Away, Some.Known(Thread) with { SaidAutomatically = true }), Decide(Signed("Return-Path"), Away, Some.Known(Thread)));
        Assert.That(Said(hit), Is.EqualTo("Machine mail (auto-reply: Return-Path: <>; the same words as an earlier automatic reply of this sender) about thread 7."));
        Assert.That(Said(miss), Is.EqualTo("One weak sign of an automatic reply (Return-Path: <>); no earlier one of this sender had the same words."));

        static string Said(Decided decided) => decided.Trace.Steps.Single(step => step.Rule == "M10").Result;
    }

    [Test]
    public void Two_other_weak_signs_need_no_words_and_none_asks_for_none_M10()
    {
        Assert.That(Keys(Signed("Return-Path", "X-Auto-Response-Suppress"), Away).WeakSign, Is.Empty);
        Assert.That(Keys(Signed(), Away), Has.Property("WeakSign").Empty.And.Property("AutomaticWords").Property("Length").Zero);
    }

    // An automatic reply by any rule leaves its words; neither line ends nor spacing nor a quotation make them others, and few words say nothing.
    [TestCase("Auto-Submitted: auto-replied", "I AM travelling this week. Please\nring our  front desk.", true)]
    [TestCase("Return-Path", Away + "\n\n> Hello Jane,\n> when do you travel?", true)]
    [TestCase("Return-Path", "I am travelling next week. Please ring our front desk.", false)]
    [TestCase("Return-Path", "Thank you, will do!", null)]
    [TestCase("Return-Path", " \n", null)]
    public void The_words_are_compared_as_words(string sign, string text, bool? isSame)
    {
        var words = Keys(Signed(sign), text).AutomaticWords;
        Assert.That(words.Length == 0 ? (bool?)null : words.Span.SequenceEqual(Keys(Signed("Return-Path"), Away).AutomaticWords.Span), Is.EqualTo(isSame));
    }

    private static MailEnvelope Signed(params string[] signs) => Answer with
    {
        Fields = [.. signs.Select(sign => sign.Split(": ")).Select(field => new HeaderField(field[0], field.Length > 1 ? field[1] : field[0] == "Return-Path" ? "<>" : "x"))],
    };

    private static MailKeys Keys(MailEnvelope envelope, string text) => MailKeysOf.Mail(envelope, Some.Content(text), Some.Policy);

    private static Decided Decide(MailEnvelope envelope, string text, Known known) => Decider.Decide(envelope, Some.Content(text), known, Some.Policy);

    [Test]
    public void An_event_keeps_recipients_return_date_and_a_persons_comment()
    {
        var recipients = new[] { new RecipientStatus("jane@acme.example", "failed", "5.1.1", "no such user", "hard") };
        var machine = new MachineReading("bounce", "M1", "report") { Recipients = recipients, Until = new DateOnly(2026, 11, 20), Comment = "Sorry" };
        var told = ((Decision.MailEvent)Decide(Answer, machine, Some.Known(Thread)).Decision).Event;
        Assert.That((told.Recipients, told.Until, told.Text, told.OccurredAt), Is.EqualTo((recipients, new DateOnly(2026, 11, 20), "Sorry", Some.Arrival.AddMinutes(-1))));
    }

    [Test]
    public void The_ids_that_a_report_names_are_asked_for()
    {
        var machine = new MachineReading("bounce", "M1", "report")
        {
            OriginalMessageId = new MessageId(Some.OutboundId(Thread)), OriginalAddresses = [Some.ReplyTo(Some.Thread(8))],
        };
        var keys = MailKeysOf.Mail(Stray, Some.Content(), Some.Policy, machine);
        Assert.That(keys.Tokens, Is.EqualTo(new[] { Some.AddressId(Thread), Some.AddressId(Some.Thread(8)) }));
        Assert.That(keys.Ancestors, Is.EqualTo(new[] { new MessageId(Some.OutboundId(Thread)) }));
    }

    private static Decided Decide(MailEnvelope envelope, MachineReading machine, Known known) =>
        Decider.Decide(envelope, Some.Content(), MailKeysOf.Mail(envelope, Some.Content(), Some.Policy, machine), known, Some.Policy);

    private static TestCaseData Machine(string name, string expected, MailEnvelope envelope, MachineReading machine, Known? known = null) =>
        new TestCaseData(envelope, machine, known ?? Some.Known(Thread), expected).SetName(name.Replace('.', '·'));
}
