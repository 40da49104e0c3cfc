using System.Text.Json;
using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Puts mails into threads in their order of arrival, by references alone: what the store would know is kept in dictionaries.</summary>
internal sealed class ThreadsOf
{
    private readonly List<List<string>> _threads = [];
    private readonly Dictionary<MessageId, int> _threadOfMail = [];
    private readonly Dictionary<MessageId, int> _threadThatNamed = [];

    public static IReadOnlyList<IReadOnlyList<string>> Mails(IEnumerable<string> paths)
    {
        var threads = new ThreadsOf();
        foreach (var path in paths)
        {
            threads.Add(path, MailFiles.TryRead(path, out var octets).Length == 0 ? octets : default);
        }

        return threads._threads;
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

    /// <summary>A mail that cannot be read is a thread of its own, as it would be held alone.</summary>
    private void Add(string path, ReadOnlyMemory<byte> octets)
    {
        if (MailReader.Read(octets, MailLimits.Default) is not MailReading.Readable readable)
        {
            _threads.Add([path]);
            return;
        }

        var (envelope, content) = DeliveryReader.Convert(readable.Mail, DateTimeOffset.UnixEpoch);
        var named = envelope.InReplyTo.Concat(envelope.References).Distinct().ToList();
        var thread = PlacementByReferences.Place(envelope, content, KnownOf(named)) is { } found ? (int)found.Value : _threads.Count;
        if (thread == _threads.Count)
        {
            _threads.Add([]);
        }

        _threads[thread].Add(path);
        if (envelope.MessageId is { } id)
        {
            _threadOfMail.TryAdd(id, thread);
        }

        named.ForEach(n => _threadThatNamed.TryAdd(n, thread));
    }

    private Known KnownOf(List<MessageId> named)
    {
        var mails = named.Where(_threadOfMail.ContainsKey)
            .Select(n => new StoredMail(default, n, default, "", "", "", default, MailState.Recorded, [new TouchpointId(_threadOfMail[n])]))
            .ToList();
        var hits = named.Where(_threadThatNamed.ContainsKey).Select(n => new AncestorHit(n, new TouchpointId(_threadThatNamed[n]))).ToList();
        return new Known
        {
            Mails = mails,
            AncestorHits = hits,
            Threads = [.. mails.Select(m => m.Touchpoints[0]).Concat(hits.Select(h => h.Touchpoint)).Distinct().Select(t => new StoredThread(t, default, TouchpointState.Open, false, "", []))],
        };
    }
}
