namespace Touchpoints.Store;

/// <summary>Reads a range of a segment, forward only, a question for each megabyte.</summary>
internal sealed class PostgresRangeStream(PostgresOctets octets, OctetsPlace range) : RangeStream(range.Length)
{
    private const int Piece = 1024 * 1024;

    private byte[] _piece = [];
    private int _at;
    private int _filled;
    private long _asked;

    protected override long WasRead => _asked - (_filled - _at);

    public override int Read(Span<byte> buffer)
    {
        var left = Length - _asked;
        if (_at == _filled && left > 0 && buffer.Length >= Math.Min(Piece, left))
        {
            // Nothing to keep: it goes where it is wanted.
            return Ask(buffer[..(int)Math.Min(buffer.Length, left)]);
        }

        if (_at == _filled)
        {
            Fill(left);
        }

        var taken = Math.Min(buffer.Length, _filled - _at);
        _piece.AsSpan(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private void Fill(long left)
    {
        if (_piece.Length == 0)
        {
            _piece = new byte[Math.Min(Piece, Length)];
        }

        _at = 0;
        _filled = left == 0 ? 0 : Ask(_piece.AsSpan(0, (int)Math.Min(_piece.Length, left)));
    }

    private int Ask(Span<byte> into)
    {
        var read = octets.Read(new OctetsPlace(range.Segment, range.Offset + _asked, into.Length), into);
        _asked += read;
        return read;
    }
}
