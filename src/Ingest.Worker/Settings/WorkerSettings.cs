using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Every setting of the worker, checked and with defaults, as one value (section "Touchpoints").</summary>
internal sealed record WorkerSettings
{
    public StoreSettings Store { get; init; } = new("var/touchpoints.db");

    public IReadOnlyList<MailboxSettings> Mailboxes { get; init; } = [];

    public Policy Policy { get; init; } = new();

    /// <summary>Where the ops page listens; loopback unless set otherwise. Port 0: any free one. Null: no page.</summary>
    public Uri? OpsUrl { get; init; } = new("http://127.0.0.1:8025");

    /// <summary>Largest mail that is taken in, in octets (behaviour.md B12).</summary>
    public long MaxMailOctets { get; init; } = 50L * 1024 * 1024;

    public LogSettings Log { get; init; } = new();

    /// <summary>The keys of reply addresses; empty: "reply-keys" beside the database file, or in "var" for PostgreSQL.</summary>
    public string ReplyKeyFile { get; init; } = "";

    /// <summary><see cref="ReplyKeyFile"/> with its default filled in.</summary>
    public string ReplyKeyFileOrDefault => ReplyKeyFile.Length > 0
        ? ReplyKeyFile
        : Path.Combine(Store.Folder, "reply-keys");
}

/// <summary>One mailbox to watch.</summary>
internal sealed record MailboxSettings(string Name, ImapEndpoint Endpoint, string User, string Password)
{
    public string Folder { get; init; } = "INBOX";

    public bool Idle { get; init; } = true;

    /// <summary>A look at the mailbox happens at least this often, IDLE or not.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the whole set of UIDs is compared (reliability.md E.3).</summary>
    public TimeSpan Compare { get; init; } = TimeSpan.FromMinutes(15);

    public Acknowledgement Acknowledgement { get; init; } = Acknowledgement.Keyword;

    /// <summary>The keyword, or the folder to move to.</summary>
    public string AcknowledgementName { get; init; } = "$Touchpoints";

    public ImapTimeouts Timeouts { get; init; } = new();

    /// <summary>Where the password is read again at every login; empty: <see cref="Password"/> is the password.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>The password as it is now: a file may have been changed since the start.</summary>
    public string CurrentPassword() => PasswordFile.Length > 0 && File.Exists(PasswordFile) ? FirstLine(PasswordFile) : Password;

    internal static string FirstLine(string file) => File.ReadLines(file).FirstOrDefault() ?? "";

    /// <summary>Without the password: values of this type may end in a log.</summary>
    public override string ToString() => $"{Name} ({User} at {Endpoint.Host}:{Endpoint.Port}, {Folder})";
}

/// <summary>What is done on the server once a mail is settled.</summary>
internal enum Acknowledgement
{
    Nothing,
    Keyword,
    Move,
}

/// <summary>Where the log goes.</summary>
internal sealed record LogSettings(string Level = "Information", bool Json = false, string? File = null);
