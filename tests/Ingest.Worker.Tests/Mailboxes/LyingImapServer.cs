using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Touchpoints.Ingest.Tests;

/// <summary>A small IMAP server whose messages a test decides on: which ones it names, and which ones it gives.</summary>
internal sealed class LyingImapServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _served;

    public LyingImapServer()
    {
        _listener.Start();
        _served = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Dictionary<uint, byte[]> Mails { get; set; } = [];

    public uint UidNext { get; set; } = 100;

    /// <summary>Whether SEARCH names it, at the so manieth look.</summary>
    public Func<uint, int, bool> Names { get; set; } = (_, _) => true;

    /// <summary>Whether FETCH gives its octets, at the so manieth look; else it answers NIL.</summary>
    public Func<uint, int, bool> Gives { get; set; } = (_, _) => true;

    /// <summary>Whether FETCH of its octets is refused, and with it that of all others in the same command.</summary>
    public Func<uint, bool> Refuses { get; set; } = _ => false;

    /// <summary>INTERNALDATE of a message.</summary>
    public Func<uint, DateTimeOffset> Arrived { get; set; } = _ => new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    /// <summary>What it says of quotas.</summary>
    public string Quota { get; set; } = "";

    public int Looks { get; private set; }

    /// <summary>Every command that came, without its tag.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _served;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var lines = new StreamReader(stream, Encoding.Latin1);
        try
        {
            await stream.WriteAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR QUOTA] ready\r\n"u8.ToArray(), _end.Token);
            while (await lines.ReadLineAsync(_end.Token) is { } line)
            {
                var tag = line.Split(' ')[0];
                Commands.Enqueue(line[(tag.Length + 1)..]);
                await stream.WriteAsync(Encoding.Latin1.GetBytes(IsRefused(line) ? $"{tag} NO the message could not be retrieved\r\n" : $"{Answer(line[(tag.Length + 1)..])}{tag} OK done\r\n"), _end.Token);
            }
        }
        catch (IOException)
        {
            // The client went.
        }
    }

    private bool IsRefused(string line) => line.Contains("BODY.PEEK", StringComparison.Ordinal) && Asked(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Any(Refuses);

    private string Answer(string command) => command switch
    {
        _ when command.StartsWith("EXAMINE", StringComparison.Ordinal) => $"* {Mails.Count} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {UidNext}] x\r\n",
        _ when command.StartsWith("GETQUOTAROOT", StringComparison.Ordinal) => Quota,
        _ when command.StartsWith("UID SEARCH", StringComparison.Ordinal) => Search(),
        _ when command.Contains("BODY.PEEK", StringComparison.Ordinal) => string.Concat(Asked(command).Select(Body)),
        _ when command.StartsWith("UID FETCH", StringComparison.Ordinal) => string.Concat(Asked(command).Select(Size)),
        _ => "",
    };

    private string Search()
    {
        Looks++;
        return $"* SEARCH {string.Join(' ', Mails.Keys.Where(u => Names(u, Looks)))}\r\n";
    }

    private string Size(uint uid) => FormattableString.Invariant($"* 1 FETCH (UID {uid} RFC822.SIZE {Mails[uid].Length} INTERNALDATE \"{Arrived(uid):dd-MMM-yyyy HH:mm:ss} +0000\")\r\n");

    private string Body(uint uid) => Gives(uid, Looks)
        ? $"* 1 FETCH (UID {uid} BODY[] {{{Mails[uid].Length}}}\r\n{Encoding.Latin1.GetString(Mails[uid])})\r\n"
        : $"* 1 FETCH (UID {uid} BODY[] NIL)\r\n";

    private IEnumerable<uint> Asked(string command)
    {
        var ranges = command.Split(' ')[2].Split(',').Select(r => r.Split(':').Select(uint.Parse).ToArray()).ToList();
        return Mails.Keys.Where(u => ranges.Exists(r => u >= r[0] && u <= r[^1]));
    }
}
