using System.Diagnostics;
using System.Globalization;
using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Bench;

/// <summary>Reads hostile files one by one, each in a time and with an allocation of its own.</summary>
internal sealed class Hostile(string folder)
{
    // What reading any mail takes, however small: a few objects, a few tables.
    private const long Least = 1024;

    public int Measure()
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            Read(File.ReadAllBytes(file)); // code is compiled, tables of charsets are loaded
        }

        var runs = files.ConvertAll(file => Run(file));
        var byTime = runs.OrderBy(run => run.Milliseconds).ToList();
        var byAllocation = runs.OrderBy(run => run.Times).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{runs.Count} files of {runs.Sum(run => run.Octets) / 1e6:0} MB; p50 {byTime[runs.Count / 2].Milliseconds:0.00} ms, p99 {byTime[runs.Count * 99 / 100].Milliseconds:0.0} ms, max {byTime[^1]}; "
            + $"allocated: p50 {byAllocation[runs.Count / 2].Times:0.0} times, p99 {byAllocation[runs.Count * 99 / 100].Times:0.0} times, max {byAllocation[^1]}"));
        foreach (var run in byTime.TakeLast(5).Concat(byAllocation.GroupBy(run => run.Name[7..]).Select(group => group.Last()).Where(run => run.Times > 15)))
        {
            Console.WriteLine($"  {run}");
        }

        return 0;
    }

    // The best of three: what else the machine does, and buffers that the pool had let go of, are no fault of the mail's.
    private static Result Run(string file)
    {
        var octets = File.ReadAllBytes(file);
        var runs = Enumerable.Range(0, 3).Select(_ => Run(octets)).ToList();
        return new Result(Path.GetFileName(file), octets.Length, runs.Min(run => run.Milliseconds), runs.Min(run => run.Allocated));
    }

    private static (double Milliseconds, long Allocated) Run(byte[] octets)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        Read(octets);
        return (Stopwatch.GetElapsedTime(started).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static void Read(byte[] octets)
    {
        if (MailReader.Read(octets, MailLimits.Default) is not MailReading.Readable(var mail))
        {
            return;
        }

        foreach (var field in mail.Fields)
        {
            GC.KeepAlive(field);
        }

        foreach (var attachment in mail.Attachments)
        {
            attachment.Digest();
        }
    }

    private sealed record Result(string Name, long Octets, double Milliseconds, long Allocated)
    {
        public double Times => Allocated / (double)Math.Max(Octets, Least);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds:0.0} ms, {Times:0.00} times allocated: {Name}, {Octets} octets");
    }
}
