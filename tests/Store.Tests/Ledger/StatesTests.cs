using System.Text.RegularExpressions;
using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>The picture in docs/states.md is what the code does: everything is tried in every state, and every step seen has its arrow.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed partial class StatesTests(TestEngine engine)
{
    private readonly HashSet<(string From, string To)> _seen = [];
    private TempStore _store = null!;
    private TouchpointId _thread;
    private MailId _known;
    private int _number;

    [SetUp]
    public void SetUp()
    {
        _store = new TempStore(engine).WithDirectory();
        var first = _store.Recorder.Record([New()], (_, _) => Some.Touchpoint(_store.Account("acme"), _store.Clock.GetUtcNow()))[0];
        (_thread, _known) = (first.Touchpoints[0], first.Mail);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void Every_step_has_an_arrow_and_every_arrow_is_gone()
    {
        foreach (var kind in Enum.GetValues<MissedKind>())
        {
            _seen.Add(("[*]", Missed(kind)));
        }

        foreach (var decide in Decisions())
        {
            var mail = New();
            _seen.Add(("[*]", State(mail.Delivery)));
            var recorded = Step(mail.Delivery, () => _store.Recorder.Record([mail], (_, _) => decide))[0];
            TryEverything(mail, recorded.Mail);
        }

        Assert.That(_seen, Is.EquivalentTo(Arrows()));
    }

    [Test]
    public void The_states_of_the_schema_are_those_of_the_picture()
    {
        var states = Arrows().SelectMany(arrow => new[] { arrow.From, arrow.To }).Where(state => state != "[*]").ToHashSet(StringComparer.Ordinal);
        foreach (var schema in Directory.EnumerateFiles(Path.Combine(Root(), "src/Store/Migrations"), "0001_*.sql", SearchOption.AllDirectories))
        {
            var listed = Checked().Match(File.ReadAllText(schema)).Groups["states"].Value.Split(", ").Select(state => state.Trim('\''));
            Assert.That(listed, Is.EquivalentTo(states), schema);
        }
    }

    // What is held may be decided again, each time anew; whatever else it is, nothing moves it.
    private void TryEverything(MailToDecide mail, MailId id)
    {
        Step(mail.Delivery, () => _store.Recorder.Record([mail], (_, _) => Some.Ignore(IgnoreReason.Machine)));
        if (State(mail.Delivery) == "held")
        {
            foreach (var decide in Decisions())
            {
                var (again, held) = Held();
                Step(again.Delivery, () => _store.Recorder.Redecide(held, again, (_, _) => decide, "ann"));
                (again, held) = Held();
                Step(again.Delivery, () => _store.Recorder.FetchedAgain(held, again, (_, _) => decide));
            }

            Step(mail.Delivery, () => _store.Recorder.Dismiss(id, "ann", "an advertisement"));
        }

        ReplayEverything(State(mail.Delivery));
        Step(mail.Delivery, () => _store.Recorder.Redecide(id, mail, (_, _) => Some.Hold(HoldReason.NoMatch), "ann"));
        Step(mail.Delivery, () => _store.Recorder.Dismiss(id, "ann", "no reason"));
        Step(mail.Delivery, () => _store.Recorder.FetchedAgain(id, mail, (_, _) => Some.Touchpoint(_store.Account("acme"), _store.Clock.GetUtcNow())));
        Step(mail.Delivery, () =>
        {
            _store.Ledger.CountAttempt([mail.Delivery.Id]);
            _store.Ledger.Acknowledged([mail.Delivery.Id]);
            return true;
        });
    }

    private void ReplayEverything(string state)
    {
        foreach (var first in Decisions())
        {
            foreach (var decide in Decisions())
            {
                var mail = New();
                var id = _store.Recorder.Record([mail], (_, _) => first)[0].Mail;
                if (State(mail.Delivery) == state)
                {
                    Step(mail.Delivery, () => _store.Database.Replayer.Apply(id, mail, (_, _) => decide, "ann", "a test"));
                }
            }
        }
    }

    private IEnumerable<Decided> Decisions() =>
    [
        Some.Touchpoint(_store.Account("acme"), _store.Clock.GetUtcNow()),
        Some.Reply(_thread, _store.Clock.GetUtcNow()),
        Some.Decided(new Decision.MailEvent(new EventDraft(_thread, "auto-reply"))),
        Some.Decided(new Decision.Duplicate(_known, Variant: false)),
        Some.Hold(HoldReason.NoMatch),
        Some.Ignore(IgnoreReason.Machine),
    ];

    private MailToDecide New()
    {
        var id = $"m{++_number}@ours.example";
        return Some.Mail(_store.Deliveries(1)[0], id, content: id);
    }

    private (MailToDecide Mail, MailId Held) Held()
    {
        var mail = New();
        return (mail, _store.Recorder.Record([mail], (_, _) => Some.Hold(HoldReason.NoMatch))[0].Mail);
    }

    private string Missed(MissedKind kind)
    {
        var epoch = _store.Ledger.OpenEpoch($"missed {kind}", 1, 1);
        _store.Ledger.Missed(epoch, [7], kind, "said the server");
        return _store.Reports.Ledger("", "", null, 500).Single(row => row.Mailbox == epoch.Mailbox).Outcome;
    }

    // A step that leaves a settled state as it is, is none; a held mail that is held again is one.
    private T Step<T>(Delivery delivery, Func<T> act)
    {
        var before = State(delivery);
        var done = act();
        var after = State(delivery);
        if (before != after || done is Recorded { As: not RecordedAs.Unchanged })
        {
            _seen.Add((before, after));
        }

        return done;
    }

    private string State(Delivery delivery) => _store.Reports.Ledger("", "", null, 500).Single(row => row.Id == delivery.Id).Outcome;

    private static List<(string From, string To)> Arrows() =>
        [.. Arrow().Matches(File.ReadAllText(Path.Combine(Root(), "docs/states.md"))).Select(arrow => (arrow.Groups["from"].Value, arrow.Groups["to"].Value))];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Touchpoints.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^    (?<from>\S+) --> (?<to>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"CHECK \(state IN \((?<states>'received'[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Checked();
}
