namespace Touchpoints.Mail;

/// <summary>
/// The content of CMS signed-data (RFC 5652 §5) as a decoder: BER or DER, lengths definite or not, the content in one octet string or in
/// pieces (X.690 §8.7.3). The signature is passed over: who wants to check it needs the container.
/// </summary>
internal sealed class CmsDecoder : ContentDecoder
{
    private const int MostLevels = 24;
    private const int LongestHead = 16;

    // ContentInfo > [0] > SignedData > EncapsulatedContentInfo > [0] > OCTET STRING, by their places among their neighbours.
    private static readonly int[] Way = [0, 1, 0, 2, 1, 0];

    private readonly (long Left, int Children)[] _levels = new (long, int)[MostLevels];
    private readonly byte[] _head = new byte[LongestHead];
    private int _headLength;
    private int _depth;
    private int _onWay;
    private int _atRoot;
    private long _content;
    private bool _isShown;
    private bool _isOver;

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var written = 0;
        while (!encoded.IsEmpty && !_isOver)
        {
            if (_content > 0)
            {
                var piece = (int)Math.Min(_content, encoded.Length);
                if (_isShown)
                {
                    encoded[..piece].CopyTo(output[written..]);
                    written += piece;
                }

                encoded = encoded[piece..];
                Consume(piece);
                _content -= piece;
            }
            else
            {
                _head[_headLength++] = encoded[0];
                encoded = encoded[1..];
                Consume(1);
                ReadHead();
            }

            EndLevels();
        }

        return written;
    }

    public override int Finish(Span<byte> output) => 0;

    private void Consume(int octets)
    {
        for (var level = 0; level < _depth; level++)
        {
            if (_levels[level].Left > 0)
            {
                _levels[level].Left -= octets;
            }
        }
    }

    // A level of known length is over with its last octet; the others end with two zeros.
    private void EndLevels()
    {
        while (_depth > 0 && _content == 0 && _headLength == 0 && _levels[_depth - 1].Left == 0)
        {
            Leave();
        }
    }

    private void Leave()
    {
        _depth--;
        if (_onWay > _depth)
        {
            // Behind the content only certificates and signatures follow.
            _isOver = _onWay == Way.Length;
            _onWay = _depth;
        }
    }

    private void ReadHead()
    {
        var head = _head.AsSpan(0, _headLength);
        if (!BerHead.TryRead(head, out var length, out var isWhole))
        {
            _isOver = !isWhole && _headLength == LongestHead;
            return;
        }

        _headLength = 0;
        if (head[0] == 0 && length == 0)
        {
            if (_depth > 0)
            {
                Leave();
            }

            return;
        }

        Enter((head[0] & BerHead.Constructed) != 0, length);
    }

    private void Enter(bool isConstructed, long length)
    {
        var place = _depth == 0 ? _atRoot++ : _levels[_depth - 1].Children++;
        var isInside = _onWay == Way.Length;
        var isOnWay = !isInside && _onWay == _depth && Way[_depth] == place;
        if (isConstructed)
        {
            if (_depth == MostLevels)
            {
                _isOver = true;
                return;
            }

            _onWay += isOnWay ? 1 : 0;
            _levels[_depth++] = (length, 0);
            return;
        }

        _isShown = isInside || (isOnWay && _depth == Way.Length - 1);
        _content = Math.Max(0, length);
        _isOver = length < 0; // only what is constructed may have no length
    }
}
