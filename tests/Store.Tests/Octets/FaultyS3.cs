using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Touchpoints.Store.Tests;

/// <summary>What the next request meets.</summary>
public enum S3Fault
{
    None,

    /// <summary>It is not looked at, and answered with the status and code given.</summary>
    Refused,

    /// <summary>It is never answered.</summary>
    Silence,

    /// <summary>The connection ends before anything was done.</summary>
    CutBefore,

    /// <summary>It is done, and the connection ends in place of the answer.</summary>
    CutAfter,

    /// <summary>The answer's body ends in the middle.</summary>
    CutInBody,

    /// <summary>The answer's body stops in the middle, and the connection stays.</summary>
    SilenceInBody,
}

/// <summary>As much of an S3 server as the store talks to, in memory, with every answer that a test wants. One request a connection.</summary>
internal sealed class FaultyS3 : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(S3Fault Fault, string Status, string Code)> _faults = [];
    private readonly ConcurrentDictionary<string, (byte[] Octets, string Writer, DateTimeOffset At)> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SortedDictionary<int, byte[]>> _uploads = new(StringComparer.Ordinal);

    public FaultyS3()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public OctetsSettings.S3 Settings => new("mail", "a/")
    {
        ServiceUrl = new Uri($"http://{_listener.LocalEndpoint}"),
        AccessKey = "id",
        SecretKey = "key",
        Timeout = Patience,
    };

    /// <summary>Every request so far: method and what follows the host, without the values of the query.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public IReadOnlyCollection<string> Objects => [.. _objects.Keys];

    public IReadOnlyCollection<string> Uploads => [.. _uploads.Keys];

    /// <summary>How long the client waits: a busy machine's answer must come within it, where the test is not about silence.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public bool KnowsConditions { get; init; } = true;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Next(S3Fault fault, int times = 1, string status = "500 Internal Server Error", string code = "InternalError")
    {
        for (var i = 0; i < times; i++)
        {
            _faults.Enqueue((fault, status, code));
        }
    }

    public void Mend() => _faults.Clear();

    public void Put(string key, byte[] octets) => _objects[key] = (octets, "somebody", Now);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                await AnswerAsync(stream, await S3Request.ReadAsync(stream, _stop.Token));
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client went, or the test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, S3Request request)
    {
        Requests.Enqueue($"{request.Method} {request.Key}{string.Concat(request.Query.Keys.Order(StringComparer.Ordinal).Select(name => "?" + name))}");
        if (!_faults.TryDequeue(out var next))
        {
            next = (S3Fault.None, "", "");
        }

        if (next.Fault == S3Fault.Silence)
        {
            await new TaskCompletionSource().Task.WaitAsync(_stop.Token);
        }

        if (next.Fault == S3Fault.CutBefore)
        {
            return;
        }

        var answer = next.Fault == S3Fault.Refused ? S3Answer.Error(next.Status, next.Code) : Do(request);
        if (next.Fault == S3Fault.CutAfter)
        {
            return;
        }

        var body = request.Method == "HEAD" ? [] : answer.Body;
        var head = $"HTTP/1.1 {answer.Status}\r\nContent-Length: {answer.Body.Length}\r\nConnection: close\r\n{answer.Headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        var isHalf = next.Fault is S3Fault.CutInBody or S3Fault.SilenceInBody;
        await stream.WriteAsync(body.AsMemory(0, isHalf ? body.Length / 2 : body.Length), _stop.Token);
        if (next.Fault == S3Fault.SilenceInBody)
        {
            await new TaskCompletionSource().Task.WaitAsync(_stop.Token);
        }
    }

    private S3Answer Do(S3Request request) => (request.Method, request.Query) switch
    {
        ("GET", var query) when query.ContainsKey("list-type") => List(query),
        ("GET", var query) when query.ContainsKey("uploads") => ListUploads(),
        ("POST", var query) when query.ContainsKey("uploads") => Begin(request),
        ("PUT", var query) when query.TryGetValue("uploadId", out var upload) => Part(upload, query["partNumber"], request.Body),
        ("POST", var query) when query.TryGetValue("uploadId", out var upload) => Complete(upload, request),
        ("DELETE", var query) when query.TryGetValue("uploadId", out var upload) => _uploads.TryRemove(upload, out _) ? new S3Answer("204 No Content") : S3Answer.Error("404 Not Found", "NoSuchUpload"),
        ("PUT", _) => Make(request, request.Body),
        ("DELETE", _) => Delete(request.Key),
        _ => Get(request),
    };

    private S3Answer Make(S3Request request, byte[] octets)
    {
        var isConditional = request.Headers.ContainsKey("if-none-match");
        if (isConditional && !KnowsConditions)
        {
            return S3Answer.Error("501 Not Implemented", "NotImplemented");
        }

        if (isConditional && _objects.ContainsKey(request.Key))
        {
            return S3Answer.Error("412 Precondition Failed", "PreconditionFailed");
        }

        _objects[request.Key] = (octets, request.Headers.GetValueOrDefault("x-amz-meta-writer", ""), Now);
        return new S3Answer("200 OK", "ETag: \"e\"\r\n");
    }

    private S3Answer Get(S3Request request)
    {
        if (!_objects.TryGetValue(request.Key, out var found))
        {
            return S3Answer.Error("404 Not Found", "NoSuchKey");
        }

        var headers = $"ETag: \"e\"\r\nx-amz-meta-writer: {found.Writer}\r\n";
        if (!request.Headers.TryGetValue("range", out var range))
        {
            return new S3Answer("200 OK", headers) { Body = found.Octets };
        }

        var ends = range["bytes=".Length..].Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return ends[0] >= found.Octets.Length
            ? S3Answer.Error("416 Requested Range Not Satisfiable", "InvalidRange")
            : new S3Answer("206 Partial Content", headers) { Body = found.Octets[ends[0]..Math.Min(ends[1] + 1, found.Octets.Length)] };
    }

    private S3Answer Delete(string key)
    {
        _objects.TryRemove(key, out _);
        return new S3Answer("204 No Content");
    }

    private S3Answer Begin(S3Request request)
    {
        var id = Guid.NewGuid().ToString("N");
        _uploads[id] = [];
        _objects["upload " + id] = ([], request.Headers.GetValueOrDefault("x-amz-meta-writer", ""), Now);
        return S3Answer.Xml($"<InitiateMultipartUploadResult><Bucket>mail</Bucket><Key>{request.Key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
    }

    private S3Answer Part(string upload, string number, byte[] octets)
    {
        if (!_uploads.TryGetValue(upload, out var parts))
        {
            return S3Answer.Error("404 Not Found", "NoSuchUpload");
        }

        parts[int.Parse(number, CultureInfo.InvariantCulture)] = octets;
        return new S3Answer("200 OK", $"ETag: \"p{number}\"\r\n");
    }

    private S3Answer Complete(string upload, S3Request request)
    {
        if (!_uploads.TryRemove(upload, out var parts))
        {
            return S3Answer.Error("404 Not Found", "NoSuchUpload");
        }

        _objects.TryRemove("upload " + upload, out var begun);
        _objects[request.Key] = ([.. parts.Values.SelectMany(part => part)], begun.Writer, Now);
        return S3Answer.Xml($"<CompleteMultipartUploadResult><Key>{request.Key}</Key><ETag>\"e\"</ETag></CompleteMultipartUploadResult>");
    }

    // Two to a page.
    private S3Answer List(IReadOnlyDictionary<string, string> query)
    {
        var after = query.GetValueOrDefault("start-after", "");
        var found = _objects.Where(item => item.Key.StartsWith(query["prefix"], StringComparison.Ordinal) && string.CompareOrdinal(item.Key, after) > 0).OrderBy(item => item.Key, StringComparer.Ordinal).ToList();
        var page = found.Take(2).Select(item => $"<Contents><Key>{item.Key}</Key><LastModified>{item.Value.At:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified><Size>{item.Value.Octets.Length}</Size></Contents>");
        return S3Answer.Xml($"<ListBucketResult><Name>mail</Name><IsTruncated>{(found.Count > 2 ? "true" : "false")}</IsTruncated>{string.Concat(page)}</ListBucketResult>");
    }

    private S3Answer ListUploads() => S3Answer.Xml(
        $"<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>{string.Concat(_uploads.Keys.Select(id => $"<Upload><Key>a/seg-1</Key><UploadId>{id}</UploadId><Initiated>2026-03-02T08:00:00.000Z</Initiated></Upload>"))}</ListMultipartUploadsResult>");
}
