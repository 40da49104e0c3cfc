using System.Buffers.Binary;

namespace Touchpoints.Mail;

/// <summary>One attribute of a TNEF stream (MS-OXTNEF §2.1.3): its data are a range of the stream.</summary>
internal readonly record struct TnefAttribute(uint Id, int Start, int Length);

/// <summary>Walks over the attributes of a TNEF stream, once; where one is cut off or is none, the walk ends.</summary>
internal ref struct TnefScanner(ReadOnlySpan<byte> stream)
{
    // Level (1), id (4), length (4) before the data; a checksum (2) behind, which is not compared: programs write wrong ones.
    private const int Head = 9;
    private const int Checksum = 2;
    private const int Preamble = 6;
    private const uint Signature = 0x223E9F78;

    private readonly ReadOnlySpan<byte> _stream = stream;
    private int _at = Preamble;

    /// <summary>True once the stream ended before it should.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>True for octets that begin as TNEF does.</summary>
    public static bool IsTnef(ReadOnlySpan<byte> octets) => octets.Length >= Preamble && BinaryPrimitives.ReadUInt32LittleEndian(octets) == Signature;

    /// <summary>The next attribute; one that is cut off has what there is of it.</summary>
    public bool Next(out TnefAttribute attribute)
    {
        attribute = default;
        if (_at == _stream.Length || IsBroken)
        {
            return false;
        }

        if (_stream.Length - _at < Head || _stream[_at] is not (1 or 2))
        {
            IsBroken = true;
            return false;
        }

        var id = BinaryPrimitives.ReadUInt32LittleEndian(_stream[(_at + 1)..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_stream[(_at + 5)..]);
        var start = _at + Head;
        IsBroken = length > (uint)(_stream.Length - start);
        var kept = IsBroken ? _stream.Length - start : (int)length;
        attribute = new TnefAttribute(id, start, kept);
        _at = Math.Min(_stream.Length, start + kept + Checksum);
        return true;
    }
}
