using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>What holds for every mail (behaviour.md B0), tried on mails that chance makes of the pieces that rules look at.</summary>
[TestFixture]
public sealed class DeciderPropertyTests
{
    private const int Mails = 4_000;

    private static readonly StoredThread[] Threads =
    [
        Some.Thread(7), Some.Thread(8, Some.Globex, "gina@globex.example, carl@consult.example"), Some.Thread(9, state: TouchpointState.Closed),
        Some.Thread(10, state: TouchpointState.Deleted), Some.Thread(11, isInternalNote: true, with: "anna@vendor.example") with { MergedInto = new TouchpointId(12) },
    ];

    private static readonly string[] Addresses =
    [
        "", "anna@vendor.example", "ben@vendor.example", "dan@vendor.example", "x@vendor.example", "jane@acme.example", "gina@globex.example", "carl@consult.example",
        "erik@vendor.example", "x@group.example", "x@gmail.com", "x@eu.initech.example", "lawyer@counsel.example", "no-reply@acme.example", "@", "a@", "\"@\"@x", "name only",
        "/O=X", Some.Log, "touchpoints+acme@in.vendor.example", "touchpoints+none@in.vendor.example", Some.ReplyTo(Threads[0]), Some.ReplyTo(Threads[1]), Some.ReplyTo(Threads[3]),
        Some.ReplyTo(Threads[4]), "reply+bad@reply.vendor.example", "p1@north-1.example",
    ];

    private static readonly string[] Ids = ["", "a@x", "b@x", "mail-1@client.example", Some.OutboundId(Threads[0]), Some.OutboundId(Threads[1]), "t.ab.x.y@reply.vendor.example"];

    private static readonly string[] Subjects = ["", "Renewal 2027", "Re: Renewal 2027", "[acme] x", "[none] [globex]", "WG: x", "with uma@umbrella.example", "]["];

    [Test]
    public void Every_mail_has_one_outcome_with_a_reason_the_same_twice_and_whatever_the_order_of_the_directory()
    {
        var random = new Random(20261102);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Mails; i++)
        {
            var (envelope, content, known, policy) = (Mail(random), Body(random), KnownOf(random), PolicyOf(random));
            var tied = random.Next(3) == 0;
            known = known with { Directory = DirectoryOf(0, tied) };
            var decided = Some.Decide(envelope, known, content, policy);
            var line = Full(decided);

            Assert.That(Full(Some.Decide(envelope, known, content, policy)), Is.EqualTo(line), "the same twice");
            Assert.That(Full(Some.Decide(envelope, known with { Directory = DirectoryOf(1 + (i % 3), tied) }, content, policy)), Is.EqualTo(line), "another order of rows");
            Assert.That(decided.Trace.DecidedBy, Is.Not.Empty);
            Assert.That(decided.Trace.Steps, Is.All.Matches<TraceStep>(s => s is { Rule.Length: > 0 } && s.Result.EndsWith('.')), line);
            Assert.That(decided.Flags, Is.Unique);
            NothingGuessed(decided, known);
            var kind = Row.Line(decided with { Flags = [] }).Split(' ')[0];
            outcomes[kind] = outcomes.GetValueOrDefault(kind) + 1;
        }

        // The mails are only worth something when they reach the rules.
        TestContext.Out.WriteLine(string.Join(", ", outcomes.Select(o => $"{o.Key} {o.Value}")));
        Assert.That(outcomes.Keys, Is.SupersetOf(new[] { "duplicate", "held", "ignored", "note", "reply", "touchpoint" }));
    }

    [Test]
    public void What_a_person_released_to_an_account_is_never_held_again()
    {
        var random = new Random(7);
        for (var i = 0; i < Mails; i++)
        {
            var known = KnownOf(random) with { Choice = new OperatorChoice(random.Next(2) == 0 ? Some.Acme : Some.Umbrella, "anna") };
            var decided = Some.Decide(Mail(random), known, Body(random), PolicyOf(random));
            Assert.That(decided.Decision, Is.Not.InstanceOf<Decision.Hold>(), () => Full(decided));
            if (decided.Decision is Decision.NewTouchpoints made)
            {
                Assert.That(made.Items.Select(t => t.Account), Is.All.EqualTo(known.Choice.Account));
            }
        }
    }

    [Test]
    public void What_a_person_put_into_a_thread_is_a_reply_there_or_a_mail_that_needs_no_account()
    {
        var random = new Random(8);
        for (var i = 0; i < Mails; i++)
        {
            var thread = Threads[random.Next(2)];
            var known = KnownOf(random) with { Threads = Threads, Choice = new OperatorChoice(null, "anna") { Thread = thread.Id } };
            var decided = Some.Decide(Mail(random), known, Body(random), PolicyOf(random) with { OldThread = OldThreadPolicy.Reply });
            Assert.That(decided.Decision is Decision.ThreadReply { Reply.Thread: var home } ? home == thread.Id : decided.Decision is Decision.Duplicate or Decision.Ignore or Decision.MailEvent || IsClosed(thread, decided), () => Full(decided));
        }

        static bool IsClosed(StoredThread thread, Decided decided) => thread.State is TouchpointState.Deleted or TouchpointState.Erased || decided.Decision is Decision.Hold { Reason: HoldReason.NoAuthor };
    }

    [Test]
    public void A_tie_is_always_held_with_its_candidates()
    {
        foreach (var tie in new[] { "carl@consult.example", "x@group.example", "a@umbrella.example, b@globex.example" })
        {
            var hold = (Decision.Hold)Some.Decide(Some.Envelope(to: tie, deliveredTo: Some.Log)).Decision;
            Assert.That((hold.Reason, hold.Candidates.Count), Is.EqualTo((HoldReason.Ambiguous, 2)));
        }
    }

    [Test]
    public void Of_any_directory_a_person_or_a_domain_of_several_accounts_is_a_tie_of_just_these()
    {
        var random = new Random(2027);
        for (var i = 0; i < 1_000; i++)
        {
            var accounts = Enumerable.Range(1, random.Next(2, 9)).Select(n => new Account(new AccountId(n), $"key-{n}", $"Account {n}", Archived: random.Next(9) == 0)).ToArray();
            var tied = accounts.Select(account => account.Id).ToArray();
            random.Shuffle(tied);
            tied = tied[..random.Next(2, tied.Length + 1)];
            var byDomain = random.Next(2) == 0;
            Contact[] contacts = [.. byDomain ? [] : tied.Select((account, n) => new Contact(new ContactId(n + 1), account, "Carl", ["carl@shared.example"]))];
            AccountDomain[] domains = [.. byDomain ? tied.Select(account => new AccountDomain("shared.example", account)) : []];
            var directory = new DirectorySnapshot(1, accounts, contacts, [new User(new UserId(1), "anna", "Anna", ["anna@vendor.example"])], domains, ["vendor.example"], [], [new Flow("default", "Customer success", IsDefault: true)]);
            var others = new[] { "", "x@gmail.com", "ben@vendor.example", "no-reply@robots.example" };
            var mail = Some.Envelope(to: "carl@shared.example", cc: others[random.Next(others.Length)], deliveredTo: Some.Log, subject: Subjects[random.Next(3)]);

            var decided = Some.Decide(mail, new Known { Directory = directory });

            Assert.That(decided.Decision, Is.InstanceOf<Decision.Hold>(), () => Full(decided));
            var hold = (Decision.Hold)decided.Decision;
            Assert.That(hold.Reason, Is.EqualTo(HoldReason.Ambiguous));
            Assert.That(hold.Candidates, Is.EquivalentTo(tied));
        }
    }

    // B0.6 to B0.8: one account a touchpoint, nobody hidden recorded, nothing later than its arrival, no deleted thread written to.
    private static void NothingGuessed(Decided decided, Known known)
    {
        var items = decided.Decision switch
        {
            Decision.NewTouchpoints made => made.Items.Select(i => i.Item).ToList(),
            Decision.ThreadReply reply => [reply.Reply.Item],
            _ => [],
        };
        foreach (var item in items)
        {
            Assert.That(item.OccurredAt, Is.LessThanOrEqualTo(Some.Arrival));
            Assert.That(item.Participants.Select(p => p.Address.Key), Has.None.EqualTo("lawyer@counsel.example").And.None.EqualTo(Some.Log).And.None.StartsWith("no-reply"));
            Assert.That(item.Participants.Select(p => p.Address.Key), Is.Unique);
        }

        switch (decided.Decision)
        {
            case Decision.NewTouchpoints made:
                Assert.That(made.Items.Select(i => i.Account), Is.Unique);
                Assert.That(made.Items, Has.Count.InRange(1, Some.Policy.MaxAccounts));
                break;
            case Decision.ThreadReply { Reply: var reply }:
                Assert.That(known.Threads.First(t => t.Id == reply.Thread).State, Is.EqualTo(TouchpointState.Open).Or.EqualTo(TouchpointState.Closed));
                Assert.That(reply.LinkedThreads, Has.None.EqualTo(reply.Thread));
                break;
            case Decision.Hold { Reason: HoldReason.Ambiguous or HoldReason.SeveralAccounts or HoldReason.TooManyAccounts } hold:
                Assert.That(hold.Candidates, Has.Count.GreaterThan(1).And.Unique);
                break;
        }
    }

    private static MailEnvelope Mail(Random random)
    {
        string Pick(string[] from) => from[random.Next(from.Length)];
        string Several(string[] from, int most, string by) => string.Join(by, Enumerable.Range(0, random.Next(most + 1)).Select(_ => Pick(from)));
        var from = random.Next(3) == 0 ? Pick(Addresses) : Pick(["anna@vendor.example", "jane@acme.example"]);
        var mail = Some.Envelope(
            from, Several(Addresses, 3, ","), Several(Addresses, 2, ","), random.Next(2) == 0 ? Some.Log : "", Pick(Subjects), Pick(Ids), Several(Ids, 1, " "), Several(Ids, 3, " "));
        return mail with
        {
            Sender = random.Next(5) == 0 ? Some.Address(Pick(Addresses)) : null,
            ResentFrom = random.Next(9) == 0 ? [Some.Address(Pick(Addresses))] : [],
            Date = random.Next(5) == 0 ? null : Some.Arrival.AddDays(random.Next(-900, 900)),
            Fields = random.Next(12) switch
            {
                0 => [new HeaderField("Auto-Submitted", "auto-replied")],
                1 => [new HeaderField("X-Spam-Flag", "YES")],
                2 => [new HeaderField("Delivered-To", "anna@vendor.example")],
                3 => [new HeaderField("Thread-Index", "AdxLSfdCq2RsjIwdQX+vpExZJBTiQA==")],
                _ => [],
            },
        };
    }

    private static readonly string[] Bodies =
    [
        "Hello 1", "Hello 2", "", $"Yes.\n> {Some.ReplyTo(Threads[1])}", $"{Some.ReplyTo(Threads[3])} {Some.ReplyTo(Threads[0])}", "reply+aaaa@reply.vendor.example",
        "Yes.\n\nFrom: Jane Doe <jane@acme.example>\nSent: Monday, November 2, 2026 7:59 AM\nTo: Anna <anna@vendor.example>\nSubject: Renewal 2027\n\nHello",
        "---------- Forwarded message ---------\nFrom: Gina <gina@globex.example>\nDate: Mon, 2 Nov 2026 07:59:00 +0000\nSubject: Re: x\nTo: carl@consult.example\n\nHello",
    ];

    private static readonly Dictionary<(int Seed, bool Tied), DirectorySnapshot> Directories = [];

    // With and without all that accounts may know of each other, in another order of rows for every seed.
    private static DirectorySnapshot DirectoryOf(int seed, bool tied)
    {
        if (!Directories.TryGetValue((seed, tied), out var directory))
        {
            Account Tie(Account row) => row.Id == Some.Globex ? row with { Team = [new UserId(1)], Parent = Some.Acme } : row.Id == Some.Umbrella ? row with { OnlyWhenAlone = true } : row;
            directory = tied
                ? Some.MakeDirectory(seed, Tie, [new RememberedAddress("x@gmail.com", Some.Initech, "anna", Some.Arrival)])
                : Some.MakeDirectory(seed);
            Directories.Add((seed, tied), directory);
        }

        return directory;
    }

    private static MailContent Body(Random random)
    {
        var content = Some.Content(Bodies[random.Next(Bodies.Length)]);
        var logo = new MailPart { MediaType = "image/png", DecodedOctets = 900, Sha256 = Some.Hash("logo") };
        return random.Next(9) == 0 ? content with { Parts = [.. content.Parts, logo] } : content;
    }

    private static Policy PolicyOf(Random random) => random.Next(4) switch
    {
        0 => Some.Policy with
        {
            SeveralAccounts = SeveralAccountsPolicy.Primary, DomainsBesideContacts = true, SeveralDomains = SeveralDomainsPolicy.Each, UseParentAccount = true, SubjectMarks = true,
            AutoForwardMailboxes = ["anna@vendor.example"], SpamHeaders = ["X-Spam-Flag: YES"], OldThreadDays = 30,
        },
        1 => Some.Policy with
        {
            SeveralAccounts = SeveralAccountsPolicy.Hold, Authentication = AuthenticationPolicy.Require, NewSender = SenderPolicy.Hold, OldThreadDays = 30, OldThread = OldThreadPolicy.NewTouchpoint,
            PersonalTags = new Dictionary<string, string> { ["acme"] = "anna" }, DomainMatch = false,
        },
        _ => Some.Policy,
    };

    private static Known KnownOf(Random random)
    {
        var known = Some.Known(Threads) with
        {
            Mails = [Some.Stored(3, Some.Envelope(id: "a@x"), threads: 7), Some.Stored(4, Some.Envelope(id: "b@x"), threads: [8, 7])],
            AncestorHits = [new AncestorHit(new MessageId("c@x"), Threads[1].Id), new AncestorHit(new MessageId("thread-index:dc4b49f742ab646c8c8c1d417fafa44c592414e240"), Threads[0].Id)],
            AroundQuoted = [Some.Stored(3, Some.Envelope("jane@acme.example", "anna@vendor.example"), threads: 7), Some.Stored(5, Some.Envelope("gina@globex.example", subject: "x"), threads: 8)],
            Earlier = random.Next(2) == 0 ? [] : [new EarlierTouch("carl@consult.example", Some.Globex, "Party"), new EarlierTouch("x@group.example", Some.Acme, "Renewal 2027")],
            SeenImages = [new SeenImage(Some.Hash("logo"), random.Next(5))],
            Threads = [.. Threads.Select(thread => thread with { LastTouch = Some.Arrival.AddDays(-random.Next(60)) })],
        };
        return random.Next(20) switch
        {
            0 => known with { Choice = new OperatorChoice(Some.Acme, "anna") },
            3 => known with { Forwarded = [Some.Stored(6, Some.Envelope(id: "forward@x"), threads: 7)] },
            1 => known with { Recent = new RecentCounts(99, 99, 99) },
            2 => known with { Mails = [], Threads = [] },
            _ => known,
        };
    }

    private static string Full(Decided decided) =>
        $"{Row.Line(decided)} by {decided.Trace.DecidedBy}; {string.Join(" / ", decided.Trace.Steps.Select(s => s.Result))}; {string.Join(',', PeopleOf(decided))}";

    private static IEnumerable<string> PeopleOf(Decided decided) => decided.Decision switch
    {
        Decision.NewTouchpoints made => made.Items.SelectMany(i => i.Item.Participants).Select(p => p.ToString()),
        Decision.ThreadReply reply => reply.Reply.Item.Participants.Select(p => p.ToString()),
        _ => [],
    };
}
