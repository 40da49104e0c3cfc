namespace Touchpoints.Mail;

/// <summary>How a connection is protected.</summary>
public enum ImapSecurity
{
    /// <summary>TLS from the first octet (RFC 8314); port 993.</summary>
    Tls,

    /// <summary>STARTTLS before anything is said, or no connection (RFC 9051 §6.2.1); port 143.</summary>
    StartTls,

    /// <summary>No protection; only sensible on loopback.</summary>
    None,
}

/// <summary>Where a server is. <see cref="CaFile"/> is a PEM file that is trusted instead of the system's roots, or null.</summary>
public sealed record ImapEndpoint(string Host, int Port, ImapSecurity Security)
{
    /// <summary>PEM file with the certificates to trust, or null.</summary>
    public string? CaFile { get; init; }
}

/// <summary>Deadlines of every wait. One that passes ends the connection with <see cref="ImapProtocolException"/>.</summary>
public sealed record ImapTimeouts
{
    /// <summary>From the first packet to an open TCP connection, the name's look-up included.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For the whole TLS handshake.</summary>
    public TimeSpan Tls { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For the greeting of the server, which some hold back from clients that come too often.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Answer to a command, measured since the last octet that arrived.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Silence within a literal.</summary>
    public TimeSpan Body { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the answer to DONE, which ends IDLE (RFC 2177): where a dead connection shows first.</summary>
    public TimeSpan Done { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the answer to LOGOUT; nothing is lost without it.</summary>
    public TimeSpan LogOut { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>A folder, its name decoded, and its special use in lower case ("\archive"), empty when it has none (RFC 6154).</summary>
public sealed record ImapFolder(string Name, string SpecialUse);

/// <summary>What SELECT said (RFC 9051 §6.3.2). <see cref="UidNext"/> is 0 when the server did not say.</summary>
public sealed record ImapSelected(uint UidValidity, uint UidNext, uint Exists, bool IsReadOnly, bool TakesKeywords);

/// <summary>RFC822.SIZE in octets and INTERNALDATE of one message.</summary>
public sealed record ImapMessageInfo(uint Uid, long Octets, DateTimeOffset InternalDate);

/// <summary>RFC822.SIZE in octets and the Message-ID field of one message, as it stands in its header; empty when it has none.</summary>
public sealed record ImapMessageKey(uint Uid, long Octets, ReadOnlyMemory<byte> MessageIdField);

/// <summary>From, Subject and Date of one message as they stand in its header, cut where they are very long.</summary>
public sealed record ImapMessageHead(uint Uid, ReadOnlyMemory<byte> Fields);

/// <summary>What of a folder's quota is used (RFC 9208 §5): STORAGE in units of 1024 octets, MESSAGE in messages.</summary>
public sealed record ImapQuota(string Resource, ulong Used, ulong Limit)
{
    /// <summary>The used part, 1 when the limit is reached; 0 where there is no limit.</summary>
    public double Share => Limit == 0 ? 0 : (double)Used / Limit;
}

/// <summary>The server answered NO or BAD; the connection stays usable. <see cref="Code"/> is the response code, e.g. "UNAVAILABLE", or empty.</summary>
public sealed class ImapCommandException(string message, string code) : Exception(message)
{
    /// <summary>The response code (RFC 9051 §7.1) without brackets, upper case; empty when there was none.</summary>
    public string Code { get; } = code;
}

/// <summary>The server refused the login. <see cref="IsTransient"/> for "too many connections", throttling and the like.</summary>
public sealed class ImapAuthenticationException(string message, bool isTransient) : Exception(message)
{
    /// <summary>True when the words or the code say that it is not about the password.</summary>
    public bool IsTransient { get; } = isTransient;
}

/// <summary>The step of connecting that failed.</summary>
public enum ImapConnectStep
{
    /// <summary>Finding the host's address.</summary>
    Dns,

    /// <summary>Opening the connection.</summary>
    Tcp,

    /// <summary>Agreeing on TLS, the certificate included.</summary>
    Tls,

    /// <summary>The server's first line.</summary>
    Greeting,
}

/// <summary>No connection.</summary>
public sealed class ImapConnectException(ImapConnectStep step, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Which step failed.</summary>
    public ImapConnectStep Step { get; } = step;
}

/// <summary>The connection is dead: a time-out, BYE, an end of file, or words that are no IMAP.</summary>
public sealed class ImapProtocolException(string message, Exception? inner = null) : Exception(message, inner);
