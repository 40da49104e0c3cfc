using System.Text.Json;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Writes the rows of one mail: what it is, its keys, its texts, its attachments, and why it waits.</summary>
internal sealed class MailWriter
{
    private const int HeldTextElements = 20_000;

    private readonly Writer _writer;
    private readonly AddressIds _addresses;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _dismiss;
    private readonly Statement _hasAttachments;
    private readonly Statement _text;
    private readonly Statement _textAgain;
    private readonly Statement _messageKey;
    private readonly Statement _contentKey;
    private readonly Statement _contentKeyIfNew;
    private readonly Statement _attachment;
    private readonly Statement _imageSeen;
    private readonly Statement _automatic;
    private readonly Statement _notAutomatic;
    private readonly KnownRows _known;
    private readonly Statement _held;
    private readonly Statement _free;
    private readonly Statement _erase;

    public MailWriter(Writer writer, AddressIds addresses, KnownRows known)
    {
        _known = known;
        _writer = writer;
        _addresses = addresses;
        _insert = writer.PrepareInsert(
            "mail",
            """
            message_id, ancestors, content_hash, text_hash, author, sender, subject, date_raw, state, reason, kind, decided_by, thread, rules, delivery, received_at, recorded_at
            """);
        _update = writer.Prepare(
            """
            UPDATE mail SET message_id = ?, ancestors = ?, content_hash = ?, text_hash = ?, author = ?, sender = ?, subject = ?, date_raw = ?,
              state = ?, reason = ?, kind = ?, decided_by = ?, thread = ?, rules = ? WHERE id = ?
            """);
        _dismiss = writer.Prepare("UPDATE mail SET state = 'ignored', reason = 'dismissed', decided_by = '' WHERE id = ?");
        _hasAttachments = writer.Prepare("SELECT 1 FROM attachment WHERE mail = ? LIMIT 1");
        _text = writer.PrepareInsert("mail_text", "reply, signature, shortened, cut_by, flags, trace, mail");
        _textAgain = writer.Prepare("UPDATE mail_text SET reply = ?, signature = ?, shortened = ?, cut_by = ?, flags = ?, trace = ? WHERE mail = ?");
        _messageKey = writer.PrepareInsert("message_key", "hash, role, mail", "ON CONFLICT DO NOTHING");
        _contentKey = writer.PrepareInsert("content_key", "hash, message, mail");
        _contentKeyIfNew = writer.PrepareInsert("content_key", "hash, message, mail", "ON CONFLICT DO NOTHING");
        _attachment = writer.PrepareInsert(
            "attachment",
            """
            mail, name, media_type, decoded_octets, sha256, is_inline, content_id, start, length, transfer_encoding, is_asset, is_hidden
            """);
        _imageSeen = writer.PrepareInsert("image_seen", "hash, mail", "ON CONFLICT DO NOTHING");
        _automatic = writer.PrepareInsert("automatic_reply", "hash, mail", "ON CONFLICT DO NOTHING");
        _notAutomatic = writer.Prepare("DELETE FROM automatic_reply WHERE mail = ?");
        _held = writer.Prepare(
            """
            INSERT INTO held (mail, reason, evidence, candidates, thread, fetch_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (mail) DO UPDATE SET reason = excluded.reason, evidence = excluded.evidence, candidates = excluded.candidates, thread = excluded.thread,
              fetches = CASE held.reason WHEN excluded.reason THEN held.fetches ELSE 0 END, fetch_at = CASE held.reason WHEN excluded.reason THEN held.fetch_at ELSE excluded.fetch_at END
            """);
        _erase = writer.Prepare("UPDATE delivery SET erase = 1 WHERE id = ? AND length > 0");
        _free = writer.Prepare("DELETE FROM held WHERE mail = ?");
    }

    /// <summary>B5.3, B7.5: of an erased thread and of never-log people only the fact is kept.</summary>
    public static bool IsFactOnly(Decided decided) => decided.Decision is Decision.Ignore { Reason: IgnoreReason.Tombstone or IgnoreReason.NeverLog };

    /// <summary>Whether its author is kept, so that the loop guard counts it.</summary>
    public static bool IsCounted(MailKeys keys, Decided decided) => keys.Author.Length > 0 && !IsFactOnly(decided);

    /// <summary>Whether it recorded the mails that are attached to it.</summary>
    public static bool IsForward(Decided decided) => decided.Decision is Decision.NewTouchpoints { Items: [{ Kind: "forward" }, ..] };

    /// <summary>The ids that it names, as they are kept: one a line.</summary>
    public static string Ancestors(MailKeys keys) => string.Join('\n', keys.Ancestors.Select(ancestor => ancestor.Value));

    /// <summary>A new mail row with its keys, texts and attachments.</summary>
    public long Insert(MailToDecide mail, KeyHashes hashes, Decided decided, Outcome outcome)
    {
        var id = WithFacts(_insert, mail, hashes.Keys, decided, outcome).With(mail.Delivery.Id.Value).With(hashes.Keys.ReceivedAt).With(_writer.Time.GetUtcNow()).Insert();

        // Recording a known mail twice is refused by the schema; that a known mail is held or ignored may be said again.
        InsertKeys(hashes, id, IsForward(decided), decided.Decision is Decision.Hold or Decision.Ignore ? _contentKeyIfNew : _contentKey);
        WriteText(_text, id, mail, decided);
        InsertAttachments(id, mail.Content, decided);
        CountImages(id, hashes, decided);
        KeepAutomatic(id, hashes, decided);
        WriteHold(id, mail.Delivery, decided.Decision);
        return id;
    }

    /// <summary>A held mail that was decided again, perhaps by a program that could read more of it.</summary>
    public void Update(long id, MailToDecide mail, KeyHashes hashes, Decided decided, Outcome outcome)
    {
        WithFacts(_update, mail, hashes.Keys, decided, outcome).With(id).Run();
        InsertKeys(hashes, id, IsForward(decided), _contentKeyIfNew);
        WriteText(_textAgain, id, mail, decided);
        if (_hasAttachments.With(id).Number() is null)
        {
            InsertAttachments(id, mail.Content, decided);
        }

        CountImages(id, hashes, decided);
        if (!IsAutomatic(decided))
        {
            _notAutomatic.With(id).Run();
        }

        KeepAutomatic(id, hashes, decided);
        if (decided.Decision is not Decision.Hold)
        {
            _free.With(id).Run();
        }

        WriteHold(id, mail.Delivery, decided.Decision);
    }

    /// <summary>Of what comes for something erased the octets go too (B5.3: only the fact is kept).</summary>
    public void EraseOctets(DeliveryId delivery, Decided decided)
    {
        if (decided.Decision is Decision.Ignore { Reason: IgnoreReason.Tombstone })
        {
            _erase.With(delivery.Value).Run();
        }
    }

    /// <summary>A held mail that a person settled: it keeps its texts and its trace.</summary>
    public void Dismiss(long id)
    {
        _dismiss.With(id).Run();
        _free.With(id).Run();
    }

    // What a user put on record is the user's mail, whatever wrote it.
    private static bool IsAutomatic(Decided decided) => decided is { Kind: "auto-reply", Decision: Decision.MailEvent or Decision.Ignore { Reason: IgnoreReason.Machine } };

    /// <summary>A sender as it is kept: the address, or "Name &lt;address&gt;".</summary>
    public static string Shown(IReadOnlyList<MailAddress> from) =>
        from.Count == 0 ? "" : from[0].DisplayName.Length == 0 ? from[0].Address : $"{from[0].DisplayName} <{from[0].Address}>";

    private Statement WithFacts(Statement statement, MailToDecide mail, MailKeys keys, Decided decided, Outcome outcome)
    {
        var isFactOnly = IsFactOnly(decided);
        return statement.With(keys.MessageId?.Value)
            .With(Ancestors(keys))
            .With(keys.ContentHash)
            .With(KeyHash.Of(keys.TextHash))
            .With(IsCounted(keys, decided) ? _addresses.Of(keys.Author) : null)
            .With(isFactOnly ? "" : Shown(mail.Envelope.From))
            .With(isFactOnly ? "" : mail.Envelope.Subject)
            .With(mail.Envelope.DateRaw)
            .With(outcome.MailState).With(outcome.Reason).With(decided.Kind).With(decided.Trace.DecidedBy).With(outcome.Thread).With(Decider.RulesVersion);
    }

    private void InsertKeys(KeyHashes hashes, long id, bool isForward, Statement contentKey)
    {
        if (hashes.Own is { } own)
        {
            _messageKey.With(own).With(Naming.Own).With(id).Run();
        }

        foreach (var ancestor in hashes.Ancestors)
        {
            _messageKey.With(ancestor).With(Naming.Ancestor).With(id).Run();
        }

        foreach (var original in isForward ? hashes.Originals : [])
        {
            _messageKey.With(original).With(Naming.Original).With(id).Run();
        }

        if (hashes.Keys.ContentHash.Length > 0)
        {
            contentKey.With(hashes.Content).With(hashes.Own ?? 0).With(id).Run();
        }
    }

    private static void WriteText(Statement statement, long id, MailToDecide mail, Decided decided)
    {
        var text = decided.Decision switch
        {
            Decision.NewTouchpoints { Items: [var first, ..] } => first.Item.Text,
            Decision.ThreadReply reply => reply.Reply.Item.Text,
            Decision.MailEvent happened => new ShownText(happened.Event.Text, "", ""),
            Decision.Hold when mail.Failure is null => ReplyText.Of(mail.Content, HeldTextElements),
            _ => new ShownText("", "", ""),
        };

        // B5.3: of what comes for something erased only the fact is kept, and steps before the one that said so may name people.
        var trace = decided.Decision is Decision.Ignore { Reason: IgnoreReason.Tombstone } ? new DecisionTrace([.. decided.Trace.Steps.Where(step => step.Hit).TakeLast(1)]) : decided.Trace;
        statement.With(text.Reply).With(text.Signature).With(text.Shortened).With(text.CutBy)
            .With(JsonSerializer.Serialize(decided.Flags, StoredJson.Default.IReadOnlyListString))
            .With(StoredTrace.Write(trace))
            .With(id).Run();
    }

    private void InsertAttachments(long id, MailContent content, Decided decided)
    {
        if (decided.Decision is Decision.Ignore)
        {
            return;
        }

        foreach (var part in content.Parts.Where(part => part.IsAttachment || part.IsReplaced))
        {
            _attachment.With(id).With(part.Name).With(part.MediaType).With(part.DecodedOctets).With(part.Sha256).With(part.IsInline)
                .With(part.ContentId).With(part.Start).With(part.Length).With(part.TransferEncoding)
                .With(decided.SignatureImages.Any(image => image.Span.SequenceEqual(part.Sha256.Span))).With(part.IsReplaced).Run();
        }
    }

    // B9: of recorded mail alone, and only until an image is known well enough.
    private void CountImages(long id, KeyHashes hashes, Decided decided)
    {
        if (decided.Decision is not (Decision.NewTouchpoints or Decision.ThreadReply))
        {
            return;
        }

        foreach (var image in hashes.Images)
        {
            if (_known.Images.Of(image, 0, long.MaxValue) is var mails && mails.Count < KnownRows.ImagesCounted && !mails.Contains(id))
            {
                _imageSeen.With(image).With(id).Run();
                _known.Images.Add(image, id);
            }
        }
    }

    // M10: what this sender says automatically, unless it is known well enough.
    private void KeepAutomatic(long id, KeyHashes hashes, Decided decided)
    {
        if (IsAutomatic(decided)
            && hashes.Automatic is { } said
            && _known.Automatic.Of(said, 0, long.MaxValue) is var mails && mails.Count < KnownRows.AutomaticCounted && !mails.Contains(id))
        {
            _automatic.With(said).With(id).Run();
            _known.Automatic.Add(said, id);
        }
    }

    private void WriteHold(long id, Delivery delivery, Decision decision)
    {
        if (decision is Decision.Hold hold)
        {
            _held.With(id).With(Words.Of(hold.Reason)).With(hold.Evidence)
                .With(JsonSerializer.Serialize(hold.Candidates.Select(candidate => candidate.Value).ToArray(), StoredJson.Default.Int64Array))
                .With(hold.Thread?.Value)
                .With(hold.Reason is HoldReason.Unfetchable && delivery.Uid > 0 ? UnfetchedMail.At(0, _writer.Time.GetUtcNow())?.ToUnixTimeMilliseconds() : null).Run();
        }
    }
}
