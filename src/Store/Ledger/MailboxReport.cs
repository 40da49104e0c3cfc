namespace Touchpoints.Store;

/// <summary>State of a mailbox in plain words. Times are UTC; null means never.</summary>
public sealed record MailboxReport(string Mailbox, MailboxState State)
{
    /// <summary>Last time that everything there was had been fetched.</summary>
    public DateTimeOffset? CaughtUpAt { get; init; }

    /// <summary>When it will be tried again; null while it is connected.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>The last error with what to do, and when; empty when there was none since the last success.</summary>
    public string LastError { get; init; } = "";

    /// <summary>When <see cref="LastError"/> happened.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Mails on the server that have no row yet, at the last look.</summary>
    public int Unfetched { get; init; }
}

/// <summary>What a mailbox's loop is doing.</summary>
public enum MailboxState
{
    /// <summary>Not connected yet.</summary>
    Starting,

    /// <summary>Connecting and logging in.</summary>
    Connecting,

    /// <summary>Fetching.</summary>
    Fetching,

    /// <summary>Waiting in IDLE.</summary>
    Idle,

    /// <summary>Waiting for the next poll.</summary>
    Polling,

    /// <summary>A passing error; waits and tries again.</summary>
    BackingOff,

    /// <summary>A person must act: password, certificate, folder.</summary>
    NeedsAttention,

    /// <summary>Intake pauses: the disk is nearly full or the store is down.</summary>
    Paused,

    /// <summary>Stopped.</summary>
    Stopped,
}
