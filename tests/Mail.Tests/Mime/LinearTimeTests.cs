using System.Diagnostics;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Twice the input takes about twice the time and twice the memory, on the shapes that make readers quadratic.</summary>
[NonParallelizable]
public sealed class LinearTimeTests
{
    private const int Size = 150_000;

    // What any mail takes, and buffers of the pool that grow in powers of two.
    private const long FixedAllocation = 400_000;

    [TestCaseSource(nameof(Names))]
    public void Twice_the_input_takes_twice_the_time(string name)
    {
        var shape = HostileShape.All.Single(s => s.Name == name);
        var once = shape.Octets(Size);
        var twice = shape.Octets(Size * 2);
        Time(once);

        // The bound is wide and may be missed twice: other work on the machine must not fail a build, a quadratic reader always does.
        for (var attempt = 1; ; attempt++)
        {
            var (one, two) = (Time(once), Time(twice));
            if (two < one * 3 || two < TimeSpan.FromMilliseconds(10))
            {
                return;
            }

            Assert.That(attempt, Is.LessThan(5), $"{name}: {one.TotalMilliseconds:F1} ms, then {two.TotalMilliseconds:F1} ms for twice as much.");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Twice_the_input_takes_twice_the_memory(string name)
    {
        var shape = HostileShape.All.Single(s => s.Name == name);
        var one = Allocated(shape.Octets(Size));
        var two = Allocated(shape.Octets(Size * 2));
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

    private static TimeSpan Time(byte[] octets)
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            HostileShape.Read(octets);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        return best;
    }
}
