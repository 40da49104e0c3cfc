using System.Security.Cryptography;
using System.Text;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>A real store in a folder of its own, with the ops page over it on a free port, and a browser without a screen.</summary>
internal sealed class OpsHouse : IAsyncDisposable
{
    public const string Token = "the-token-of-the-lock-note";
    private readonly string _folder = Directory.CreateTempSubdirectory("touchpoints-ops-").FullName;
    private OctetsAppender _appender = null!;
    private MailboxEpoch _epoch = null!;
    private OpsServer _server = null!;
    private uint _uid;

    private OpsHouse()
    {
    }

    public Database Database { get; private set; } = null!;

    public HttpClient Browser { get; private set; } = null!;

    /// <summary>What the pipeline was asked to decide again.</summary>
    public List<(MailId Mail, AccountId? Account, string By)> Redecided { get; } = [];

    /// <summary>What it was asked to decide by.</summary>
    public List<OperatorChoice?> Choices { get; } = [];

    public string? Trouble { get; set; }

    public string Folder => _folder;

    public Uri Address => _server.Address;

    public AccountId Acme => Database.Directory.Snapshot().AccountByKey("acme")!.Id;

    public AccountId Globex => Database.Directory.Snapshot().AccountByKey("globex")!.Id;

    public static async Task<OpsHouse> OpenAsync(Policy? policy = null)
    {
        var house = new OpsHouse();
        house.Database = Database.OpenForWriting(new StoreSettings(Path.Combine(house._folder, "touchpoints.db")), TimeProvider.System);
        house.Database.Directory.Import(new DirectoryImport
        {
            Accounts = [new AccountRow("acme", "Acme GmbH", ["acme.example"]), new AccountRow("globex", "Globex S.A.", ["globex.example"])],
            Flows = [new Flow("default", "Default", IsDefault: true)],
        });
        house._appender = house.Database.Octets.OpenAppender();
        house._epoch = house.Database.Ledger.OpenEpoch("log", 1694, 1);
        var context = new OpsContext(new Uri("http://127.0.0.1:0"), house.Database, policy ?? new Policy { LogAddresses = ["log@vendor.example"] }, TimeProvider.System)
        {
            CommandToken = Token,
            Trouble = () => house.Trouble,
            Redecide = house.Redecide,
            RunCommand = RunAsync,
        };
        house._server = await OpsPage.StartAsync(context, CancellationToken.None);
        house.Browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = house.Address };
        return house;
    }

    /// <summary>Takes a mail in and records what the test decides about it.</summary>
    public MailId Add(OpsMail mail, Func<MailToDecide, Decision> decide)
    {
        var stream = _appender.BeginMail();
        stream.Write(mail.Octets);
        var stored = _appender.EndMail();
        _appender.Sync();
        var delivery = Database.Ledger.Receive(_epoch, [new ReceivedMail(++_uid, "", stored, mail.ReceivedAt)])[0];
        var recorded = Database.Recorder.Record([mail.ToDecide(delivery)], (read, _) => new Decided(decide(read), mail.Trace) { Flags = mail.Flags });
        return recorded[0].Mail;
    }

    public MailId AddTouchpoint(OpsMail mail, AccountId? account = null)
        => Add(mail, read => new Decision.NewTouchpoints([new TouchpointDraft(account ?? Acme, mail.Item(read, Direction.Outbound))]));

    public MailId AddReply(OpsMail mail, TouchpointId thread) => Add(mail, read => new Decision.ThreadReply(new ReplyDraft(thread, mail.Item(read, Direction.Inbound))));

    public MailId AddHeld(OpsMail mail, HoldReason reason = HoldReason.NoMatch, params IReadOnlyList<AccountId> candidates)
        => Add(mail, _ => new Decision.Hold(reason, candidates, mail.Evidence));

    /// <summary>Changes what the program never changes so.</summary>
    public void Harm(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder, "touchpoints.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public Task<string> GetAsync(string path) => Browser.GetStringAsync(path);

    /// <summary>Sends a form of a page with its token, as a browser does.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await GetAsync(page);
        const string before = "name=\"__RequestVerificationToken\" value=\"";
        var start = html.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var token = html[start..html.IndexOf('"', start)];
        return await Browser.PostAsync(action, new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]));
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _server.DisposeAsync();
        _appender.Dispose();
        Database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        output.Write(string.Join('|', arguments));
        errors.Write("talk");
        return Task.FromResult(arguments.Length);
    }

    private Recorded Redecide(MailId mail, OperatorChoice? choice, string by)
    {
        Redecided.Add((mail, choice?.Account, by));
        Choices.Add(choice);
        return new Recorded(default, mail, RecordedAs.Unchanged, new Decided(new Decision.Ignore(IgnoreReason.Machine), new DecisionTrace([])));
    }
}

/// <summary>A mail as the store is given it, with every text of it free to choose.</summary>
internal sealed record OpsMail(string Subject)
{
    public string FromName { get; init; } = "Jane Doe";

    public string FromAddress { get; init; } = "jane@acme.example";

    public string Text { get; init; } = "Hello Anna";

    public string Signature { get; init; } = "";

    public string Quoted { get; init; } = "";

    public string Evidence { get; init; } = "";

    public IReadOnlyList<string> Flags { get; init; } = [];

    public IReadOnlyList<OpsFile> Files { get; init; } = [];

    public IReadOnlyList<Participant> People { get; init; } = [];

    public DecisionTrace Trace { get; init; } = new([new TraceStep("B2.1", Hit: false, "a person wrote it"), new TraceStep("B7.2", Hit: true, "jane@acme.example is a contact")]);

    public DateTimeOffset ReceivedAt { get; init; } = DateTimeOffset.UtcNow.AddMinutes(-3);

    public byte[] Octets => [.. Header, .. Files.SelectMany(f => f.Encoded), .. Encoding.UTF8.GetBytes($"\r\n{Quoted}\r\n")];

    private byte[] Header => Encoding.UTF8.GetBytes($"Subject: {Subject}\r\nFrom: {FromName} <{FromAddress}>\r\n\r\n{Text}\r\n");

    public MailToDecide ToDecide(Delivery delivery)
    {
        var parts = new List<MailPart>();
        long start = Header.Length;
        foreach (var file in Files)
        {
            parts.Add(new MailPart
            {
                MediaType = file.MediaType,
                Name = file.Name,
                Start = start,
                Length = file.Encoded.Length,
                TransferEncoding = file.TransferEncoding,
                DecodedOctets = file.Decoded.Length,
                Sha256 = SHA256.HashData(file.Decoded),
            });
            start += file.Encoded.Length;
        }

        var envelope = new MailEnvelope { Subject = Subject, From = [new MailAddress(FromName, FromAddress)], ReceivedAt = ReceivedAt };
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{delivery.Id.Value}"));
        var keys = new MailKeys { ContentHash = hash, TextHash = hash, ReceivedAt = ReceivedAt, MessageId = new MessageId($"{delivery.Id.Value}@acme.example") };
        return new MailToDecide(delivery, envelope, new MailContent { Text = Text, Parts = parts }, keys);
    }

    public ItemDraft Item(MailToDecide read, Direction direction) => new()
    {
        Author = new Author(read.Envelope.From[0], null, null),
        Direction = direction,
        OccurredAt = ReceivedAt,
        OccurredAtSource = "date",
        Subject = Subject,
        Text = new ShownText(Text, Signature, ""),
        Participants = People,
        CountsAsTouch = true,
    };
}

/// <summary>A file in a mail: what it is, and how it stands there.</summary>
internal sealed record OpsFile(string Name, byte[] Decoded, byte[] Encoded, string TransferEncoding = "base64", string MediaType = "application/pdf")
{
    public static OpsFile Base64(string name, byte[] content, string mediaType = "application/pdf")
        => new(name, content, Encoding.ASCII.GetBytes(Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks) + "\r\n"), MediaType: mediaType);
}
