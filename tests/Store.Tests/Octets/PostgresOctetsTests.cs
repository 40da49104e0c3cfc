namespace Touchpoints.Store.Tests;

/// <summary>The suite over PostgreSQL, directly and through PgBouncer, and what only that one can get wrong.</summary>
[TestFixture(TestEngine.Postgres)]
[TestFixture(TestEngine.PgBouncer)]
public sealed class PostgresOctetsTests(TestEngine engine) : OctetsSuite
{
#pragma warning disable NUnit1032 // RemoveHome does, after the homes over it were closed
    private TempStore _store = null!;
#pragma warning restore NUnit1032

    [Test]
    public void A_range_across_two_parts_comes_back_as_it_was()
    {
        var mail = new byte[PostgresOctets.PartOctets + 10];
        mail[PostgresOctets.PartOctets - 1] = 1;
        mail[PostgresOctets.PartOctets] = 2;
        using var appender = Octets.OpenAppender();
        var stored = TempStore.Append(appender, mail);
        appender.Sync();
        Assert.That(Range(stored.Place, PostgresOctets.PartOctets - 2, 4), Is.EqualTo(new byte[] { 0, 1, 2, 0 }));
    }

    [Test]
    public void Many_who_append_and_read_at_once_share_a_few_connections()
    {
        var read = new byte[40];
        var other = OpenAnother();
        Parallel.For(0, read.Length, new ParallelOptions { MaxDegreeOfParallelism = 20 }, i =>
        {
            using var appender = Octets.OpenAppender();
            var stored = TempStore.Append(appender, [(byte)i]);
            appender.Sync();
            using var lease = other.Read(stored.Place);
            read[i] = lease.Memory.Span[0];
        });
        Assert.That(read, Is.EqualTo(Enumerable.Range(0, read.Length).Select(i => (byte)i)));
        Assert.That(Octets.Segments(0).Count(), Is.EqualTo(read.Length));
    }

    [Test]
    public void A_connection_that_died_in_the_pool_may_be_tried_again()
    {
        using var appender = Octets.OpenAppender();
        var kept = TempStore.Append(appender, [1]);
        appender.Sync();
        _store.Sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        for (var tries = 1; ; tries++)
        {
            try
            {
                var stored = TempStore.Append(appender, [2]);
                appender.Sync();
                Assert.That((Read(kept)[0], Read(stored)[0]), Is.EqualTo((1, 2)));
                return;
            }
            catch (StoreException broken) when (broken.MayTryAgain && tries < 10)
            {
                Assert.That(broken.Problem, Is.EqualTo(StoreProblem.Unreachable));
            }
        }
    }

    private protected override void MakeHome()
    {
        _store = new TempStore(engine);
        _ = _store.Database;
    }

    private protected override void RemoveHome() => _store.Dispose();

    private protected override OctetsStore OpenHome() => OctetsStore.Open(_store.Settings, Clock);
}
