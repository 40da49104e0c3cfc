namespace Touchpoints.Mail;

/// <summary>A forward-only stream of decoded octets over a stream of encoded ones; memory does not grow with the content.</summary>
internal sealed class DecodingStream(Stream encoded, ContentDecoder decoder) : ForwardStream
{
    private const int Piece = 32 * 1024;
    private readonly byte[] _input = new byte[Piece];
    private readonly byte[] _output = new byte[ContentDecoder.Room(Piece)];
    private int _at;
    private int _end;
    private bool _finished;

    public override int Read(Span<byte> buffer)
    {
        while (_at == _end && !_finished && !buffer.IsEmpty)
        {
            Take(encoded.Read(_input));
        }

        return Give(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_at == _end && !_finished && !buffer.IsEmpty)
        {
            Take(await encoded.ReadAsync(_input, cancellationToken));
        }

        return Give(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            encoded.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(int count)
    {
        _at = 0;
        _finished = count == 0;
        _end = _finished ? decoder.Finish(_output) : decoder.Decode(_input.AsSpan(0, count), _output);
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _at);
        _output.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
