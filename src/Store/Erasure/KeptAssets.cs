using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>
/// What is known of signature images while mails are erased (S134, behaviour.md B9): each mail has its own octets, so files of other mails are never touched; but that an
/// image came with so many mails of a sender is written down with the first of them only. Where others of the sender carry it too, they take their place.
/// </summary>
internal static class KeptAssets
{
    /// <summary>Before <paramref name="ids"/> are erased, inside their transaction. Of an image that only they carry nothing is kept.</summary>
    public static void HandOver(DbConnection connection, long[] ids)
    {
        var images = connection.Query<(long Hash, long Author, string Key, byte[] Sha256)>(
            $"""
            SELECT DISTINCT s.hash, m.author, a.key, x.sha256 FROM image_seen s JOIN mail m ON m.id = s.mail JOIN address a ON a.id = m.author JOIN attachment x ON x.mail = m.id
            WHERE {Dialect.Among(connection, "s.mail", "@ids")}
            """,
            new { ids });

        // The row says which image it is by a hash alone.
        foreach (var image in images.Where(image => KeyHash.Of(image.Key, image.Sha256) == image.Hash).ToList())
        {
            connection.Execute(
                $"""
                INSERT INTO image_seen (hash, mail)
                SELECT DISTINCT @Hash, x.mail FROM mail m JOIN attachment x ON x.mail = m.id
                WHERE m.author = @Author AND x.sha256 = @Sha256 AND m.state = 'recorded' AND NOT ({Dialect.Among(connection, "m.id", "@ids")}) ORDER BY x.mail LIMIT {KnownRows.ImagesCounted}
                ON CONFLICT DO NOTHING
                """,
                new { image.Hash, image.Author, image.Sha256, ids });
        }
    }
}
