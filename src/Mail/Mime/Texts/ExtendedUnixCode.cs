using System.Text;

namespace Touchpoints.Mail;

/// <summary>EUC-JP and EUC-TW with the characters of three and four octets that the platform's code pages leave out.</summary>
internal sealed class ExtendedUnixCode : ReadOnlyEncoding
{
    /// <summary>JIS X 0212 stands behind 0x8F.</summary>
    public static readonly ExtendedUnixCode Japanese = new(51932, 0x8F, 1, 20932);

    /// <summary>Plane 2 of CNS 11643 stands behind 0x8E 0xA2; what stands behind other planes has no characters here.</summary>
    public static readonly ExtendedUnixCode Taiwanese = new(20000, 0x8E, 2, 20000);

    private readonly Encoding _common;
    private readonly Encoding _rare;
    private readonly byte _shift;
    private readonly int _head;

    private ExtendedUnixCode(int common, byte shift, int head, int rare)
        : base(common)
    {
        (_shift, _head) = (shift, head);
        _common = CodePagesEncodingProvider.Instance.GetEncoding(common) ?? Latin1;
        _rare = CodePagesEncodingProvider.Instance.GetEncoding(rare) ?? Latin1;
    }

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var written = 0;
        while (!bytes.IsEmpty)
        {
            var shift = bytes.IndexOf(_shift);
            var run = shift < 0 ? bytes : bytes[..shift];
            written += _common.GetChars(run, chars[written..]);
            if (shift < 0)
            {
                break;
            }

            bytes = bytes[shift..];
            var length = Math.Min(bytes.Length, _head + 2);
            var known = length == _head + 2 && (_head == 1 || bytes[1] == 0xA2);
            written += known ? Pairs(bytes.Slice(_head, 2), _rare, 0x80, 0, chars[written..]) : 1;
            if (!known)
            {
                chars[written - 1] = '\uFFFD';
            }

            bytes = bytes[length..];
        }

        return written;
    }
}
