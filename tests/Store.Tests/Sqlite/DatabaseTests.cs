using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

public sealed class DatabaseTests
{
    private TempStore _store = null!;

    [SetUp]
    public void SetUp() => _store = new TempStore();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void Migrations_are_numbered_without_a_gap_and_both_engines_have_the_same()
    {
        var names = typeof(Database).Assembly.GetManifestResourceNames().Select(name => name.Split(".Migrations.")).Where(name => name.Length == 2).Select(name => name[1].Split('.', 2)).ToLookup(name => name[0], name => name[1]);

        Assert.That(names["Sqlite"].Order(StringComparer.Ordinal).Select((name, i) => (name[..4], $"{i + 1:0000}")), Is.Not.Empty.And.All.Matches<(string Has, string Wants)>(number => number.Has == number.Wants));
        Assert.That(names["Postgres"], Is.EquivalentTo(names["Sqlite"]).And.Not.Empty);
    }

    [Test]
    public void A_second_writer_is_refused_and_told_who_has_it_but_no_secret()
    {
        using var first = Database.OpenForWriting(_store.Settings with { LockNote = "4711 http://127.0.0.1:8025/ s3cret" }, TimeProvider.System);

        var refused = Assert.Throws<StoreException>(() => Database.OpenForWriting(_store.Settings, TimeProvider.System))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Problem, Is.EqualTo(StoreProblem.Locked));
            Assert.That(refused.Holder, Is.EqualTo("4711 http://127.0.0.1:8025/ s3cret"));
            Assert.That(refused.Message, Does.Contain(_store.Settings.Database).And.Contain($"process {Environment.ProcessId}").And.Contain("http://127.0.0.1:8025/").And.Not.Contain("s3cret"));
        }
    }

    [Test]
    public void The_note_is_for_this_user_only_and_goes_with_its_writer()
    {
        var note = _store.Settings.Database + ".note";
        using (Database.OpenForWriting(_store.Settings, TimeProvider.System))
        {
            Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(note) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), Is.True);
        }

        Assert.That(note, Does.Not.Exist);
        Assert.That(() => Database.OpenForWriting(_store.Settings, TimeProvider.System).Dispose(), Throws.Nothing);
    }

    [Test]
    public void A_note_that_a_killed_process_left_is_harmless()
    {
        File.WriteAllText(_store.Settings.Database + ".note", "process 1\nold");
        Assert.That(() => _store.Database, Throws.Nothing);
    }

    [Test]
    public void Readers_see_what_the_writer_committed_and_cannot_write()
    {
        _store.WithDirectory();
        using var reader = Database.OpenForReading(_store.Settings, _store.Clock);
        _store.Deliveries(2);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reader.Directory.Snapshot().AccountByKey("acme"), Is.Not.Null);
            Assert.That(reader.Reports.Status().Deliveries, Is.EqualTo(2));
            Assert.That(reader.Ledger.Waiting("INBOX", 10), Has.Count.EqualTo(2));
            Assert.That(reader.InstanceId, Is.EqualTo(_store.Database.InstanceId).And.Not.Empty);
            Assert.That(() => reader.Ledger.OpenEpoch("INBOX", 1, 1), Throws.InvalidOperationException);
        }
    }

    [Test]
    public void Reading_needs_a_database_that_is_there()
    {
        var missing = Assert.Throws<StoreException>(() => Database.OpenForReading(_store.Settings, TimeProvider.System))!;
        Assert.That(missing.Problem, Is.EqualTo(StoreProblem.Missing));
        Assert.That(missing.Message, Does.Contain("touchpoints migrate"));
    }

    [Test]
    public void A_second_start_changes_nothing()
    {
        var id = _store.Database.InstanceId;
        var migrations = _store.Sql("SELECT count(*) FROM migration");
        Assert.That(_store.Database.InstanceId, Is.EqualTo(id));
        Assert.That(_store.Sql("SELECT count(*) FROM migration"), Is.EqualTo(migrations).And.Positive);
    }

    [TestCase("INSERT INTO migration VALUES (99, '0099_later', 'x', 0)", StoreProblem.TooNew)]
    [TestCase("UPDATE migration SET checksum = 'other'", StoreProblem.Damaged)]
    [TestCase("PRAGMA application_id = 1", StoreProblem.Damaged)]
    public void A_schema_that_is_not_this_programs_is_refused(string change, StoreProblem problem)
    {
        _ = _store.Database;
        _store.Sql(change);
        Assert.That(() => _store.Database, Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(problem));
        Assert.That(() => Database.OpenForReading(_store.Settings, TimeProvider.System), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(problem));
    }

    [Test]
    public void A_database_without_its_migrations_is_too_old_to_be_read()
    {
        _ = _store.Database;
        _store.Sql("DELETE FROM migration");
        Assert.That(() => Database.OpenForReading(_store.Settings, TimeProvider.System), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.TooOld));
    }

    [Test]
    public void A_file_that_is_no_database_is_damage()
    {
        File.WriteAllText(_store.Settings.Database, new string('x', 5000));
        Assert.That(() => _store.Database, Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Damaged).And.Message.Contains("backup"));
    }

    [Test]
    public void A_damaged_page_is_found_at_start()
    {
        _store.WithDirectory();
        _store.Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        using (var file = new FileStream(_store.Settings.Database, FileMode.Open))
        {
            file.Position = 4096 * 3;
            file.Write(new byte[4096 * 4]);
        }

        Assert.That(() => _store.Database, Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Damaged));
    }

    [Test]
    public void A_place_that_cannot_be_written_is_named_with_what_to_do()
    {
        var file = Path.Combine(_store.Folder, "a-file");
        File.WriteAllText(file, "");
        var settings = new StoreSettings(Path.Combine(file, "touchpoints.db"));

        var refused = Assert.Throws<StoreException>(() => Database.OpenForWriting(settings, TimeProvider.System))!;
        Assert.That(refused.Problem, Is.EqualTo(StoreProblem.NotWritable));
        Assert.That(refused.Message, Does.Contain(settings.Database).And.Contain("Touchpoints:Store:Database"));
    }

    [Test]
    public void When_the_disk_is_full_what_was_confirmed_stays_and_work_goes_on_when_there_is_room()
    {
        _store.WithDirectory();
        var confirmed = _store.Deliveries(3);
        var writer = _store.Database.Writer;
        writer.Read(() => writer.Connection.Execute($"PRAGMA max_page_count = {writer.Connection.ExecuteScalar<long>("PRAGMA page_count")}"));

        var mails = confirmed.Select(d => Some.Mail(d, $"{d.Uid}@x.example") with { Content = new MailContent { Text = new string('x', 100_000) } }).ToList();
        Assert.That(() => _store.Recorder.Record(mails, (_, _) => Some.Hold(HoldReason.NoMatch)), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.DiskFull));
        Assert.That(_store.Ledger.Waiting("INBOX", 10), Has.Count.EqualTo(3));

        writer.Read(() => writer.Connection.Execute("PRAGMA max_page_count = 1000000"));
        Assert.That(_store.Recorder.Record(mails, (_, _) => Some.Hold(HoldReason.NoMatch)), Has.Count.EqualTo(3));
    }
}
