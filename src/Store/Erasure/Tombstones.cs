using System.Security.Cryptography;
using System.Text;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// What is left of an erased mail's keys (reliability.md B35): hashes with a key of this installation, by which the mail is known when it comes again, and nothing
/// can be read. They stand where the Message-ID and the content hash stood.
/// </summary>
internal sealed class Tombstones(Writer writer)
{
    public const string KeyName = "tombstone_key";

    private readonly Statement _key = writer.Prepare($"SELECT value FROM setting WHERE name = '{KeyName}'");

    /// <summary>Within a transaction: makes the key when there is none.</summary>
    public void MakeKey() => writer.Connection.Execute(
        $"INSERT INTO setting (name, value) VALUES ('{KeyName}', @key) ON CONFLICT DO NOTHING", new { key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) });

    public string Of(MessageId id) => Convert.ToHexStringLower(Hash(Encoding.UTF8.GetBytes(id.Value)));

    public byte[] Of(ReadOnlySpan<byte> contentHash) => Hash(contentHash);

    private byte[] Hash(ReadOnlySpan<byte> of) =>
        _key.Rows(row => row.Text(0)) is [var key] ? HMACSHA256.HashData(Convert.FromHexString(key), of) : throw new InvalidOperationException("There is a tombstone without a key.");
}
