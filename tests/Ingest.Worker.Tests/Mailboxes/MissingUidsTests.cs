namespace Touchpoints.Ingest.Tests;

public sealed class MissingUidsTests
{
    // reliability.md B10: only what the server no longer names has vanished.
    [Test]
    public void A_uid_that_three_looks_do_not_name_has_vanished()
    {
        var missing = new MissingUids();
        missing.NotGiven(7);
        for (var look = 1; look <= MissingUids.LooksUntilVanished; look++)
        {
            Assert.That(missing.TakeVanished(), Is.Empty);
            missing.Looked([6, 8]);
        }

        Assert.That(missing.TakeVanished(), Is.EqualTo(new[] { 7u }));
        Assert.That(missing.Count, Is.Zero);
    }

    // reliability.md B6: a server that leaves one out may have it at the next look.
    [Test]
    public void A_uid_that_is_named_again_begins_anew()
    {
        var missing = new MissingUids();
        missing.NotGiven(7);
        missing.Looked([]);
        missing.Looked([]);
        missing.NotGiven(7);
        missing.Looked([7]);
        missing.Looked([]);
        Assert.That(missing.TakeVanished(), Is.Empty);
    }

    // reliability.md B11
    [Test]
    public void A_uid_that_is_named_and_never_given_is_given_up()
    {
        var missing = new MissingUids();
        for (var look = 1; look <= MissingUids.LooksUntilGivenUp; look++)
        {
            Assert.That(missing.TakeGivenUp(), Is.Empty);
            missing.NotGiven(7);
            missing.Looked([7]);
        }

        Assert.That(missing.TakeGivenUp(), Is.EqualTo(new[] { 7u }));
    }

    [Test]
    public void A_uid_that_is_given_at_last_is_missed_no_more()
    {
        var missing = new MissingUids();
        missing.NotGiven(9);
        missing.NotGiven(7);
        Assert.That(missing.Lowest, Is.EqualTo(7));
        missing.Given(7);
        Assert.That((missing.Lowest, missing.Count), Is.EqualTo((9u, 1)));
    }
}
