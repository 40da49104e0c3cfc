using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B7.1, 3: the never-log list, the organisation's and then the own one of the user who logs.</summary>
[TestFixture]
public sealed class NeverLogTests
{
    private static readonly Known OfAnna = Some.Known() with { Directory = Some.MakeDirectory(0, neverLogOfUsers: [new UserNeverLog(new UserId(1), "John@ACME.example"), new UserNeverLog(new UserId(1), "@globex.example")]) };

    private static IEnumerable<TestCaseData> Rows()
    {
        yield return Row.Of("B7.1-3 own list, all of them on it", "ignored never-log", Some.Envelope(to: "john@acme.example", deliveredTo: Some.Log), OfAnna);
        yield return Row.Of("B7.1-3 own list, a domain", "ignored never-log", Some.Envelope(to: "gina@globex.example", deliveredTo: Some.Log), OfAnna);
        yield return Row.Of("B7.1-3 own list, somebody else is left; S047", "touchpoint 1", Some.Envelope(to: "gina@globex.example, jane@acme.example", deliveredTo: Some.Log), OfAnna);
        yield return Row.Of("B7.1-3 another user's list does not count", "touchpoint 1", Some.Envelope("ben@vendor.example", "john@acme.example", deliveredTo: Some.Log), OfAnna);
        yield return Row.Of("B7.1-3 who is on it may answer in a thread", "reply 7", Some.Envelope("john@acme.example", Some.ReplyTo(Some.Thread(7, with: "john@acme.example"))),
            OfAnna with { Threads = [Some.Thread(7, with: "john@acme.example")], ReplyAddresses = [new StoredReplyAddress(Some.AddressId(Some.Thread(7)), new TouchpointId(7), Revoked: false)] });
        yield return Row.Of("B7.1-3 redirected by her", "ignored never-log", Some.Envelope("john@acme.example", "x@vendor.example", deliveredTo: Some.Log) with { ResentFrom = [Some.Address("anna@vendor.example")] }, OfAnna);
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [TestCase("john@acme.example", "Without the people on anna's own never-log list nobody outside is left.")]
    [TestCase("lawyer@counsel.example", "Without the people on the never-log list nobody outside is left.")]
    [TestCase("lawyer@counsel.example, john@acme.example", "Without the people on the never-log list nobody outside is left.")]
    public void The_trace_says_whose_list_it_is(string to, string said)
    {
        var trace = Some.Decide(Some.Envelope(to: to, deliveredTo: Some.Log), OfAnna).Trace;
        Assert.That(trace.Steps.Single(step => step.Rule == "B7.5").Result, Is.EqualTo(said));
    }

    [Test]
    public void Who_is_on_her_own_list_is_no_participant_and_is_not_named()
    {
        var decided = Some.Decide(Some.Envelope(to: "gina@globex.example, jane@acme.example", deliveredTo: Some.Log), OfAnna);
        var item = ((Decision.NewTouchpoints)decided.Decision).Items.Single().Item;

        Assert.That(item.Participants.Select(person => person.Address.Key), Is.EqualTo(new[] { "anna@vendor.example", "jane@acme.example" }));
        Assert.That(decided.Trace.Steps.Select(step => step.Result), Has.Some.EqualTo("One person is on anna's own never-log list and is left out."));
        Assert.That(decided.Trace.Steps.Select(step => step.Result), Has.None.Contains("gina"));
    }

    [Test]
    public void An_entry_that_comes_or_goes_is_a_change_of_that_address()
    {
        Assert.That(OfAnna.Directory.ChangedSince(Some.Directory), Is.EquivalentTo(new[] { "john@acme.example", "@globex.example" }));
        Assert.That(Some.Directory.ChangedSince(OfAnna.Directory), Is.EquivalentTo(new[] { "john@acme.example", "@globex.example" }));
    }
}
