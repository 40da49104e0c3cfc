using System.Text.Json;
using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// Puts mails into threads by their ids alone, in any order of arrival: two mails belong together when one names the other, or both name or
/// carry one id, seen or not (behaviour.md B5.1 T3, T5, T6 without their guards: nobody is known here). A mail that links two threads makes them one.
/// </summary>
internal sealed class ThreadsOf
{
    private readonly List<int> _parents = [];
    private readonly Dictionary<MessageId, int> _threadOf = [];

    public static IReadOnlyList<IReadOnlyList<string>> Mails(IEnumerable<string> paths)
    {
        var threads = new ThreadsOf();
        var mails = paths.ToList();
        mails.ForEach(path => threads.Add(MailFiles.TryRead(path, out var octets).Length == 0 ? octets : default));
        return [.. mails.Select((path, i) => (path, Thread: threads.Root(i))).GroupBy(m => m.Thread, m => m.path).Select(g => g.ToList())];
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<string>> threads)
    {
        json.WriteStartArray("threads");
        foreach (var thread in threads)
        {
            json.WriteStartArray();
            foreach (var path in thread)
            {
                json.WriteStringValue(path);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    // A mail that cannot be read is a thread of its own, as it would be held alone.
    private void Add(ReadOnlyMemory<byte> octets)
    {
        var mail = _parents.Count;
        _parents.Add(mail);
        if (MailReader.Read(octets, MailLimits.Default) is not MailReading.Readable readable)
        {
            return;
        }

        var (envelope, _) = DeliveryReader.Convert(readable.Mail, DateTimeOffset.UnixEpoch);
        foreach (var id in envelope.InReplyTo.Concat(envelope.References).Concat(envelope.MessageId is { } own ? [own] : []))
        {
            if (!_threadOf.TryAdd(id, mail))
            {
                Join(_threadOf[id], mail);
            }
        }
    }

    // The thread that began first gives its number to both.
    private void Join(int one, int other)
    {
        var (first, second) = (Root(one), Root(other));
        _parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    private int Root(int mail)
    {
        while (_parents[mail] != mail)
        {
            mail = _parents[mail] = _parents[_parents[mail]];
        }

        return mail;
    }
}
