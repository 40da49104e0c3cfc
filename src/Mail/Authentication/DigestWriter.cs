using System.Security.Cryptography;

namespace Touchpoints.Mail;

/// <summary>Octets on their way into SHA-256, gathered so that many small pieces cost little; what is beyond the limit is counted only.</summary>
internal sealed class DigestWriter(long limit = long.MaxValue) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _held = new byte[8 * 1024];
    private int _count;

    /// <summary>How many octets were written, those beyond the limit included.</summary>
    public long Written { get; private set; }

    public void Append(ReadOnlySpan<byte> octets)
    {
        var room = Math.Max(0, limit - Written);
        Written += octets.Length;
        if (octets.Length > room)
        {
            octets = octets[..(int)room];
        }

        if (octets.Length > _held.Length - _count)
        {
            Flush();
        }

        if (octets.Length > _held.Length)
        {
            _hash.AppendData(octets);
            return;
        }

        octets.CopyTo(_held.AsSpan(_count));
        _count += octets.Length;
    }

    public byte[] Finish()
    {
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_held, 0, _count);
        _count = 0;
    }
}
