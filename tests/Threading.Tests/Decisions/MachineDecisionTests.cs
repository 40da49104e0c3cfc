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
