using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Touchpoints.Store.Tests;

/// <summary>A request as it came; the bucket is taken off the path.</summary>
internal sealed record S3Request(string Method, string Key, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static async Task<S3Request> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var lines = await HeadAsync(stream, cancellationToken);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (headers.ContainsKey("expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        var body = new byte[int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, cancellationToken);
        var words = lines[0].Split(' ');
        var target = words[1].Split('?', 2);
        var query = target.Length < 2 ? [] : target[1].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "", StringComparer.Ordinal);
        return new S3Request(words[0], Uri.UnescapeDataString(target[0]["/mail/".Length..]), query, headers, body);
    }

    private static async Task<string[]> HeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            head.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>An answer.</summary>
internal sealed record S3Answer(string Status, string Headers = "")
{
    public byte[] Body { get; init; } = [];

    public static S3Answer Error(string status, string code) => Xml($"<Error><Code>{code}</Code><Message>The server says {code}.</Message></Error>") with { Status = status };

    public static S3Answer Xml(string xml) => new("200 OK", "Content-Type: application/xml\r\n") { Body = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml) };
}
