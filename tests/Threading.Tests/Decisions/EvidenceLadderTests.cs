using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B7.3, the evidence ladder; B7.2 rank 6 and B7.1 step 6, which decide before it.</summary>
[TestFixture]
public sealed class EvidenceLadderTests
{
    private const string Carl = "carl@consult.example"; // a contact of Acme and of Globex
    private static readonly AccountId Group = new(200);
    private static readonly DateTimeOffset Decided = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Steps()
    {
        yield return Mail("1 the other people", "touchpoint 2", Carl + ", gina@globex.example");
        yield return Mail("1 the other people are of one of three", "touchpoint 1", Carl + ", x@group.example, jane@acme.example");
        yield return Row.Of("B7.3 2 an earlier mail", "touchpoint 2 →8 (started from)", Some.Envelope(to: Carl, deliveredTo: Some.Log, inReplyTo: "logged@x.example", subject: "New"),
            Some.Known(Some.Thread(8, Some.Globex, "gina@globex.example")) with { Mails = [Some.Stored(1, Some.Envelope(id: "logged@x.example"), threads: 8)] });
        yield return Mail("2 an earlier touchpoint with this subject", "touchpoint 1", Carl, "Re: Renewal 2027", Earlier("Renewal 2027", "Party"));
        yield return Mail("2 with both", "held ambiguous 1,2", Carl, "Re: Renewal 2027", Earlier("Renewal 2027", "RE: renewal 2027"));
        yield return Mail("3 an account's key in the subject", "touchpoint 2", Carl, "Globex: plans");
        yield return Mail("3 only as a word by itself", "held ambiguous 1,2", Carl, "Globexville");
        yield return Mail("3 both keys", "held ambiguous 1,2", Carl, "acme and globex");
        yield return Mail("4 the author is on the team of one", "touchpoint 2", Carl, known: With(Team(Some.Globex, 1)));
        yield return Mail("4 on the team of both", "held ambiguous 1,2", Carl, known: With(Team(Some.Globex, 1), Team(Some.Acme, 1)));
        yield return Mail("4 somebody else is", "held ambiguous 1,2", Carl, known: With(Team(Some.Globex, 2)));
        yield return Mail("5 touchpoints with only one in 90 days", "touchpoint 1", Carl, "New", Earlier("Party", null));
        yield return Mail("5 with both", "held ambiguous 1,2", Carl, "New", Earlier("Party", "Plans"));
        yield return Mail("6 the account above", "touchpoint 1", Carl, known: With(Below(Some.Globex, Some.Acme)), policy: Some.Policy with { UseParentAccount = true });
        yield return Mail("6 the setting is off", "held ambiguous 1,2", Carl, known: With(Below(Some.Globex, Some.Acme)));
        yield return Mail("6 an account above both that is no candidate", "held ambiguous 1,2", Carl, known: With(Below(Some.Globex, Group), Below(Some.Acme, Group)), policy: Some.Policy with { UseParentAccount = true });
        yield return Mail("a domain of two accounts climbs it too", "touchpoint 2 (by domain)", "x@group.example", known: With(Team(Some.Globex, 1)));
    }

    private static IEnumerable<TestCaseData> Before()
    {
        yield return Mail("B7.2-6 remembered; S050", "touchpoint 3 (remembered)", "somebody@elsewhere.example", known: Remembered("somebody@elsewhere.example", Some.Initech));
        yield return Mail("B7.2-6 remembered, above a domain; S050", "touchpoint 3 (remembered)", "new@umbrella.example", known: Remembered("New@Umbrella.Example", Some.Initech));
        yield return Mail("B7.2-6 a contact is above it", "touchpoint 1", "jane@acme.example", known: Remembered("jane@acme.example", Some.Initech));
        yield return Mail("B7.2-6 an account that is gone", "held no-match", "somebody@elsewhere.example", known: Remembered("somebody@elsewhere.example", new AccountId(999)));
        yield return Mail("B7.1-6 a partner and a customer", "touchpoint 1", "gina@globex.example, jane@acme.example", known: With(Partner));
        yield return Mail("B7.1-6 a partner and somebody unknown", "held no-match", "gina@globex.example, somebody@elsewhere.example", known: With(Partner));
        yield return Mail("B7.1-6 a partner alone", "touchpoint 2", "gina@globex.example", known: With(Partner));
        yield return Mail("B7.3 domains beside contacts, off; S038", "touchpoint 1", "jane@acme.example, new@globex.example");
        yield return Mail("B7.3 domains beside contacts, on", "touchpoint 1,2 (by domain)", "jane@acme.example, new@globex.example", policy: Some.Policy with { DomainsBesideContacts = true });
        yield return Mail("B7.3 two domains, each", "touchpoint 4,2 (by domain)", "a@umbrella.example, b@globex.example", policy: Some.Policy with { SeveralDomains = SeveralDomainsPolicy.Each });
    }

    [TestCaseSource(nameof(Steps))]
    [TestCaseSource(nameof(Before))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void The_trace_says_every_step_that_was_tried_and_which_one_decided()
    {
        var steps = Some.Decide(Some.Envelope(to: Carl, deliveredTo: Some.Log), With(Team(Some.Globex, 1))).Trace.Steps.Where(step => step.Rule == "B7.3").ToList();
        Assert.That(steps.Select(step => step.Hit), Is.EqualTo(new[] { false, false, false, false, true, true }));
        Assert.That(steps[4].Result, Is.EqualTo("Of 2 accounts only globex is left, by the author's team."));
    }

    private static Func<Account, Account> Team(AccountId account, long user) => row => row.Id == account ? row with { Team = [.. row.Team, new UserId(user)] } : row;

    private static Func<Account, Account> Below(AccountId account, AccountId parent) => row => row.Id == account ? row with { Parent = parent } : row;

    private static Account Partner(Account row) => row.Id == Some.Globex ? row with { OnlyWhenAlone = true } : row;

    private static Known With(params Func<Account, Account>[] changes) => Some.Known() with { Directory = Some.MakeDirectory(0, row => changes.Aggregate(row, (account, change) => change(account))) };

    private static Known Remembered(string address, AccountId account) =>
        Some.Known() with { Directory = Some.MakeDirectory(0, remembered: [new RememberedAddress(address, account, "anna", Decided)]) };

    private static Known Earlier(string? acme, string? globex) => Some.Known() with
    {
        Earlier =
        [
            .. acme is null ? Array.Empty<EarlierTouch>() : [new EarlierTouch(Carl, Some.Acme, acme)],
            .. globex is null ? Array.Empty<EarlierTouch>() : [new EarlierTouch(Carl, Some.Globex, globex)],
            new EarlierTouch("somebody@elsewhere.example", Some.Globex, "Renewal 2027"),
        ],
    };

    private static TestCaseData Mail(string name, string expected, string to, string subject = "Plans", Known? known = null, Policy? policy = null) =>
        Row.Of(name.StartsWith('B') ? name : $"B7.3 {name}", expected, Some.Envelope(to: to, deliveredTo: Some.Log, subject: subject), known, policy: policy);
}
