using System.Buffers.Binary;

namespace Touchpoints.Mail;

/// <summary>One property of a message or attachment (MS-OXTNEF §2.1.3.4): its first value is a range of the stream.</summary>
internal readonly record struct MapiProperty(int Id, int Type, int Start, int Length);

/// <summary>Walks over a list of properties, once. A length that cannot be ends the walk.</summary>
internal ref struct MapiScanner
{
    private const int Named = 0x8000;
    private const int ManyValues = 0x1000;

    private readonly ReadOnlySpan<byte> _stream;
    private readonly int _end;
    private int _at;
    private uint _left;

    /// <summary>The list that begins at <paramref name="start"/> with its count.</summary>
    public MapiScanner(ReadOnlySpan<byte> stream, int start, int end)
    {
        _stream = stream;
        _at = start;
        _end = end;
        _left = Number();
    }

    /// <summary>Where the list ended; behind it stands what follows it.</summary>
    public readonly int At => _at;

    public bool Next(out MapiProperty property)
    {
        property = default;
        if (_left == 0 || _end - _at < 4)
        {
            return false;
        }

        _left--;
        var type = BinaryPrimitives.ReadUInt16LittleEndian(_stream[_at..]);
        var id = BinaryPrimitives.ReadUInt16LittleEndian(_stream[(_at + 2)..]);
        _at += 4;
        if (id >= Named && !SkipName())
        {
            return false;
        }

        var (start, length) = Values(type);
        property = new MapiProperty(id, type & ~ManyValues, start, length);
        return start >= 0;
    }

    private uint Number()
    {
        if (_end - _at < 4)
        {
            _at = _end;
            return 0;
        }

        _at += 4;
        return BinaryPrimitives.ReadUInt32LittleEndian(_stream[(_at - 4)..]);
    }

    private bool Skip(uint octets)
    {
        if (octets > (uint)(_end - _at))
        {
            _at = _end;
            _left = 0;
            return false;
        }

        _at += (int)octets;
        return true;
    }

    // A GUID, a kind, then a number or a name.
    private bool SkipName() => Skip(16) && (Number() == 0 ? Skip(4) : Number() is var length && Skip(Padded(length)));

    private (int Start, int Length) Values(int type)
    {
        var size = (type & ~ManyValues) switch
        {
            0x0002 or 0x0003 or 0x0004 or 0x000A or 0x000B => 4u, // 16 and 32 bits, float, error, boolean: padded to 4
            0x0005 or 0x0006 or 0x0007 or 0x0014 or 0x0040 => 8u, // double, currency, date, 64 bits, time
            0x0048 => 16u, // GUID
            0x0001 => 0u,
            0x000D or 0x001E or 0x001F or 0x0102 => uint.MaxValue, // object, string, Unicode, octets: each with its length
            _ => uint.MaxValue - 1,
        };
        if (size == uint.MaxValue - 1)
        {
            _left = 0;
            return (-1, 0);
        }

        var count = size == uint.MaxValue || (type & ManyValues) != 0 ? Number() : 1;
        var first = (Start: _at, Length: 0);
        for (var value = 0u; value < count && _at < _end; value++)
        {
            var length = size == uint.MaxValue ? Number() : size;
            var start = _at;
            if (!Skip(Padded(length)))
            {
                // Cut off: what is there belongs to it.
                return value == 0 ? (start, _end - start) : first;
            }

            first = value == 0 ? (start, (int)length) : first;
        }

        return first;
    }

    private static uint Padded(uint length) => length > int.MaxValue ? uint.MaxValue : (length + 3) & ~3u;
}
