using NUnit.Framework;
using Touchpoints.Tests;

namespace Touchpoints.Mail.Tests;

/// <summary>Time and memory grow with the input and no faster, on the shapes that make readers quadratic.</summary>
[NonParallelizable]
public sealed class LinearTimeTests
{
    private const int Size = 50_000;
    private const int SizeForMemory = 150_000;

    // What any mail takes, and buffers of the pool that grow in powers of two.
    private const long FixedAllocation = 400_000;

    [TestCaseSource(nameof(Names))]
    public void More_input_takes_no_more_than_its_share_of_time(string name)
    {
        var shape = HostileShape.All.Single(s => s.Name == name);
        var (octets, more) = (shape.Octets(Size), shape.Octets(Growth.Times * Size));
        Assert.That(Growth.PerDoubling(() => HostileShape.Read(octets), () => HostileShape.Read(more)), Is.LessThan(Growth.Most));
    }

    [TestCaseSource(nameof(Names))]
    public void Twice_the_input_takes_twice_the_memory(string name)
    {
        var shape = HostileShape.All.Single(s => s.Name == name);
        var one = Allocated(shape.Octets(SizeForMemory));
        var two = Allocated(shape.Octets(SizeForMemory * 2));
        Assert.That(two, Is.LessThan((one * 5 / 2) + FixedAllocation), $"{one} octets, then {two} for twice as much.");
    }

    private static IEnumerable<string> Names() => HostileShape.All.Select(s => s.Name);

    private static long Allocated(byte[] octets)
    {
        HostileShape.Read(octets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        HostileShape.Read(octets);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
