using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B6: what a forward becomes, for attached, redirected and inline originals.</summary>
[TestFixture]
public sealed class ForwardDecisionTests
{
    private static readonly MailEnvelope Forward = Some.Envelope(to: Some.Log, subject: "Fwd: Question", id: "forward-1@vendor.example");

    private static IEnumerable<TestCaseData> Rows()
    {
        var two = Attached(Original("jane@acme.example", 1, "o1@acme.example"), Original("gina@globex.example", 2, "o2@globex.example"));
        var recorded = Some.Known(Some.Thread(7)) with { Mails = [Some.Stored(3, Some.Envelope(id: "o1@acme.example"), threads: 7)] };

        yield return Row.Of("W1 one attached original; S084", "forward 1", Forward, content: Attached(Original("jane@acme.example", 1)));
        yield return Row.Of("W1 two attached originals, by their dates; S084", "forward 2,1", Forward, content: two);
        yield return Row.Of("W1 one of two has no account: the mail waits as a whole", "held no-match", Forward, content: Attached(Original("jane@acme.example", 1), Original("x@elsewhere.example", 2, "o2@x")));
        yield return Row.Of("W1 the attached original is recorded already; S085", "duplicate 3", Forward, recorded, Attached(Original("jane@acme.example", 1)));
        yield return Row.Of("W1 one of two is recorded already: the other is new; S085", "forward 2", Forward, recorded, two);
        yield return Row.Of("W1 two of one account; S084", "forward 1,1", Forward, content: Attached(Original("jane@acme.example", 1, "o1@acme.example"), Original("john@acme.example", 2, "o2@acme.example")));
        yield return Row.Of("W1 two, one of which answers in a thread", "forward 2,1 (related)", Forward,
            Some.Known(Some.Thread(7)) with { Mails = [Some.Stored(3, Some.Envelope(id: "first@vendor.example"), threads: 7)] },
            Attached(Original("jane@acme.example", 1) with { InReplyTo = [new MessageId("first@vendor.example")] }, Original("gina@globex.example", 2, "o2@globex.example")));
        yield return Row.Of("W3 the mail was logged before; S086", "reply 7 (possible duplicate, subject changed, date without zone)", Inline, Logged("jane@acme.example"), InlineText);
        yield return Row.Of("W3 the mail was logged before, on another thread's people; S086", "forward 1 (possible duplicate, date without zone)", Inline, Logged("uma@umbrella.example"), InlineText);
        yield return Row.Of("W1 it answers a recorded mail", "reply 7", Forward,
            Some.Known(Some.Thread(7)) with { Mails = [Some.Stored(3, Some.Envelope(id: "first@vendor.example"), threads: 7)] },
            Attached(Original("jane@acme.example", 1) with { InReplyTo = [new MessageId("first@vendor.example")], Subject = "Re: Renewal 2027" }));
        yield return Row.Of("W4 a forward without an original; S089", "touchpoint 1 (forward without original)", Some.Envelope(to: "jane@acme.example", deliveredTo: Some.Log, subject: "WG: Question"));
        yield return Row.Of("W5 it went to outside people too", "touchpoint 2", Some.Envelope(to: "gina@globex.example", deliveredTo: Some.Log), content: Attached(Original("jane@acme.example", 1)));
        yield return Row.Of("B6.2 inside: outbound to the original's To; S082", "forward 1", Forward, content: Attached(Original("anna@vendor.example", 1, to: "jane@acme.example")));
        yield return Row.Of("B6.2 nobody outside", "held internal-only", Forward, content: Attached(Original("anna@vendor.example", 1, to: "ben@vendor.example")));
        yield return Row.Of("B6.2 a name without an address, one contact of a named account has it; S087", "forward 1", Forward,
            content: Attached(Original("jane@acme.example", 1, to: "john@acme.example") with { From = [new MailAddress("Jane Doe", "")] }));
        yield return Row.Of("B6.2 a name without an address, no account named; S087", "held no-address", Forward,
            content: Attached(Original("jane@acme.example", 1) with { From = [new MailAddress("Jane Doe", "")] }));
        yield return Row.Of("B6.2 an old Exchange address", "held no-address", Forward, content: Attached(Original("jane@acme.example", 1) with { From = [new MailAddress("Jane", "/O=ACME/CN=JANE")] }));
        yield return Row.Of("B6.2 an account is named", "forward 2", Forward with { Subject = "Fwd: [globex] Question" }, content: Attached(Original("x@elsewhere.example", 1)));
        yield return Row.Of("B6.2 the text names another person first; S081", "forward 1 (date without zone)", Inline, content: Some.Content("As gina@globex.example said, ivan@initech.example agrees.\n\n" + InlineText.Text));
        yield return Row.Of("B6.2 inside and nobody outside: the block below decides; S083", "forward 2 (date without zone)", Inline, content: Some.Content(
            "---------- Forwarded message ---------\nFrom: Ben Boss <ben@vendor.example>\nDate: Sat, 31 Oct 2026 at 12:00\nSubject: Fwd: Question\nTo: Anna <anna@vendor.example>\n\nFor you.\n\n"
            + "---------- Forwarded message ---------\nFrom: Gina <gina@globex.example>\nDate: Sat, 31 Oct 2026 at 09:15\nSubject: Question\nTo: Ben <ben@vendor.example>\n\nHow much?"));
        yield return Row.Of("B6.2 the first line names the person; S091", "forward 2", Forward, content: Attached(Original("x@elsewhere.example", 1)) with { Text = "From: gina@globex.example\nplease log" });
        yield return Row.Of("S090 a customer forwards to the reply address", "reply 7", Some.Envelope("jane@acme.example", Some.ReplyTo(Some.Thread(7)), subject: "Fwd: Renewal 2027"),
            Some.Known(Some.Thread(7)), Attached(Original("x@elsewhere.example", 1)));
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void A_forward_shows_the_original_with_its_own_date_and_keeps_the_note()
    {
        var content = Attached(Original("jane@acme.example", 400)) with { Text = "Please look at this." };
        var item = ((Decision.NewTouchpoints)Some.Decide(Forward, content: content).Decision).Items[0].Item;
        Assert.That(
            (item.Author.User, item.Direction, item.Subject, item.Text.Reply, item.Note, item.OccurredAt, item.OccurredAtSource, item.CountsAsTouch),
            Is.EqualTo((new UserId(1), Direction.Inbound, "Question", "The original text.", "Please look at this.", Some.Arrival.AddDays(-400), "forward", true)));
        Assert.That(item.Participants.Select(p => (p.Address.Address, p.Role)), Does.Contain(("jane@acme.example", "forward")));
    }

    [Test]
    public void The_note_of_a_forward_whose_original_is_recorded_is_kept_for_it_S085()
    {
        var recorded = Some.Known(Some.Thread(7)) with { Mails = [Some.Stored(3, Some.Envelope(id: "o1@acme.example"), threads: 7)] };
        var content = Attached(Original("jane@acme.example", 1)) with { Text = "She wants a discount." };
        Assert.That(((Decision.Duplicate)Some.Decide(Forward, recorded, content).Decision).Note, Is.EqualTo("She wants a discount."));
    }

    private static readonly MailEnvelope Inline = Some.Envelope(to: Some.Log, subject: "Fwd: Question", id: "forward-2@vendor.example");

    private static readonly MailContent InlineText = Some.Content(
        "See below.\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.example>\nDate: Sat, 31 Oct 2026 at 09:15\nSubject: Question\nTo: Anna <anna@vendor.example>\n\nHow much?");

    private static Known Logged(string with) => Some.Known(Some.Thread(7, with: with)) with
    {
        AroundQuoted = [Some.Stored(3, Some.Envelope("jane@acme.example", "anna@vendor.example", subject: "Question") with { DateRaw = "Sat, 31 Oct 2026 10:15:42 +0100" }, threads: 7)],
    };

    private static MailEnvelope Original(string from, int daysAgo, string id = "o1@acme.example", string to = "anna@vendor.example") =>
        Some.Envelope(from, to, id: id, subject: "Question") with { Date = Some.Arrival.AddDays(-daysAgo) };

    private static MailContent Attached(params MailEnvelope[] originals)
    {
        var note = Some.Content("Please log.");
        return note with
        {
            MediaType = "multipart/mixed",
            Parts = [.. note.Parts, .. originals.Select(o => new MailPart { MediaType = "message/rfc822", Sha256 = Some.Hash(o.ToString()), Nested = new NestedMail(o, Some.Content("The original text.")) })],
        };
    }
}
