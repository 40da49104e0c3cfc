using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// The octets of one connection: responses are found in a large buffer and read there, literals go on to a stream as they arrive. Every wait
/// ends after a silence or with its token.
/// </summary>
internal sealed class ImapWire(Stream stream) : IDisposable
{
    // Large reads: with 4 KB a read the calls cost more than the mail.
    private const int BufferOctets = 256 * 1024;
    private const int MaxLine = 64 * 1024;

    // One line names all UIDs of a mailbox.
    private const int MaxSearchLine = 32 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
    private Stream _stream = stream;
    private int _start;
    private int _length;
    private int _end;
    private CancellationTokenSource? _silence;
    private CancellationToken _silenceOf;

    /// <summary>What was read last, its line end included; valid until the next read.</summary>
    public ReadOnlySpan<byte> Response => _buffer.AsSpan(_start, _length);

    /// <summary>Octets of the literal that follows <see cref="Response"/>, or -1.</summary>
    public long LiteralAhead { get; private set; } = -1;

    /// <summary>True when nothing has arrived that was not read.</summary>
    public bool IsEmpty => _start + _length == _end;

    public Stream Stream => _stream;

    /// <summary>The length that a literal's marker at the end of a line announces: {5}, {5+} or ~{5}; -1 when there is none.</summary>
    public static long LiteralLength(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r\n"u8);
        if (line is not [.., (byte)'}'] || line.LastIndexOf((byte)'{') is var open && open < 0)
        {
            return -1;
        }

        var digits = line[(open + 1)..^1].TrimEnd((byte)'+');
        return !digits.IsEmpty && Utf8Parser.TryParse(digits, out long length, out var read) && read == digits.Length && length >= 0 ? length : -1;
    }

    public void Secure(Stream tls) => _stream = tls;

    /// <summary>Reads one response with its literals, which are short.</summary>
    public ValueTask ReadAsync(TimeSpan silence, CancellationToken cancellationToken) => ReadLinesAsync(takesLiterals: true, isRest: false, silence, cancellationToken);

    /// <summary>Reads one response, or up to its first literal, which <see cref="CopyLiteralAsync"/> then takes.</summary>
    public ValueTask ReadToLiteralAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        ReadLinesAsync(takesLiterals: false, isRest: false, silence, cancellationToken);

    /// <summary>Reads what follows a literal, up to the response's end or its next literal.</summary>
    public ValueTask ReadRestAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        ReadLinesAsync(takesLiterals: false, isRest: true, silence, cancellationToken);

    /// <summary>Writes the literal ahead, whole, to <paramref name="target"/>.</summary>
    public async ValueTask CopyLiteralAsync(Stream target, TimeSpan silence, CancellationToken cancellationToken)
    {
        Next();
        for (var left = LiteralAhead; left > 0;)
        {
            if (_start == _end)
            {
                await FillAsync(silence, cancellationToken);
            }

            var piece = (int)Math.Min(left, _end - _start);
            await target.WriteAsync(_buffer.AsMemory(_start, piece), cancellationToken);
            _start += piece;
            left -= piece;
        }

        LiteralAhead = -1;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(deadline);
        try
        {
            await _stream.WriteAsync(octets, wait.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImapProtocolException($"The server took no octet within {deadline.TotalSeconds:0.#} s.", e);
        }
        catch (IOException e)
        {
            throw new ImapProtocolException($"The connection broke while writing: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _silence?.Dispose();
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
    }

    private static bool MayHaveLiterals(ReadOnlySpan<byte> response)
    {
        // The text of a status response is free: "{5}" at its end is no literal.
        if (!response.StartsWith("* "u8))
        {
            return false;
        }

        var word = new ImapTokens(response[2..]).Word();
        return !(word.SequenceEqual("OK"u8) || word.SequenceEqual("NO"u8) || word.SequenceEqual("BAD"u8) || word.SequenceEqual("BYE"u8) || word.SequenceEqual("PREAUTH"u8));
    }

    private static int LimitOf(ReadOnlySpan<byte> line) =>
        line.StartsWith("* SEARCH"u8) || line.StartsWith("* ESEARCH"u8) ? MaxSearchLine : MaxLine;

    private void Next()
    {
        _start += _length;
        _length = 0;
    }

    private async ValueTask ReadLinesAsync(bool takesLiterals, bool isRest, TimeSpan silence, CancellationToken cancellationToken)
    {
        Next();
        LiteralAhead = -1;
        var read = 0;
        while (true)
        {
            var lineEnd = _buffer.AsSpan(_start + read, _end - _start - read).IndexOf((byte)'\n');
            read = lineEnd < 0 ? _end - _start : read + lineEnd + 1;
            if (read > MaxLine && read > LimitOf(_buffer.AsSpan(_start, read)))
            {
                throw new ImapProtocolException($"The server sent a line of more than {MaxLine} octets.");
            }

            if (lineEnd < 0)
            {
                await FillAsync(silence, cancellationToken);
                continue;
            }

            var literal = isRest || MayHaveLiterals(_buffer.AsSpan(_start, read)) ? LiteralLength(_buffer.AsSpan(_start, read)) : -1;
            if (literal < 0 || !takesLiterals)
            {
                (_length, LiteralAhead) = (read, literal);
                return;
            }

            read = literal <= MaxLine ? read + (int)literal : throw new ImapProtocolException($"The server announced {literal} octets where a few are in place.");
            while (_end - _start < read)
            {
                await FillAsync(silence, cancellationToken);
            }
        }
    }

    private async ValueTask FillAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        MakeRoom();
        var wait = Silence(cancellationToken);
        wait.CancelAfter(silence);
        try
        {
            var octets = await _stream.ReadAsync(_buffer.AsMemory(_end), wait.Token);
            _end += octets > 0 ? octets : throw new ImapProtocolException("The server closed the connection.");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImapProtocolException($"Nothing came from the server for {silence.TotalSeconds:0.#} s.", e);
        }
        catch (IOException e)
        {
            throw new ImapProtocolException($"The connection broke: {e.Message}", e);
        }
    }

    /// <summary>One source for all reads of a command: a new one for each costs more than the octets that it waits for.</summary>
    private CancellationTokenSource Silence(CancellationToken cancellationToken)
    {
        if (_silence is null || _silenceOf != cancellationToken || !_silence.TryReset())
        {
            _silence?.Dispose();
            _silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _silenceOf = cancellationToken;
        }

        return _silence;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
