namespace Touchpoints.Mail;

/// <summary>A range of what comes in.</summary>
internal sealed class RangeDecoder(long start, long length) : ContentDecoder
{
    private long _toSkip = start;
    private long _left = length;

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var skipped = (int)Math.Min(_toSkip, encoded.Length);
        _toSkip -= skipped;
        var taken = (int)Math.Min(_left, encoded.Length - skipped);
        _left -= taken;
        encoded.Slice(skipped, taken).CopyTo(output);
        return taken;
    }

    public override int Finish(Span<byte> output) => 0;
}
