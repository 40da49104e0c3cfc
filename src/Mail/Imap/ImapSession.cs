using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Sees an untagged response: its number (0 when it has none), its name, and the rest to be read.</summary>
internal delegate void ImapUntagged(uint number, ReadOnlySpan<byte> name, ref ImapTokens rest);

/// <summary>Commands and their answers, and what a server may say at any time (RFC 9051 §7).</summary>
internal sealed class ImapSession(ImapWire wire, ImapTimeouts timeouts)
{
    // "* OK Still here" at every turn is no answer either.
    private const int SilencesInCommand = 10;

    private uint _exists;
    private int _tags;
    private string? _dead;

    public ImapWire Wire => wire;

    public ImapTimeouts Timeouts => timeouts;

    public FrozenSet<string> Capabilities { get; set; } = FrozenSet<string>.Empty;

    /// <summary>RFC 6855: folder names go as UTF-8.</summary>
    public bool TakesUtf8 { get; set; }

    public bool IsLoggedIn { get; set; }

    public bool IsDead => _dead is not null;

    /// <summary>New mail was told of since the last search began: kept, for it may be told during any command and is told only once.</summary>
    public bool HasNews { get; set; }

    public string NextTag() => string.Create(CultureInfo.InvariantCulture, $"t{++_tags}");

    /// <summary>Runs one operation; any failure but a plain refusal leaves the connection dead, for its words could no longer be told apart.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        if (IsDead)
        {
            throw new ImapProtocolException($"The connection is not to be used any more since: {_dead}");
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await operation();
        }
        catch (Exception e) when (e is not (ImapCommandException or ImapAuthenticationException))
        {
            _dead = e.Message;
            throw;
        }
    }

    /// <summary>Sends a command and reads until its answer.</summary>
    /// <exception cref="ImapCommandException">The answer is NO or BAD.</exception>
    public async Task<ImapStatus> CommandAsync(ImapLine line, ImapUntagged? untagged, CancellationToken cancellationToken)
    {
        var status = await AskAsync(line, untagged, cancellationToken);
        return status.IsOk ? status : throw new ImapCommandException($"The server refused {line.Name}: {status.Shown}", status.Code);
    }

    public async Task<ImapStatus> AskAsync(ImapLine line, ImapUntagged? untagged, CancellationToken cancellationToken)
    {
        var tag = NextTag();
        var pieces = line.Pieces();
        var since = Stopwatch.GetTimestamp();
        await SendAsync(tag, pieces[0], cancellationToken);
        for (var next = 1; ;)
        {
            await wire.ReadAsync(timeouts.Command, cancellationToken);
            if (Stopwatch.GetElapsedTime(since) > timeouts.Command * SilencesInCommand)
            {
                throw new ImapProtocolException($"The server went on talking, but did not answer {line.Name}.");
            }

            if (IsContinuation)
            {
                await wire.WriteAsync(next < pieces.Count ? pieces[next++] : throw Unasked(), timeouts.Command, cancellationToken);
            }
            else if (Tagged(tag, untagged) is { } status)
            {
                return status;
            }
        }
    }

    public ValueTask SendAsync(string tag, ReadOnlySpan<byte> line, CancellationToken cancellationToken) =>
        wire.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(tag), (byte)' ', .. line], timeouts.Command, cancellationToken);

    public bool IsContinuation => wire.Response is [(byte)'+', ..];

    /// <summary>The answer to <paramref name="tag"/>, or null after an untagged response was taken in.</summary>
    public ImapStatus? Tagged(string tag, ImapUntagged? untagged)
    {
        var tokens = new ImapTokens(wire.Response);
        var first = tokens.Word();
        if (first.SequenceEqual("*"u8))
        {
            TakeUntagged(tokens, untagged);
            return null;
        }

        var status = Ascii.Equals(first, tag) ? ImapStatus.Read(tokens) : null;
        if (status is null || status.Kind is "BYE" or "PREAUTH")
        {
            throw Unasked();
        }

        TakeCode(status);
        return status;
    }

    /// <summary>Takes in an untagged response; <paramref name="tokens"/> stand behind its star.</summary>
    public void TakeUntagged(ImapTokens tokens, ImapUntagged? untagged)
    {
        if (ImapStatus.Read(tokens) is { } status)
        {
            TakeCode(status);
            if (status.Kind == "BYE")
            {
                throw new ImapProtocolException($"The server ended the connection: {status.Shown}");
            }
        }

        var number = tokens.TryNumber(out var given) && given <= uint.MaxValue ? (uint)given : 0;
        var name = tokens.Word();
        if (Ascii.EqualsIgnoreCase(name, "CAPABILITY"u8))
        {
            TakeCapabilities(Encoding.ASCII.GetString(tokens.Rest));
        }
        else if (Ascii.EqualsIgnoreCase(name, "EXISTS"u8))
        {
            HasNews |= number > _exists;
            _exists = number;
        }
        else if (Ascii.EqualsIgnoreCase(name, "EXPUNGE"u8))
        {
            _exists = _exists > 0 ? _exists - 1 : 0;
        }

        untagged?.Invoke(number, name, ref tokens);
    }

    public ImapProtocolException Unasked() => new($"The server said what was not asked for: \"{ImapTokens.Shown(wire.Response)}\".");

    private void TakeCode(ImapStatus status)
    {
        if (status.Code == "CAPABILITY")
        {
            TakeCapabilities(status.Arguments);
        }
    }

    private void TakeCapabilities(string words) =>
        Capabilities = words.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
