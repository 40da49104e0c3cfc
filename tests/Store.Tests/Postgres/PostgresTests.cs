using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

[TestFixtureSource(nameof(Both))]
public sealed class PostgresTests(TestEngine engine) : StoreFixture(engine)
{
    private static readonly TestEngine[] Both = [TestEngine.Postgres, TestEngine.PgBouncer];

    [Test]
    public void A_connection_that_died_while_nobody_used_it_is_replaced()
    {
        var delivery = Store.Deliveries(1)[0];
        KillOthers();

        Assert.That(Store.Recorder.Record([Some.Mail(delivery, "a@x.example")], (_, _) => Some.Hold(HoldReason.NoMatch))[0].As, Is.EqualTo(RecordedAs.New));
        KillOthers();
        Assert.That(Store.Reports.Held("", 10), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_connection_that_dies_in_a_transaction_takes_it_back_and_it_may_be_tried_again()
    {
        var mail = Some.Mail(Store.Deliveries(1)[0], "a@x.example");
        var failure = Assert.Throws<StoreException>(() => Store.Recorder.Record([mail], (_, _) =>
        {
            KillOthers();
            return Some.Touchpoint(Store.Account("acme"), Now);
        }))!;

        Assert.That((failure.Problem, failure.MayTryAgain), Is.EqualTo((StoreProblem.Unreachable, true)));
        Assert.That(Store.Recorder.Record([mail], (_, _) => Some.Touchpoint(Store.Account("acme"), Now))[0].As, Is.EqualTo(RecordedAs.New));
        Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10), Has.Count.EqualTo(1));
    }

    // What a sequence gave is not taken back: the first try ends in its midst, the second one finds nothing of it.
    [Test]
    public void An_import_whose_connection_dies_in_its_midst_is_repeated_and_ends_as_one()
    {
        Store.SqlBeside(
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF NEW.key = 'third' AND nextval('tries') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER die BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION die()
            """);
        try
        {
            var done = Store.Database.Directory.Import(new DirectoryImport
            {
                Accounts = [new AccountRow("initech", "Initech", ["initech.example"])],
                Contacts = [.. new[] { "first", "second", "third", "fourth" }.Select(key => new ContactRow(key, "initech", key, [$"{key}@initech.example"]))],
            });

            Assert.That((done.Added, done.Changed, done.Unchanged), Is.EqualTo((5, 0, 0)));
            Assert.That(Store.SqlBeside("SELECT last_value FROM tries"), Is.EqualTo(2), "it was tried twice");
            Assert.That(Store.SqlBeside("SELECT count(*) FROM contact WHERE account = (SELECT id FROM account WHERE key = 'initech')"), Is.EqualTo(4));
            Assert.That(Store.Database.Directory.Snapshot().ContactsAt("fourth@initech.example"), Has.Count.EqualTo(1));
        }
        finally
        {
            Store.SqlBeside("DROP FUNCTION die CASCADE; DROP SEQUENCE tries");
        }
    }

    // B30: a standby that took over after the last commits were lost. Here it is a restore, by which the tables are made anew and the sequences go back.
    [Test]
    public void What_is_remembered_of_a_database_that_became_another_one_is_forgotten()
    {
        var leases = Store.Database.Leases;
        var lease = leases.Take("INBOX")!;
        var epoch = Store.Ledger.OpenEpoch(lease, 1, 1);
        var lost = Some.Mail(Store.Receive(epoch, (1, "one"))[0], "a@x.example");
        Store.SqlBeside(
            """
            DELETE FROM delivery;
            SELECT setval(pg_get_serial_sequence('delivery', 'id'), 1, false);
            ALTER TABLE setting RENAME TO setting_before;
            CREATE TABLE setting AS TABLE setting_before
            """);
        using var other = Database.OpenForWriting(Store.Settings, Store.Clock);
        var others = other.Ledger.Receive(other.Ledger.OpenEpoch("Other", 1, 1), [new ReceivedMail(1, "", new StoredOctets(lost.Delivery.Place, lost.Delivery.Sha256), Store.Clock.GetUtcNow())])[0];
        Assert.That(others.Id, Is.EqualTo(lost.Delivery.Id), "the same id, another mail");

        Assert.Throws<LeaseLostException>(() => Store.Recorder.Record([lost], (_, _) => Some.Hold(HoldReason.NoMatch), lease));
        Assert.Throws<LeaseLostException>(() => Store.Receive(epoch, (2, "two")));
        Assert.That((lease.IsOfOtherDatabase, lease.Lost.IsCancellationRequested), Is.EqualTo((true, true)));

        var again = leases.Take("INBOX")!;
        Assert.That(again.Fence, Is.EqualTo(lease.Fence + 1));
        var anew = Store.Receive(Store.Ledger.OpenEpoch(again, 1, 1), (1, "one"));
        Assert.That(anew.Select(delivery => delivery.Id), Has.No.Member(others.Id));
        Assert.That(other.Ledger.Waiting("Other", 10).Select(delivery => delivery.Id), Is.EqualTo(new[] { others.Id }));
    }

    [Test]
    public void Two_workers_record_in_turn_and_see_what_the_other_wrote()
    {
        using var other = Database.OpenForWriting(Store.Settings, Store.Clock);
        var acme = Store.Account("acme");
        var deliveries = Store.Deliveries(40);
        var workers = new[] { Store.Database, other };

        Parallel.For(0, deliveries.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => workers[i % 2].Recorder.Record(
            [Some.Mail(deliveries[i], $"{i / 2}@x.example")],
            (_, known) => known.Mails is [var same, ..] ? Some.Decided(new Decision.Duplicate(same.Id, Variant: false)) : Some.Touchpoint(acme, Now)));

        var status = Store.Reports.Status();
        Assert.That((status.Touchpoints, status.Held), Is.EqualTo((20L, 0L)));
        Assert.That(Store.Reports.Accounts().Sum(account => account.Touchpoints), Is.EqualTo(20));
    }

    // Ids of other tables come in blocks to each worker; who follows changes by number must miss none.
    [Test]
    public void Changes_of_two_workers_are_numbered_in_the_order_of_their_commits()
    {
        using var other = Database.OpenForWriting(Store.Settings, Store.Clock);
        var workers = new[] { Store.Database, other };
        var recorded = Store.Deliveries(9).Select((delivery, i) => workers[i % 2].Recorder.Record([Some.Mail(delivery, $"{i}@x.example")], (_, _) => Some.Hold(HoldReason.NoMatch))[0].Mail).ToList();

        Assert.That(recorded, Is.Not.Ordered.By("Value"), "mails are numbered in blocks");
        Assert.That(Store.Reports.Changes(0).Select(change => change.Mail), Is.EqualTo(recorded));
    }

    [Test]
    public void A_delivery_that_another_worker_settled_is_left_alone()
    {
        using var other = Database.OpenForWriting(Store.Settings, Store.Clock);
        var mail = Some.Mail(Store.Deliveries(1)[0], "a@x.example");
        var first = other.Recorder.Record([mail], (_, _) => Some.Touchpoint(Store.Account("acme"), Now))[0];

        var again = Store.Recorder.Record([mail], (_, _) => throw new InvalidOperationException("Nobody may be asked."))[0];
        Assert.That((again.As, again.Mail), Is.EqualTo((RecordedAs.Unchanged, first.Mail)));
    }

    [Test]
    public void A_directory_that_another_worker_imported_is_decided_by()
    {
        using var other = Database.OpenForWriting(Store.Settings, Store.Clock);
        _ = Store.Account("acme");
        other.Directory.Import(new DirectoryImport { Accounts = [new AccountRow("later", "Later", [])] });

        DirectorySnapshot? seen = null;
        Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], "a@x.example")], (_, known) =>
        {
            seen = known.Directory;
            return Some.Hold(HoldReason.NoMatch);
        });
        Assert.That(seen!.AccountByKey("LATER"), Is.Not.Null);
    }

    [Test]
    public void Text_that_PostgreSQL_does_not_take_is_kept_with_marks_in_place()
    {
        var mail = Some.Mail(Store.Deliveries(1)[0], "a@x.example");
        var recorded = Store.Recorder.Record([mail with { Envelope = mail.Envelope with { Subject = "a\0b\uD800c \U0001F600" } }], (_, _) => Some.Hold(HoldReason.NoMatch))[0];

        Assert.That(Store.Reports.Mail(recorded.Mail)!.Subject, Is.EqualTo("a\uFFFDb\uFFFDc \U0001F600"));
    }

    [TestCase("Port=1", StoreProblem.Unreachable, "Check that the server runs")]
    [TestCase("Database=nowhere", StoreProblem.Missing, "createdb")]
    [TestCase("Database=template1", StoreProblem.Missing, "touchpoints migrate")]
    [TestCase("Username=nobody", StoreProblem.NotWritable, "Touchpoints:Store:Database")]
    public void What_is_wrong_is_said_with_what_to_do_and_without_the_password(string change, StoreProblem problem, string remedy)
    {
        var settings = new StoreSettings($"{PostgresOfTests.Server.Address("postgres")};{change};Password=s3cret");
        var failure = Assert.Throws<StoreException>(() => Database.OpenForReading(settings, Store.Clock))!;

        Assert.That(failure.Problem, Is.EqualTo(problem));
        Assert.That(failure.Message, Does.Contain(remedy).And.Contain("127.0.0.1").And.Not.Contain("s3cret"));
    }

    [TestCase("postgres://ann:p%40ss@db.example:6432/touchpoints?sslmode=Require", "the PostgreSQL database touchpoints at db.example:6432")]
    [TestCase("Host=db.example;Database=t;Username=ann;Password=p", "the PostgreSQL database t at db.example:5432")]
    public void Both_forms_of_an_address_are_read_and_shown_without_the_password(string address, string shown) =>
        Assert.That((new StoreSettings(address).IsPostgres, new StoreSettings(address).Place), Is.EqualTo((true, shown)));

    private void KillOthers() => Store.SqlBeside("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
}
