using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Bench;

/// <summary>The rate of reading beside the rate of SHA-256 over the same octets, in turn, in one thread.</summary>
internal sealed class Speed(string folder)
{
    private const int WarmUpRounds = 3;
    private const int MailsInTurn = 250;

    private readonly byte[][] _mails = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];

    /// <summary>Keeps what was read from being optimised away, and shows that every run reads the same.</summary>
    private long _found;

    public void Measure(int rounds)
    {
        for (var round = 0; round < WarmUpRounds; round++)
        {
            Round();
        }

        _found = 0;
        var times = Enumerable.Range(0, rounds).Select(_ => Round()).ToList();
        var (octets, count) = (_mails.Sum(mail => (double)mail.Length), _mails.Length);
        var (sha, read) = (Median(times.Select(t => t.Hashing)), Median(times.Select(t => t.Reading)));
        var ratio = Median(times.Select(t => t.Hashing / t.Reading));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{folder}: {count} mails of {octets / count / 1000:0.0} KB; SHA-256 {octets / sha / 1e6:0} MB/s; reading {octets / read / 1e6:0} MB/s = {ratio:0.000} of it; "
            + $"{read / count * 1e6:0.0} us and {Median(times.Select(t => t.Allocated)) / 1000 / count:0.0} KB allocated a mail; found {_found / rounds}"));
    }

    // The two in turn every few mails: whatever else the machine does meets both.
    private (double Hashing, double Reading, double Allocated) Round()
    {
        var (hashing, reading, allocated) = (0.0, 0.0, 0L);
        foreach (var mails in _mails.Chunk(MailsInTurn))
        {
            hashing += Time(mails, Hash);
            allocated -= GC.GetAllocatedBytesForCurrentThread();
            reading += Time(mails, Read);
            allocated += GC.GetAllocatedBytesForCurrentThread();
        }

        return (hashing, reading, allocated);
    }

    private static double Time(byte[][] mails, Action<byte[]> work)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var mail in mails)
        {
            work(mail);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private void Hash(byte[] mail) => SHA256.HashData(mail, _hash);

    // What taking a mail in needs: header, tree, both bodies as text, size and hash of every attachment.
    private void Read(byte[] octets)
    {
        if (MailReader.Read(octets, MailLimits.Default) is not MailReading.Readable(var mail))
        {
            return;
        }

        var text = mail.Text ?? (mail.Html is { } html ? HtmlText.From(html) : "");
        _found += mail.Fields.Count + mail.From.Count + mail.To.Count + mail.Cc.Count + (mail.Subject?.Length ?? 0) + mail.References.Count + text.Length + (mail.Html?.Length ?? 0);
        foreach (var attachment in mail.Attachments)
        {
            var digest = attachment.Digest();
            _found += digest.Octets + digest.Sha256.Span[0];
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}
