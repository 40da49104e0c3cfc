using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Settles deliveries that have no octets: gone, or held for a person with what the server said.</summary>
internal sealed class MissedMail(Writer writer)
{
    private readonly Statement _mail = writer.PrepareInsert(
        "mail", "delivery, content_hash, text_hash, sender, subject, date_raw, received_at, recorded_at, state, reason, kind, decided_by");

    private readonly Statement _text = writer.PrepareInsert("mail_text", "mail, reply, signature, shortened, cut_by, flags, trace");
    private readonly Statement _held = writer.PrepareInsert("held", "mail, reason, evidence, candidates, fetch_at");
    private readonly Statement _settle = writer.Prepare("UPDATE delivery SET state = ?, reason = ?, mail = ? WHERE id = ?");

    private readonly Statement _describe = writer.Prepare(
        """
        UPDATE mail SET sender = ?1, subject = ?2, date_raw = ?3
        WHERE state = 'held' AND id = (SELECT d.mail FROM delivery d WHERE d.epoch = ?4 AND d.uid = ?5 AND d.state = 'held' AND d.length = 0)
        """);

    public bool Describe(long epoch, uint uid, MailEnvelope envelope)
    {
        _describe.With(MailWriter.Shown(envelope.From)).With(envelope.Subject).With(envelope.DateRaw).With(epoch).With((long)uid).Run();
        return true;
    }

    public void Settle(long delivery, MissedKind kind, string said)
    {
        if (kind is MissedKind.Vanished)
        {
            _settle.With("vanished").With(said).With((long?)null).With(delivery).Run();
            return;
        }

        var reason = Words.Of(kind is MissedKind.Oversize ? HoldReason.Oversize : HoldReason.Unfetchable);
        var now = writer.Time.GetUtcNow();
        var mail = _mail.With(delivery).With(ReadOnlyMemory<byte>.Empty).With(0).With("").With("").With("").With(now).With(now).With("held").With(reason).With("normal").With("").Insert();
        _text.With(mail).With("").With("").With(0).With("").With("[]").With("[]").Run();
        _held.With(mail).With(reason).With(said).With("[]").With(kind is MissedKind.Unfetchable ? UnfetchedMail.At(0, now)?.ToUnixTimeMilliseconds() : null).Run();
        _settle.With("held").With(reason).With(mail).With(delivery).Run();
    }
}
