using System.Security.Cryptography;
using System.Text;
using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>The engines that every test of the store runs on.</summary>
public enum TestEngine
{
    /// <summary>SQLite.</summary>
    Sqlite,

    /// <summary>PostgreSQL, directly.</summary>
    Postgres,

    /// <summary>PostgreSQL behind PgBouncer in transaction mode.</summary>
    PgBouncer,
}

/// <summary>A real database of its own and a folder, both gone with the test.</summary>
internal sealed class TempStore : IDisposable
{
    private readonly string? _postgres;
    private Database? _database;

    public TempStore(TestEngine engine = TestEngine.Sqlite)
    {
        Folder = Directory.CreateTempSubdirectory("touchpoints-store-").FullName;
        _postgres = engine is TestEngine.Sqlite ? null : PostgresOfTests.NewDatabase();
        Settings = new StoreSettings(_postgres is null
            ? Path.Combine(Folder, "touchpoints.db")
            : PostgresOfTests.Server.Address(_postgres, isPooled: engine is TestEngine.PgBouncer))
        {
            Octets = engine is TestEngine.Sqlite ? new OctetsSettings.Folder(Path.Combine(Folder, "octets")) : new OctetsSettings.InDatabase(),
        };
    }

    public string Folder { get; }

    public StoreSettings Settings { get; private init; }

    /// <summary>Another place for the octets.</summary>
    public OctetsSettings Octets
    {
        init => Settings = Settings with { Octets = value };
    }

    /// <summary>How long mail is kept.</summary>
    public Retention Retention
    {
        init => Settings = Settings with { Retention = value };
    }

    public TestClock Clock { get; } = new();

    public Database Database => _database ??= Database.OpenForWriting(Settings, Clock);

    public Ledger Ledger => Database.Ledger;

    public Recorder Recorder => Database.Recorder;

    public Reports Reports => Database.Reports;

    public void Close()
    {
        _database?.Dispose();
        _database = null;
    }

    /// <summary>Runs SQL on PostgreSQL while the store is open.</summary>
    public long SqlBeside(string sql) => PostgresOfTests.Server.Execute(_postgres!, sql);

    /// <summary>Runs SQL on a connection of its own, the store closed.</summary>
    public long Sql(string sql)
    {
        Close();
        if (_postgres is not null)
        {
            return PostgresOfTests.Server.Execute(_postgres, sql);
        }

        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Settings.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : 0;
    }

    /// <summary>An account "acme" with contact jane@acme.example, and user ann@ours.example.</summary>
    public TempStore WithDirectory()
    {
        Database.Directory.Import(new DirectoryImport
        {
            Accounts = [new AccountRow("acme", "Acme", ["acme.example"]), new AccountRow("globex", "Globex", ["globex.example"])],
            Contacts = [new ContactRow("jane", "acme", "Jane Doe", ["jane@acme.example"]), new ContactRow("gus", "globex", "Gus", ["gus@globex.example"])],
            Users = [new UserRow("ann", "Ann", ["ann@ours.example"])],
            InternalDomains = ["ours.example"],
        });
        return this;
    }

    public AccountId Account(string key) => Database.Directory.Snapshot().AccountByKey(key)!.Id;

    /// <summary>Octets in the store and a row in the ledger for each text.</summary>
    public IReadOnlyList<Delivery> Receive(MailboxEpoch epoch, params (uint Uid, string Text)[] mails)
    {
        using var appender = Database.Octets.OpenAppender();
        var received = mails.Select(mail => new ReceivedMail(mail.Uid, "", Append(appender, Encoding.UTF8.GetBytes(mail.Text)), Clock.GetUtcNow())).ToList();
        appender.Sync();
        return Ledger.Receive(epoch, received);
    }

    /// <summary>As many deliveries as asked for, in an epoch of their own making.</summary>
    public IReadOnlyList<Delivery> Deliveries(int count, string mailbox = "INBOX")
    {
        var epoch = Ledger.OpenEpoch(mailbox, 1, 0);
        var first = Ledger.KnownUids(epoch).Ranges is [.., var last] ? last.Last + 1 : 1;
        return Receive(epoch, [.. Enumerable.Range(0, count).Select(i => ((uint)(first + i), $"mail {first + i}"))]);
    }

    public static StoredOctets Append(OctetsAppender appender, byte[] octets)
    {
        appender.BeginMail().Write(octets);
        return appender.EndMail();
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(Folder, recursive: true);
        if (_postgres is not null)
        {
            PostgresOfTests.GiveBack(_postgres);
        }
    }
}

/// <summary>A clock that stands still until it is told otherwise.</summary>
internal sealed class TestClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}

/// <summary>Values that fill in everything a test is not about.</summary>
internal static class Some
{
    public static readonly MailAddress Ann = new("Ann", "ann@ours.example");

    public static readonly MailAddress Jane = new("Jane Doe", "jane@acme.example");

    public static byte[] Hash(string of) => SHA256.HashData(Encoding.UTF8.GetBytes(of));

    public static MailToDecide Mail(Delivery delivery, string id, string content = "", string[]? ancestors = null, string from = "ann@ours.example", string text = "")
    {
        var envelope = new MailEnvelope
        {
            MessageId = id.Length == 0 ? null : new MessageId(id),
            Subject = $"Subject of {id}",
            From = [new MailAddress("", from)],
            DateRaw = "Mon, 2 Mar 2026 09:00:00 +0000",
            ReceivedAt = delivery.InternalDate,
        };
        var keys = new MailKeys
        {
            MessageId = envelope.MessageId,
            Ancestors = [.. (ancestors ?? []).Select(ancestor => new MessageId(ancestor))],
            ContentHash = Hash(content.Length == 0 ? "content of " + id : content),
            TextHash = Hash(text.Length == 0 ? "text of " + id : text),
            Author = from,
            ReceivedAt = delivery.InternalDate,
        };
        return new MailToDecide(delivery, envelope, new MailContent { Text = "Hello" }, keys);
    }

    public static ItemDraft Item(DateTimeOffset at, Direction direction = Direction.Outbound) => new()
    {
        Author = new Author(Ann, null, null),
        Direction = direction,
        Participants = [new Participant(Ann, "from", ParticipantSide.Internal), new Participant(Jane, "to", ParticipantSide.Outside)],
        OccurredAt = at,
        OccurredAtSource = "date",
        Subject = "Renewal",
        Text = new ShownText("Hello Jane", "Ann", ""),
        CountsAsTouch = true,
    };

    public static Decided Decided(Decision decision, string rule = "B7.3") => new(decision, new DecisionTrace([new TraceStep(rule, Hit: true, "Because.")]));

    public static Decided Touchpoint(AccountId account, DateTimeOffset at, string kind = "bcc") =>
        Decided(new Decision.NewTouchpoints([new TouchpointDraft(account, Item(at)) { Kind = kind }]));

    public static Decided Reply(TouchpointId thread, DateTimeOffset at) =>
        Decided(new Decision.ThreadReply(new ReplyDraft(thread, Item(at, Direction.Inbound))), "T3");

    public static Decided Hold(HoldReason reason) => Decided(new Decision.Hold(reason, [], "Add a contact."), "B7.3");

    public static Decided Ignore(IgnoreReason reason) => Decided(new Decision.Ignore(reason), "B2.4");
}
