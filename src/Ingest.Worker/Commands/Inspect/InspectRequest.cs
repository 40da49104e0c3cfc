using System.Text.Json;

namespace Touchpoints.Ingest;

/// <summary>One line of a requests file: a file to inspect, or mails to put into threads.</summary>
internal sealed record InspectRequest(string Path)
{
    /// <summary>"mail", or "text" or "html" for a bare body in UTF-8.</summary>
    public string As { get; init; } = "mail";

    /// <summary>Subject of a bare body's mail.</summary>
    public string Subject { get; init; } = "";

    /// <summary>TXT records by name, with the keys of signatures; null when none were given.</summary>
    public IReadOnlyDictionary<string, string>? Dns { get; init; }

    /// <summary>Mails in order of arrival, when they are to be put into threads; null for a request about one file.</summary>
    public IReadOnlyList<string>? Threads { get; init; }

    /// <summary>Why the line is no request; empty when it is one.</summary>
    public string Mistake { get; init; } = "";

    public static InspectRequest Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("threads", out var threads) && threads.ValueKind == JsonValueKind.Array)
            {
                return new InspectRequest("") { Threads = [.. threads.EnumerateArray().Select(t => t.ToString())] };
            }

            return new InspectRequest(Text(root, "path") ?? throw new JsonException("no \"path\" and no \"threads\" in it"))
            {
                As = Text(root, "as") ?? "mail",
                Subject = Text(root, "subject") ?? "",
                Dns = Records(root),
            };
        }
        catch (JsonException e)
        {
            return new InspectRequest("") { Mistake = $"This line is no request: {e.Message}" };
        }
    }

    private static Dictionary<string, string>? Records(JsonElement root)
    {
        if (!root.TryGetProperty("dns", out var dns) || dns.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var records = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var record in dns.EnumerateObject().Where(r => r.Value.ValueKind == JsonValueKind.String))
        {
            records[record.Name.TrimEnd('.')] = record.Value.GetString()!;
        }

        return records;
    }

    private static string? Text(JsonElement root, string name)
        => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
