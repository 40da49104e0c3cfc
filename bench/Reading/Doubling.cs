using System.Diagnostics;
using System.Globalization;
using Touchpoints.Mail.Tests;

namespace Touchpoints.Bench;

/// <summary>The time for twice the input beside the time for once, on shapes that make readers quadratic.</summary>
internal static class Doubling
{
    private const int SmallestSize = 100_000;
    private const int LargestSize = 1_600_000;
    private const double LongEnough = 3; // milliseconds, so that a clock tick or a turn of the scheduler is little of it
    private const double MostTimes = 2.5;
    private const int Rounds = 9;
    private const int MostRounds = 60;

    public static int Measure()
    {
        var worst = HostileShape.All.Select(Measure).Max();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{HostileShape.All.Count} shapes, at most {worst:0.00} times the time for twice the input"));
        return worst < MostTimes ? 0 : 1;
    }

    private static double Measure(HostileShape shape)
    {
        var size = SmallestSize;
        while (size < LargestSize && Best(shape.Octets(size)) < LongEnough)
        {
            size *= 2;
        }

        // In turn, the best of each: what else the machine does meets both. Longer while that is not enough.
        var (once, twice) = (shape.Octets(size), shape.Octets(size * 2));
        var (one, two) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds || (two >= one * MostTimes && round < MostRounds); round++)
        {
            one = Math.Min(one, Time(once));
            two = Math.Min(two, Time(twice));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{two / one:0.00} times: {shape.Name}, {one:0.0} ms for {size / 1000} KB"));
        return two / one;
    }

    private static double Best(byte[] octets) => Enumerable.Range(0, Rounds).Min(_ => Time(octets));

    private static double Time(byte[] octets)
    {
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        HostileShape.Read(octets);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
