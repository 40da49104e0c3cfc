using FsCheck.Fluent;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

public sealed class KnownUidsTests
{
    [Test]
    public void Holds_exactly_what_was_added_in_any_order()
        => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(added =>
        {
            var known = new KnownUids(new UidRanges([(10, 12), (20, 20)]));
            foreach (var uid in added)
            {
                known.Add(uid);
            }

            var expected = new HashSet<uint>([10, 11, 12, 20, .. added.Select(b => (uint)b)]);
            return Enumerable.Range(0, 300).All(i => known.Contains((uint)i) == expected.Contains((uint)i));
        }));

    [Test]
    public void Takes_the_highest_uid_there_is()
    {
        var known = new KnownUids(new UidRanges([(uint.MaxValue - 1, uint.MaxValue - 1)]));
        known.Add(uint.MaxValue);
        Assert.That((known.Contains(uint.MaxValue), known.Contains(0), known.Contains(uint.MaxValue - 2)), Is.EqualTo((true, false, false)));
    }
}
