using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Settles a delivery that has no octets: gone, or held for a person with what the server said.</summary>
internal static class MissedMail
{
    public static void Settle(DbConnection connection, long delivery, MissedKind kind, string said, long now)
    {
        if (kind is MissedKind.Vanished)
        {
            connection.Execute("UPDATE delivery SET state = 'vanished', reason = @said WHERE id = @delivery", new { said, delivery });
            return;
        }

        var reason = Words.Of(kind is MissedKind.Oversize ? HoldReason.Oversize : HoldReason.Unfetchable);
        var mail = connection.ExecuteScalar<long>(
            """
            INSERT INTO mail (delivery, content_hash, text_hash, sender, subject, date_raw, received_at, recorded_at, state, reason, kind, decided_by)
            VALUES (@delivery, @noHash, 0, '', '', '', @now, @now, 'held', @reason, 'normal', '') RETURNING id
            """,
            new { delivery, now, reason, noHash = Array.Empty<byte>() });
        connection.Execute(
            """
            INSERT INTO held (mail, reason, evidence, candidates) VALUES (@mail, @reason, @said, '[]');
            INSERT INTO mail_text (mail, reply, signature, shortened, cut_by, flags, trace) VALUES (@mail, '', '', 0, '', '[]', '[]');
            UPDATE delivery SET state = 'held', reason = @reason, mail = @mail WHERE id = @delivery;
            """,
            new { mail, reason, said, delivery });
    }
}
