using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Writes touchpoints, replies and events with their people and counters.</summary>
internal sealed class ItemWriter
{
    private readonly Writer _writer;
    private readonly AddressIds _addresses;
    private readonly KnownRows _known;
    private readonly Statement _touchpoint;
    private readonly Statement _home;
    private readonly Statement _reply;
    private readonly Statement _link;
    private readonly Statement _event;
    private readonly Statement _recipient;
    private readonly Statement _participant;
    private readonly Statement _person;
    private readonly Statement[] _notes;
    private readonly Statement _countTouchpoint;
    private readonly Statement _countReply;
    private readonly Statement _countAccountReply;

    public ItemWriter(Writer writer, AddressIds addresses, KnownRows known)
    {
        _known = known;
        _writer = writer;
        _addresses = addresses;
        _touchpoint = writer.PrepareInsert(
            "touchpoint",
            """
            account, mail, kind, flow, is_internal_note, linked_to, last_touch, position, text, direction, subject, author, author_address, person_of_ours, contact, sent_by, note,
            occurred_at, occurred_at_source, recorded_at, counts
            """);
        _home = writer.PrepareUpdate("mail", "thread");
        _reply = writer.PrepareInsert(
            "reply",
            """
            thread, mail, is_internal, direction, subject, author, author_address, person_of_ours, contact, sent_by, note,
            occurred_at, occurred_at_source, recorded_at, counts
            """);
        _link = writer.PrepareInsert("thread_link", "thread, mail", "ON CONFLICT DO NOTHING");
        _event = writer.PrepareInsert("event", "thread, mail, kind, until, occurred_at");

        // "delayed" may come late and never takes back that a mail failed for good.
        _recipient = writer.Prepare(
            """
            INSERT INTO recipient_state (thread, address, action, status, diagnostic, permanence, event) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (thread, address) DO UPDATE SET action = excluded.action, status = excluded.status, diagnostic = excluded.diagnostic,
              permanence = excluded.permanence, event = excluded.event
            WHERE NOT (recipient_state.permanence = 'hard' AND excluded.permanence = 'delayed')
            """);
        _participant = writer.PrepareInsert("participant", "thread, reply, position, address, name, role, side, contact");
        _person = writer.PrepareInsert("thread_person", "thread, address", "ON CONFLICT DO NOTHING");
        _notes =
        [
            writer.Prepare("UPDATE touchpoint SET note = CASE note WHEN '' THEN ? ELSE note || ? END WHERE mail = ?"),
            writer.Prepare("UPDATE reply SET note = CASE note WHEN '' THEN ? ELSE note || ? END WHERE mail = ?"),
        ];
        _countTouchpoint = writer.PrepareCount("account", "touchpoints");
        _countReply = writer.PrepareCount("touchpoint", "replies");
        _countAccountReply = writer.PrepareCount("account", "replies", "(SELECT account FROM touchpoint WHERE id = ?2)");
    }

    /// <summary>The rows of a decision; answers the touchpoints or the thread. Touchpoints are numbered within their mail from <paramref name="first"/> on.</summary>
    public List<TouchpointId> Write(long mail, Decision decision, int first = 0)
    {
        _known.Touchpoints.Begin(mail);
        switch (decision)
        {
            case Decision.NewTouchpoints made:
                var ids = made.Items.Select((draft, position) => Touchpoint(mail, draft, first + position, made.Items[0].Item.Text)).ToList();
                _home.With(ids.Count == 0 ? null : ids[0].Value).With(mail).Run();
                return ids;
            case Decision.ThreadReply reply:
                Reply(mail, reply.Reply);
                return [reply.Reply.Thread];
            case Decision.MailEvent happened:
                Event(mail, happened.Event);
                return [happened.Event.Thread];
            case Decision.Hold { Thread: { } thread }:
                return [thread];
            case Decision.Ignore { Thread: { } thread }:
                return [thread];
            default:
                return [];
        }
    }

    /// <summary>What a further delivery adds to a mail that is recorded (B2.3): links to threads that it names, and a forwarder's note (S085).</summary>
    public void Merge(Decision.Duplicate duplicate)
    {
        foreach (var thread in duplicate.LinkedThreads)
        {
            _link.With(thread.Value).With(duplicate.Of.Value).Run();
        }

        if (duplicate.Note.Length > 0)
        {
            foreach (var note in _notes)
            {
                note.With(duplicate.Note).With("\n\n" + duplicate.Note).With(duplicate.Of.Value).Run();
            }
        }
    }

    private TouchpointId Touchpoint(long mail, TouchpointDraft draft, int position, ShownText mailText)
    {
        var item = draft.Item;
        var isNote = item.Direction is Direction.Note && !item.Participants.Any(person => person.Side is ParticipantSide.Outside);
        _touchpoint.With(draft.Account.Value).With(mail).With(draft.Kind).With(draft.Flow).With(isNote).With(draft.LinkedTo?.Value).With(item.OccurredAt)
            .With(draft.Kind == "forward" ? position : 0L).With(item.Text.Reply == mailText.Reply ? null : item.Text.Reply);
        var id = WithItem(_touchpoint, item).Insert();
        _known.Touchpoints.Add(mail, new TouchpointId(id));
        _known.Threads.Begin(id);
        _known.Threads.Add(id, new StoredThread(new TouchpointId(id), draft.Account, TouchpointState.Open, isNote, item.Subject, []) { LastTouch = item.OccurredAt });
        _known.People.Begin(id);
        People(id, reply: 0, item.Participants);
        _countTouchpoint.With(Touch(item)).With(draft.Account.Value).Run();
        return new TouchpointId(id);
    }

    private void Reply(long mail, ReplyDraft draft)
    {
        var item = draft.Item;
        var thread = draft.Thread.Value;
        var id = WithItem(_reply.With(thread).With(mail).With(draft.IsInternal), item).Insert();
        _known.Touchpoints.Add(mail, draft.Thread);
        People(thread, id, item.Participants);
        foreach (var linked in draft.LinkedThreads)
        {
            _link.With(linked.Value).With(mail).Run();
        }

        _countReply.With(Touch(item)).With(thread).Run();
        _countAccountReply.With(Touch(item)).With(thread).Run();
    }

    private void Event(long mail, EventDraft draft)
    {
        var until = draft.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var id = _event.With(draft.Thread.Value).With(mail).With(draft.Kind).With(until).With(draft.OccurredAt).Insert();
        foreach (var recipient in draft.Recipients)
        {
            _recipient.With(draft.Thread.Value).With(_addresses.Of(recipient.Address)).With(recipient.Action).With(recipient.Status)
                .With(recipient.Diagnostic).With(recipient.Permanence).With(id).Run();
        }
    }

    private Statement WithItem(Statement insert, ItemDraft item)
    {
        var author = item.Author;
        return insert.With(Words.Of(item.Direction)).With(item.Subject)
            .With(Shown(author.Address)).With(author.Address.Address.Length == 0 ? null : _addresses.Of(author.Address.Address))
            .With(author.User?.Value).With(author.Contact?.Value).With(author.SentBy is { } sender ? Shown(sender) : "").With(item.Note)
            .With(item.OccurredAt).With(item.OccurredAtSource).With(_writer.Time.GetUtcNow()).With(item.CountsAsTouch);
    }

    private void People(long thread, long reply, IReadOnlyList<Participant> participants)
    {
        var position = 0;
        foreach (var person in participants)
        {
            var address = _addresses.Of(person.Address.Address);
            _participant.With(thread).With(reply).With(position++).With(address).With(person.Address.DisplayName).With(person.Role)
                .With(Words.Of(person.Side)).With(person.Contact?.Value).Run();

            // B4: a stranger adds no participant until a person accepts it.
            if (person.Side is not ParticipantSide.NotParticipant)
            {
                _person.With(thread).With(address).Run();
                _known.AddPerson(thread, address, person.Address.Address);
            }
        }
    }

    private static long? Touch(ItemDraft item) => item.CountsAsTouch ? item.OccurredAt.ToUnixTimeMilliseconds() : null;

    private static string Shown(MailAddress address) =>
        address.DisplayName.Length == 0 || address.Address.Length == 0 ? address.DisplayName + address.Address : $"{address.DisplayName} <{address.Address}>";
}
