namespace Touchpoints.Tests;

/// <summary>
/// How processor time and memory of reading grow with the input, as the factor of one doubling: linear is 2, quadratic 4. Time is taken over three doublings and the best of several looks,
/// so that other work on the machine fails no build: a linear reader would have to take four times its time at every look, a quadratic one never passes.
/// </summary>
internal static class Growth
{
    /// <summary>Between linear and quadratic: what a test asks.</summary>
    public const double Most = 3.2;

    /// <summary>What bench/doubling.sh and bench/hostile.sh ask; no further look is taken when it is reached.</summary>
    private const double Wanted = 2.5;

    /// <summary>How many times the shorter input the longer one is.</summary>
    public const int Times = 8;

    private const int Looks = 10;
    private static readonly TimeSpan Measurable = TimeSpan.FromMilliseconds(20);

    /// <summary>The factor of one doubling; 2 where even the longer input takes no time that can be measured.</summary>
    public static double PerDoubling(Action shorter, Action longer)
    {
        shorter(); // tables are loaded, code is compiled, pools are filled
        var (brief, extended) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var factor = double.MaxValue;
        for (var look = 0; look < Looks && factor >= Wanted; look++)
        {
            brief = Least(brief, Time(shorter, Times)); // as much input in all, so that the collector has as much to do
            extended = Least(extended, Time(longer, 1));
            factor = extended < Measurable ? 2 : 2 * Math.Cbrt(extended / brief);
        }

        return factor;
    }

    /// <summary>The factor of memory allocated for twice the input; <paramref name="least"/> octets count as nothing. Looks are in turn: the compiler may find meanwhile that an object need not be made.</summary>
    public static double OfMemory(Action once, Action twice, long least)
    {
        var (little, more) = (long.MaxValue, long.MaxValue);
        var factor = double.MaxValue;
        for (var look = 0; look < Looks && factor >= Wanted; look++)
        {
            more = Math.Min(more, Allocated(twice));
            little = Math.Min(little, Allocated(once));
            factor = (double)more / Math.Max(little, least);
        }

        return factor;
    }

    private static long Allocated(Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        read();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Time(Action read, int times)
    {
        var before = Environment.CpuUsage.TotalTime; // of the processor: while other work has it, nothing is counted
        for (var i = 0; i < times; i++)
        {
            read();
        }

        return Environment.CpuUsage.TotalTime - before;
    }
}
