using System.Security.Cryptography;

namespace Touchpoints.Store;

/// <summary>
/// Numbers for segments that no two processes give, without asking one another: milliseconds since 2025 and a number that this process drew. They
/// rise with time, and neither an erased segment nor a restored database brings one back, as a counter would. Homes refuse a number that is
/// there already all the same.
/// </summary>
internal static class SegmentNumbers
{
    private const int DrawnBits = 22;

    private static readonly DateTimeOffset s_first = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly long s_drawn = RandomNumberGenerator.GetInt32(1 << DrawnBits);
    private static long s_last;

    /// <summary>A number that was not given before.</summary>
    public static long Next(DateTimeOffset now)
    {
        while (true)
        {
            // A clock that stands or goes back does not matter: the next millisecond is taken ahead of time.
            var last = Interlocked.Read(ref s_last);
            var next = Math.Max(last + 1, Milliseconds(now));
            if (Interlocked.CompareExchange(ref s_last, next, last) == last)
            {
                return (next << DrawnBits) | s_drawn;
            }
        }
    }

    /// <summary>The least number that a segment begun at that time can have.</summary>
    public static long At(DateTimeOffset time) => Math.Max(0, Milliseconds(time)) << DrawnBits;

    private static long Milliseconds(DateTimeOffset time) => (long)(time - s_first).TotalMilliseconds;
}
