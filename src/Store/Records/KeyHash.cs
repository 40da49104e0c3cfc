using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// The 64 bits that a text or a hash is found by: small keys keep a large index flat. Texts are compared on a hit, so that a collision, made on purpose or
/// not, finds nothing.
/// </summary>
internal static class KeyHash
{
    public static long Of(MessageId id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetByteCount(id.Value);
        var octets = length <= 512 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(id.Value, octets);
        SHA256.HashData(octets, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    /// <summary>An image of an author, or what one says automatically, by its hash.</summary>
    public static long Of(string author, ReadOnlyMemory<byte> hash) => Of(new MessageId($"{author}\n{Convert.ToHexString(hash.Span)}"));

    public static long Of(ReadOnlyMemory<byte> hash) => hash.Length < 8 ? 0 : BinaryPrimitives.ReadInt64BigEndian(hash.Span);
}
