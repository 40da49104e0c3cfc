namespace Touchpoints.Store.Tests;

/// <summary>What a worker takes and lets go of by what it sees of all leases.</summary>
public sealed class LeaseShareTests
{
    [TestCase(0, 0, 1, 10, 10, Description = "the only one takes all")]
    [TestCase(0, 0, 2, 9, 5, Description = "one of two takes half, rounded up")]
    [TestCase(3, 10, 3, 2, 1, Description = "one that lacks one takes one")]
    [TestCase(4, 10, 3, 2, 0, Description = "one that has its share takes none")]
    public void Of_free_mailboxes_a_worker_takes_up_to_its_share(int held, long taken, long workers, int free, int takes) =>
        Assert.That(Share(held, taken, workers, free).ToTake.AtMost, Is.EqualTo(takes));

    [Test]
    public void What_nobody_took_for_a_while_is_taken_whatever_the_share()
    {
        var (of, atMost) = (Share(held: 6, taken: 10, workers: 5, free: 3) with { Left = ["free1"] }).ToTake;
        Assert.That((atMost, of), Is.EqualTo((1, new[] { "free1" })).Using<(int, IReadOnlyList<string>), (int, string[])>((a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2)));
    }

    [TestCase(4, new[] { "one:3" }, 0, Description = "who would have more then is not given any")]
    [TestCase(4, new[] { "one:2", "one:2" }, 1)]
    [TestCase(10, new[] { "one:0", "one:0", "one:0", "one:0", "one:0", "one:0" }, 5)]
    [TestCase(10, new[] { "one:0", "two:0", "one:0", "two:0", "one:0", "two:0", "one:0", "two:0" }, 6, Description = "three then have 4, 3 and 3")]
    public void What_others_ask_for_is_let_go_while_that_makes_the_numbers_more_equal(int held, string[] asked, int letGo)
    {
        var share = Share(held, held, 2, 0) with { Asked = [.. asked.Select((ask, i) => new AskedLease($"box{i}", ask.Split(':')[0], ask[^1] - '0'))] };
        Assert.That(share.ToLetGo(), Has.Count.EqualTo(letGo));
    }

    private static LeaseShare Share(int held, long taken, long workers, int free) => new()
    {
        Held = held,
        Taken = taken,
        Workers = workers,
        Most = taken,
        Free = [.. Enumerable.Range(1, free).Select(i => $"free{i}")],
        Left = [],
    };
}
