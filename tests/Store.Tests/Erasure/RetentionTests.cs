using System.Text;
using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>Mail that goes by age: which, when, and that nothing else does.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class RetentionTests(TestEngine engine)
{
    private TempStore _store = null!;

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void Without_a_setting_nothing_goes_however_old_it_is()
    {
        Open(new Retention());
        var mail = Record("old", Some.Hold(HoldReason.NoMatch));
        Pass(days: 20_000);
        Assert.That((Erase(), _store.Database.Eraser.CountAged().Mails, State(mail)), Is.EqualTo((0, 0L, "held")));
    }

    [Test]
    public void Each_kind_goes_at_its_own_age_and_is_audited()
    {
        Open(new Retention { Recorded = Days(300), Held = Days(90), Ignored = Days(30) });
        var (recorded, held, ignored) = (Record("r", Touchpoint()), Record("h", Some.Hold(HoldReason.NoMatch)), Record("i", Some.Ignore(IgnoreReason.Machine)));
        Assert.That(AfterDays(29), Is.EqualTo("recorded held ignored"));
        Assert.That(AfterDays(2), Is.EqualTo("recorded held tombstone"));
        Assert.That(AfterDays(60), Is.EqualTo("recorded tombstone tombstone"));
        Assert.That(AfterDays(210), Is.EqualTo("tombstone tombstone tombstone"));
        var audit = _store.Reports.Mail(recorded)!.Audit.Single();
        Assert.That((audit.By, audit.Did, audit.Why), Is.EqualTo(("touchpoints", "erased", "older than it is kept")));
        Assert.That(_store.Reports.Mailboxes().Single().SumCloses);

        string AfterDays(int days)
        {
            Pass(days);
            var counted = _store.Database.Eraser.CountAged().Mails;
            Assert.That(Erase(), Is.EqualTo(counted));
            return $"{State(recorded)} {State(held)} {State(ignored)}";
        }
    }

    [Test]
    public void A_thread_goes_as_a_whole_when_nothing_came_to_it_for_that_long()
    {
        Open(new Retention { Recorded = Days(100) });
        var first = Record("first", Touchpoint());
        var alone = Record("alone", Touchpoint());
        Pass(days: 60);
        var reply = Record("reply", Some.Reply(_store.Reports.Mail(first)!.Places.Single().Touchpoint, _store.Clock.GetUtcNow()));
        Pass(days: 60);
        Assert.That((Erase(), State(first), State(alone), State(reply)), Is.EqualTo((1, "recorded", "tombstone", "recorded")));
        Pass(days: 60);
        Assert.That((Erase(), State(first), State(reply)), Is.EqualTo((2, "tombstone", "tombstone")));
    }

    [Test]
    public void What_a_person_dismissed_is_kept_from_then_on()
    {
        Open(new Retention { Held = Days(90), Ignored = Days(30) });
        var mail = Record("h", Some.Hold(HoldReason.NoMatch));
        Pass(days: 80);
        _store.Recorder.Dismiss(mail, "ann", "an advertisement");
        Pass(days: 29);
        Assert.That((Erase(), State(mail)), Is.EqualTo((0, "ignored")));
        Pass(days: 2);
        Assert.That((Erase(), State(mail)), Is.EqualTo((1, "tombstone")));
    }

    // By every octet of every file: octets, texts, names and addresses of what went; and what stays is there.
    [Test]
    public void No_octet_of_it_is_left_and_when_it_comes_again_it_is_known()
    {
        Open(new Retention { Held = Days(90) });
        Record("zqxgone@x.example", Some.Hold(HoldReason.NoMatch), from: "zqxgone@y.example", text: "zqxgone text");
        var kept = Record("zqxkept@x.example", Touchpoint(), from: "zqxkept@y.example", text: "zqxkept text");
        Pass(days: 91);
        Assert.That((AreIn("zqxgone"), AreIn("zqxkept")), Is.EqualTo((true, true)), "or the search would find nothing ever");
        var erased = _store.Database.Eraser.RunAged("touchpoints", purge: true, CancellationToken.None);
        Assert.That((erased.Mails, erased.Octets > 0, erased.IsPurged, AreIn("zqxgone"), AreIn("zqxkept")), Is.EqualTo((1, true, true, false, true)));
        Assert.That(State(kept), Is.EqualTo("recorded"));

        Known? seen = null;
        _store.Recorder.Record([Some.Mail(_store.Deliveries(1)[0], "zqxgone@x.example", from: "zqxgone@y.example")], (_, known) =>
        {
            seen = known;
            return Some.Ignore(IgnoreReason.Tombstone);
        });
        Assert.That(seen!.Mails.Single().State, Is.EqualTo(MailState.Tombstone));
    }

    [Test]
    public void Lines_of_changes_are_forgotten_from_the_beginning_and_who_asks_for_one_that_is_gone_is_told_what_to_do()
    {
        Open(new Retention { Changes = Days(30) });
        Record("a", Touchpoint());
        Record("b", Touchpoint());
        Pass(days: 20);
        Record("c", Touchpoint());
        Assert.That(Forget(), Is.Zero);
        Pass(days: 11);
        Assert.That(Forget(), Is.EqualTo(2));

        var numbers = _store.Reports.Changes(2).Select(change => change.Number).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(numbers, Is.EqualTo(new[] { 3 }));
            Assert.That(() => _store.Reports.Changes(1).ToList(), Throws.TypeOf<StoreException>().With.Message.Contains("Changes up to 2 are forgotten").And.Message.Contains("touchpoints export").And.Message.EndsWith("--after 3"));
            Assert.That(() => _store.Reports.Changes(0).ToList(), Throws.TypeOf<StoreException>(), "who begins has a hole too");
            Assert.That(_store.Reports.Changes(3), Is.Empty);
        }
    }

    [Test]
    public void The_newest_line_of_changes_stays_so_that_no_number_is_given_twice()
    {
        Open(new Retention { Changes = Days(30) });
        Record("a", Touchpoint());
        Record("b", Touchpoint());
        Pass(days: 400);
        Assert.That((Forget(), Forget()), Is.EqualTo((1, 0)));
        _store.Close();
        Record("c", Touchpoint());

        Assert.That(_store.Reports.Changes(1).Select(change => change.Number), Is.EqualTo(new[] { 2, 3 }));
    }

    private static TimeSpan Days(int days) => TimeSpan.FromDays(days);

    private void Open(Retention retention)
    {
        _store = new TempStore(engine) { Retention = retention };
        _store.WithDirectory();
    }

    private void Pass(int days) => _store.Clock.Advance(Days(days));

    private int Erase() => _store.Database.Eraser.RunAged("touchpoints", purge: false, CancellationToken.None).Mails;

    private int Forget() => _store.Database.Eraser.RunAged("touchpoints", purge: false, CancellationToken.None).Changes;

    private Decided Touchpoint() => Some.Touchpoint(_store.Account("acme"), _store.Clock.GetUtcNow());

    private MailId Record(string id, Decided decided, string from = "ann@ours.example", string text = "a mail")
    {
        var epoch = _store.Ledger.OpenEpoch("INBOX", 1, 0);
        var uid = _store.Ledger.KnownUids(epoch).Ranges is [.., var last] ? last.Last + 1 : 1;
        var delivery = _store.Receive(epoch, (uid, text))[0];
        return _store.Recorder.Record([Some.Mail(delivery, id, from: from)], (_, _) => decided)[0].Mail;
    }

    // The pages say "ignored" of a tombstone's delivery; its mail says what it is.
    private string State(MailId mail) => _store.Database.Reading.Do(connection => Dapper.SqlMapper.ExecuteScalar<string>(connection, "SELECT state FROM mail WHERE id = @Value", mail))!;

    private bool AreIn(string marker)
    {
        var folder = _store.Folder;
        if (engine is not TestEngine.Sqlite)
        {
            _store.SqlBeside("CHECKPOINT");
            folder = Path.Combine(PostgresOfTests.Server.Data, "base", $"{_store.SqlBeside("SELECT oid::bigint FROM pg_database WHERE datname = current_database()")}");
        }

        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Any(file => TextOf(file).Contains(marker, StringComparison.Ordinal));
    }

    private static string TextOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return Encoding.Latin1.GetString(copy.GetBuffer(), 0, (int)copy.Length);
    }
}
