using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>A database as an older version left it, filled, and opened by this one: nothing in it may change but its schema.</summary>
[TestFixture(TestEngine.Sqlite)]
[TestFixture(TestEngine.Postgres)]
public sealed class UpgradeTests(TestEngine engine)
{
    private const int OldSchema = 5;

    // Touchpoints of two accounts from one mail, one with a reply and an event, one made by hand and merged; a held mail of the thread, a tombstone whose octets are still there.
    private const string Rows = """
        INSERT INTO setting (name, value) VALUES ('instance_id', '00112233445566778899aabbccddeeff');
        INSERT INTO account (id, key, name, touchpoints, replies, last_touch) VALUES (1, 'acme', 'Acme', 3, 1, 2000), (2, 'globex', 'Globex', 1, 0, 1500);
        INSERT INTO account_domain (account, domain) VALUES (1, 'acme.example');
        INSERT INTO contact (id, key, account, name) VALUES (1, 'jane', 1, 'Jane Doe'), (2, 'gus', 2, 'Gus');
        INSERT INTO contact_address (contact, position, address) VALUES (1, 0, 'jane@acme.example'), (2, 0, 'gus@globex.example');
        INSERT INTO person_of_ours (id, key, name) VALUES (1, 'ann', 'Ann');
        INSERT INTO person_of_ours_address (person, position, address) VALUES (1, 0, 'ann@ours.example');
        INSERT INTO internal_domain (domain) VALUES ('ours.example');
        INSERT INTO mailbox (name, state) VALUES ('INBOX', 'idle');
        INSERT INTO epoch (id, mailbox, uid_validity, generation, uid_next, opened_at, seen) VALUES (1, 'INBOX', 7, 1, 9, 0, 7);
        INSERT INTO address (id, key) VALUES (1, 'jane@acme.example'), (2, 'ann@ours.example'), (3, 'gus@globex.example');
        INSERT INTO delivery (id, epoch, uid, source_name, segment, start, length, sha256, internal_date, received_at, attempts, state, reason, kind, mail, acknowledged) VALUES
          (1, 1, 1, '', 1, 0, 100, {none}, 1000, 1001, 1, 'recorded', '', 'normal', 1, 1), (2, 1, 2, '', 1, 100, 100, {none}, 2000, 2001, 1, 'recorded', '', 'normal', 2, 1),
          (3, 1, 3, '', 1, 200, 100, {none}, 2100, 2101, 1, 'held', 'new-sender', 'normal', 3, 1), (4, 1, 4, '', 1, 300, 100, {none}, 2200, 2201, 1, 'ignored', 'tombstone', 'normal', 4, 1),
          (5, 1, 5, '', 1, 400, 100, {none}, 1500, 1501, 1, 'recorded', '', 'normal', 5, 1), (6, 1, 6, '', 1, 500, 100, {none}, 2300, 2301, 1, 'event', 'auto-reply', 'auto-reply', 6, 1),
          (7, 1, 7, '', 1, 600, 100, {none}, 2400, 2401, 1, 'duplicate', '', 'normal', 1, 0);
        INSERT INTO mail (id, delivery, message_id, ancestors, content_hash, text_hash, author, sender, subject, date_raw, received_at, recorded_at, state, reason, kind, decided_by, thread, rules) VALUES
          (1, 1, 'one@ours.example', '', {none}, 1, 2, 'Ann', 'Renewal', '', 1000, 1001, 'recorded', '', 'normal', 'B7.3', NULL, 1),
          (2, 2, 'two@acme.example', 'one@ours.example', {none}, 2, 1, 'Jane Doe', 'Re: Renewal', '', 2000, 2001, 'recorded', '', 'normal', 'T3', 1, 1),
          (3, 3, 'three@x.example', '', {none}, 3, NULL, 'Somebody', 'Re: Renewal', '', 2100, 2101, 'held', 'new-sender', 'normal', 'B4', 1, 1),
          (4, 4, 'gone', '', {none}, 0, NULL, '', '', '', 2200, 2201, 'tombstone', 'erased', 'normal', '', NULL, 1),
          (5, 5, 'five@ours.example', '', {none}, 5, 2, 'Ann', 'To both', '', 1500, 1501, 'recorded', '', 'normal', 'B7.3', NULL, 1),
          (6, 6, 'six@acme.example', '', {none}, 6, 1, 'Jane Doe', 'Away', '', 2300, 2301, 'event', 'auto-reply', 'auto-reply', 'M8', 1, 1);
        INSERT INTO mail_text (mail, reply, signature, shortened, cut_by, flags, trace) VALUES (1, 'Our offer.', 'Ann', 0, '', '["by domain"]', '[]'), (2, 'We take it.', '', 0, '', '[]', '[]'),
          (3, 'Me too.', '', 0, '', '[]', '[]'), (4, '', '', 0, '', '[]', '[]'), (5, 'News for both.', '', 0, '', '[]', '[]'), (6, 'I am away.', '', 0, '', '[]', '[]');
        INSERT INTO message_key (hash, role, mail) VALUES ({one}, 0, 1), ({one}, 1, 2);
        INSERT INTO attachment (id, mail, name, media_type, decoded_octets, sha256, is_inline, content_id, start, length, transfer_encoding) VALUES (1, 1, 'offer.pdf', 'application/pdf', 10, {none}, 0, '', 20, 16, 'base64');
        INSERT INTO touchpoint (id, key, account, mail, kind, flow, direction, subject, author, author_address, person_of_ours, note, occurred_at, occurred_at_source, recorded_at, counts, replies, last_touch, merged_into) VALUES
          (1, 'T1', 1, 1, 'bcc', 'default', 'outbound', 'Renewal', 'Ann', 2, 1, 'a note', 1000, 'date', 1001, 1, 1, 2000, NULL), (2, NULL, 1, 5, 'bcc', 'default', 'outbound', 'To both', 'Ann', 2, 1, '', 1500, 'date', 1501, 1, 0, 1500, NULL),
          (3, NULL, 2, 5, 'bcc', 'default', 'outbound', 'To both', 'Ann', 2, 1, '', 1500, 'date', 1501, 1, 0, 1500, NULL), (4, 'T4', 1, NULL, 'note', 'default', 'note', 'Was merged', 'Ann', NULL, 1, '', 900, 'date', 901, 0, 0, 900, 1);
        INSERT INTO reply (id, thread, mail, is_internal, direction, subject, author, author_address, contact, occurred_at, occurred_at_source, recorded_at, counts) VALUES (1, 1, 2, 0, 'inbound', 'Re: Renewal', 'Jane Doe', 1, 1, 1999, 'date', 2001, 1);
        INSERT INTO event (id, thread, mail, kind, until, occurred_at) VALUES (1, 1, 6, 'auto-reply', '2026-03-09', 2300);
        INSERT INTO participant (thread, reply, position, address, name, role, side, contact) VALUES (1, 0, 0, 2, 'Ann', 'from', 'internal', NULL), (1, 0, 1, 1, 'Jane Doe', 'to', 'outside', 1), (1, 1, 0, 1, 'Jane Doe', 'from', 'outside', 1),
          (2, 0, 0, 1, 'Jane Doe', 'to', 'outside', 1), (3, 0, 0, 3, 'Gus', 'to', 'outside', 2);
        INSERT INTO thread_person (thread, address) VALUES (1, 1), (1, 2), (2, 1), (3, 3);
        INSERT INTO held (mail, reason, evidence, candidates, thread) VALUES (3, 'new-sender', 'Nobody knows them.', '[1]', 1);
        INSERT INTO reply_address (id, thread, created_at) VALUES (77, 1, 1001);
        """;

    private static readonly string[] Numbered = ["account", "contact", "person_of_ours", "epoch", "address", "delivery", "mail", "attachment", "touchpoint", "reply", "event"];

    private string _folder = "";
    private StoreSettings _settings = null!;
    private string? _postgres;

    [SetUp]
    public void MakeOldDatabase()
    {
        _folder = Directory.CreateTempSubdirectory("touchpoints-upgrade-").FullName;
        _postgres = engine is TestEngine.Sqlite ? null : PostgresOfTests.Server.NewDatabase();
        var place = _postgres is null ? Path.Combine(_folder, "t.db") : PostgresOfTests.Server.Address(_postgres);
        _settings = new StoreSettings(place) { Octets = new OctetsSettings.Folder(Path.Combine(_folder, "octets")) };
        Run(_postgres is null
            ? "PRAGMA application_id = 0x54505453; PRAGMA foreign_keys = OFF; CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
            : "CREATE TABLE migration (number bigint NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL); COMMENT ON TABLE migration IS 'touchpoints'");
        foreach (var (name, sql) in Scripts().Take(OldSchema))
        {
            Run($"{sql}; INSERT INTO migration (number, name, checksum, applied_at) VALUES ({int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture)}, '{name}', '{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))}', 0)");
        }

        var rows = Rows.Replace("{none}", _postgres is null ? "x''" : "''", StringComparison.Ordinal).Replace("{one}", $"{KeyHash.Of(new MessageId("one@ours.example"))}", StringComparison.Ordinal);
        Run(_postgres is null ? $"PRAGMA foreign_keys = OFF; {rows}" : $"SET session_replication_role = replica; {rows} {string.Concat(Numbered.Select(t => $"SELECT setval(pg_get_serial_sequence('{t}', 'id'), 100); "))}");
    }

    [TearDown]
    public void Remove()
    {
        Directory.Delete(_folder, recursive: true);
        if (_postgres is not null)
        {
            PostgresOfTests.Server.Drop(_postgres);
        }
    }

    [Test]
    public void A_filled_database_of_an_older_schema_has_the_same_touchpoints_after_the_upgrade()
    {
        using (var database = Database.OpenForWriting(_settings, new TestClock()))
        {
            AssertSame(database);
        }

        // A second start finds nothing to do, and who only reads may open it.
        using var reader = Database.OpenForReading(_settings, new TestClock());
        AssertSame(reader);
        Assert.That(Run("SELECT count(*) FROM migration"), Is.EqualTo(Scripts().Count));
        Assert.That(Run("SELECT count(*) FROM delivery WHERE erase = 1"), Is.EqualTo(1), "octets of the tombstone, since 0007");
        Assert.That(engine is TestEngine.Sqlite ? Run("SELECT count(*) FROM pragma_foreign_key_check") : 0, Is.Zero);
    }

    [Test]
    public void An_older_schema_is_not_read_before_it_is_upgraded() =>
        Assert.That(() => Database.OpenForReading(_settings, new TestClock()), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.TooOld));

    [Test]
    public void Mail_goes_on_where_it_was()
    {
        using var database = Database.OpenForWriting(_settings, new TestClock());
        var epoch = database.Ledger.OpenEpoch("INBOX", 7, 9);
        Assert.That(database.Ledger.KnownUids(epoch).ToString(), Is.EqualTo("1:7"));

        using var appender = database.Octets.OpenAppender();
        var octets = TempStore.Append(appender, "answer"u8.ToArray());
        appender.Sync();
        var delivery = database.Ledger.Receive(epoch, [new ReceivedMail(8, "", octets, new TestClock().GetUtcNow())])[0];
        var recorded = database.Recorder.Record(
            [Some.Mail(delivery, "eight@acme.example", ancestors: ["one@ours.example"], from: "jane@acme.example")], (_, known) => Some.Reply(known.AncestorHits.Select(hit => hit.Touchpoint).Concat(known.Mails.SelectMany(mail => mail.Touchpoints)).First(), delivery.InternalDate))[0];

        Assert.That(recorded.Touchpoints, Is.EqualTo(new[] { new TouchpointId(1) }));
        Assert.That(Item(database, 1).Replies.Select(reply => reply.Kind), Is.EqualTo(new[] { "reply", "auto-reply", "reply" }));
        Assert.That(database.Reports.Mailboxes().Single().SumCloses, Is.True);
    }

    private static void AssertSame(Database database)
    {
        var items = database.Reports.Export().ToList();
        var renewal = Item(database, 1);
        var directory = database.Directory.Snapshot();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(items.Select(one => (one.Item.Id.Value, one.AccountKey, one.Item.Subject, one.Item.Kind, one.Item.Direction, one.Item.Author, At(one.Item.OccurredAt), one.Item.Text)), Is.EqualTo(new[]
            {
                (1L, "acme", "Renewal", "bcc", "outbound", "Ann", 1000L, "Our offer."),
                (2L, "acme", "To both", "bcc", "outbound", "Ann", 1500L, "News for both."),
                (3L, "globex", "To both", "bcc", "outbound", "Ann", 1500L, "News for both."),
                (4L, "acme", "Was merged", "note", "note", "Ann", 900L, ""),
            }));
            Assert.That(renewal.Replies.Select(reply => (reply.Kind, reply.Direction, reply.Author, At(reply.OccurredAt), reply.Text)), Is.EqualTo(new[]
            {
                ("reply", "inbound", "Jane Doe", 1999L, "We take it."),
                ("auto-reply", "inbound", "Jane Doe", 2300L, "I am away."),
            }));
            Assert.That((renewal.Note, At(renewal.LastTouch), renewal.WaitingReplies, renewal.Flags.Single()), Is.EqualTo(("a note", 2000L, 1, "by domain")));
            Assert.That(renewal.Participants.Select(person => (person.Address, person.Role)), Is.EqualTo(new[] { ("jane@acme.example", "to") }));
            Assert.That(renewal.Attachments.Select(file => (file.Name, file.DecodedOctets, file.IsAsset, file.Place)), Is.EqualTo(new[] { ("offer.pdf", 10L, false, new OctetsPlace(1, 0, 100)) }));
            Assert.That(database.Reports.Timeline(new AccountId(1), 10).Select(item => item.Id.Value), Is.EqualTo(new[] { 1L, 2L }), "what was merged is not shown");
            Assert.That(database.Reports.Held("", 10).Select(held => (held.Mail.Value, held.Reason, held.Evidence, held.Candidates.Single().Value)), Is.EqualTo(new[] { (3L, "new-sender", "Nobody knows them.", 1L) }));
            Assert.That((directory.AccountByKey("acme")?.Id, directory.UserAt("ann@ours.example")?.Name), Is.EqualTo(((AccountId?)new AccountId(1), "Ann")));
            Assert.That((database.InstanceId, database.Reports.Mailboxes().Single().SumCloses), Is.EqualTo(("00112233445566778899aabbccddeeff", true)));
        }
    }

    private static TimelineItem Item(Database database, long id) => database.Reports.Export().Single(one => one.Item.Id.Value == id).Item;

    private static long At(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private List<(string Name, string Sql)> Scripts()
    {
        var assembly = typeof(Database).Assembly;
        var prefix = $"Touchpoints.Store.Migrations.{engine}.";
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => (name[prefix.Length..^".sql".Length], Text(assembly, name)))];
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private long Run(string sql)
    {
        if (_postgres is not null)
        {
            return PostgresOfTests.Server.Execute(_postgres, sql);
        }

        using var connection = new SqliteConnection($"Data Source={_settings.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : 0;
    }
}
