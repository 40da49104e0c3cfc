using System.Text;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>Erasure while the worker runs: no octet of the person is in any file, and no poll brings it back (reliability.md B35, R26).</summary>
public sealed class EraseTests
{
    private const string Marker = "zqxmarker";
    private const string Address = "zqxmarker@acme.example";

    private string _folder = "";
    private string _user = "";
    private string? _database;

    [SetUp]
    public void MakeFolder() => (_folder, _user, _database) = (Directory.CreateTempSubdirectory("touchpoints-erase-").FullName, MailServer.NewUser(), null);

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task No_octet_of_an_erased_person_is_left_and_no_poll_brings_them_back([Values] bool isPostgres, [Values] bool isWholeAccount)
    {
        await using var worker = TestWorker.Open(Settings(isPostgres));
        ImportPeople(worker.Database);
        await MailServer.DeliverAsync(_user, Mails());
        await worker.StartAsync();
        await worker.SettledAsync(5);
        Assert.That(Outcomes(worker), Is.EqualTo(new[] { "recorded", "recorded", "held", "recorded", "held" }), () => string.Join('\n', worker.Settled.SelectMany(m => m.Recorded.Decided.Trace.Steps)));
        Assert.That(FilesWithMarker(), Is.Not.Empty, "or the search would find nothing ever");

        var eraser = worker.Database.Eraser;
        var plan = isWholeAccount
            ? eraser.PlanAccount(worker.Database.Directory.Snapshot().AccountByKey("zqxacme")!.Id, CancellationToken.None)
            : eraser.PlanPerson(Address.ToUpperInvariant(), CancellationToken.None);
        var erased = eraser.Run(plan, "tester", "asked for", CancellationToken.None);

        Assert.That((plan.Own, plan.Naming, plan.Held, plan.Contacts), Is.EqualTo((2, 1, 1, 1)));
        Assert.That((erased.Mails, erased.IsPurged), Is.EqualTo((3, true)));
        Assert.That(FilesWithMarker(isWholeAccount ? "zqx" : Marker), Is.Empty);
        AssertFactsAreKept(worker, isWholeAccount);

        for (var poll = 1; poll <= 3; poll++)
        {
            await MailServer.Dovecot.DoveadmAsync("mailbox", "update", "-u", _user, "--uid-validity", $"{4242 + poll}", "INBOX");
            await KickAsync();
            await worker.SettledAsync(5 + (5 * poll));
            Assert.That(Outcomes(worker).TakeLast(5), Is.EqualTo(new[] { "ignored", "ignored", "ignored", "duplicate", "duplicate" }));
        }

        eraser.EraseOctets(CancellationToken.None);
        Assert.That(FilesWithMarker(), isPostgres ? Is.Not.Null : Is.Empty, "the sweep has removed what the polls brought");
        eraser.Run(eraser.PlanPerson(Address, CancellationToken.None), "tester", "again", CancellationToken.None);
        Assert.That(FilesWithMarker(), Is.Empty);
        AssertFactsAreKept(worker, isWholeAccount);
        Assert.That(worker.Summary.SumCloses);
    }

    [Test]
    public void People_of_ours_are_not_erased()
    {
        using var database = Database.OpenForWriting(Settings(isPostgres: false).Store, TimeProvider.System);
        ImportPeople(database);
        Assert.That(() => database.Eraser.PlanPerson("uma@vendor.example", CancellationToken.None), Throws.TypeOf<StoreException>().With.Message.Contains("your own people"));
    }

    private async Task KickAsync()
    {
        try
        {
            await MailServer.Dovecot.DoveadmAsync("kick", _user);
        }
        catch (InvalidOperationException)
        {
            // Nobody is connected: then the worker connects anew without being told.
        }
    }

    private static void AssertFactsAreKept(TestWorker worker, bool isWholeAccount)
    {
        var mails = worker.Settled.Take(5).Select(m => worker.Database.Reports.Mail(m.Recorded.Mail)!).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(mails.Take(3).Select(m => m.Subject), Is.All.Empty);
            Assert.That(mails[3].Subject, Is.EqualTo("Other offer"));
            Assert.That(mails[0].Audit.Select(a => (a.By, a.Did, a.Why)), Does.Contain(("tester", "erased", "asked for")));
            Assert.That(worker.Database.Directory.Snapshot().AccountByKey("zqxacme"), isWholeAccount ? Is.Null : Is.Not.Null);
            Assert.That(worker.Database.Reports.Timeline(worker.Database.Directory.Snapshot().AccountByKey("globex")!.Id, 10), Has.Count.EqualTo(1));
        }
    }

    private static IEnumerable<string> Outcomes(TestWorker worker) => worker.Settled.Select(m => OutcomeWords.Outcome(m.Recorded));

    private static void ImportPeople(Database database) => database.Directory.Import(new DirectoryImport
    {
        Accounts = [new AccountRow("zqxacme", "Zqxacme Works", ["acme.example"]), new AccountRow("globex", "Globex", ["globex.example"])],
        Contacts = [new ContactRow("zqxmarker-1", "zqxacme", "Zqxmarker Person", [Address]), new ContactRow("gus", "globex", "Gus", ["gus@globex.example"])],
        Users = [new UserRow("uma", "Uma", ["uma@vendor.example"])],
        InternalDomains = ["vendor.example"],
    });

    /// <summary>A touchpoint with an attachment, an answer to it, a held mail that only names the person; and two that are others'.</summary>
    private static IEnumerable<byte[]> Mails() => new[]
    {
        $"""
        From: Uma <uma@vendor.example>
        To: "Zqxmarker Person" <{Address}>
        Cc: log@in.vendor.example
        Subject: Offer for {Marker}
        Message-ID: <erase1@vendor.example>
        Date: Mon, 05 Jan 2026 10:00:00 +0000
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain

        Dear {Marker}, see the file.
        --b
        Content-Type: text/plain; name={Marker}.txt
        Content-Disposition: attachment; filename={Marker}.txt

        For {Marker}
        --b--
        """,
        $"""
        From: "Zqxmarker Person" <{Address}>
        To: Uma <uma@vendor.example>, log@in.vendor.example
        Subject: Re: Offer for {Marker}
        Message-ID: <erase2@acme.example>
        In-Reply-To: <erase1@vendor.example>
        Date: Mon, 05 Jan 2026 11:00:00 +0000

        Thank you, {Marker}
        """,
        $"""
        From: Stranger <s@elsewhere.example>
        To: log@in.vendor.example
        Subject: I met {Marker}
        Message-ID: <erase3@elsewhere.example>
        Date: Mon, 05 Jan 2026 12:00:00 +0000

        Write to {Address} about it.
        """,
        """
        From: Uma <uma@vendor.example>
        To: Gus <gus@globex.example>
        Cc: log@in.vendor.example
        Subject: Other offer
        Message-ID: <erase4@vendor.example>
        Date: Mon, 05 Jan 2026 13:00:00 +0000

        Dear Gus
        """,
        """
        From: Stranger <s@elsewhere.example>
        To: log@in.vendor.example
        Subject: Something else
        Message-ID: <erase5@elsewhere.example>
        Date: Mon, 05 Jan 2026 14:00:00 +0000

        Nobody is named here, not@acme.example.org either.
        """,
    }.Select(text => Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n"));

    private WorkerSettings Settings(bool isPostgres)
    {
        var settings = TestWorker.Settings(_folder, _user);
        _database = isPostgres ? PostgresOfTests.Server.NewDatabase() : null;
        return _database is null ? settings : settings with
        {
            Store = new StoreSettings(PostgresOfTests.Server.Address(_database)),
            ReplyKeyFile = Path.Combine(_folder, "reply-keys"),
        };
    }

    /// <summary>Every octet of every file: database, journal and octets; on PostgreSQL the files of all tables and indexes.</summary>
    private List<string> FilesWithMarker(string marker = Marker)
    {
        var folder = _folder;
        if (_database is not null)
        {
            PostgresOfTests.Server.Execute(_database, "CHECKPOINT");
            folder = Path.Combine(PostgresOfTests.Server.Data, "base", $"{PostgresOfTests.Server.Execute(_database, "SELECT oid::bigint FROM pg_database WHERE datname = current_database()")}");
        }

        // The lock is empty, and its holder's alone.
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && TextOf(file).Contains(marker, StringComparison.OrdinalIgnoreCase))];
    }

    private static string TextOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            return Encoding.Latin1.GetString(copy.GetBuffer(), 0, (int)copy.Length);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}
