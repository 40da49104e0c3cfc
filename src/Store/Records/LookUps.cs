using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Answers a mail's keys with what is known of them, by indexes only.</summary>
internal sealed class LookUps
{
    // An id that many mails carry or name says nothing new after this many: the newest are asked.
    private const int MailsPerKey = 20;

    // The loop guard need not count further.
    private const int RecentMails = 1000;

    private readonly Statement _mailsByMessage;
    private readonly Statement _mailsByContent;
    private readonly Statement _mail;
    private readonly Statement _threadsOfMail;
    private readonly Statement _replyAddress;
    private readonly Statement _outbound;
    private readonly Statement _thread;
    private readonly Statement _people;
    private readonly Statement _recent;
    private readonly AddressIds _addresses;
    private readonly DirectoryStore _directory;

    public LookUps(Writer writer, AddressIds addresses, DirectoryStore directory)
    {
        _addresses = addresses;
        _directory = directory;
        _mailsByMessage = writer.Prepare(
            $"""
            SELECT k.mail, k.role, CASE k.role WHEN 1 THEN m.ancestors ELSE '' END, coalesce(t.id, r.thread)
            FROM message_key k JOIN mail m ON m.id = k.mail LEFT JOIN touchpoint t ON t.mail = k.mail LEFT JOIN reply r ON r.mail = k.mail
            WHERE k.hash = ? AND k.mail <> ? ORDER BY k.role, k.mail DESC, 4 LIMIT {2 * MailsPerKey}
            """);
        _mailsByContent = writer.Prepare($"SELECT mail FROM content_key WHERE hash = ? AND mail <> ? LIMIT {MailsPerKey}");
        _mail = writer.Prepare(
            """
            SELECT m.id, m.message_id, m.content_hash, a.key, m.subject, m.date_raw, m.received_at, m.state
            FROM mail m LEFT JOIN address a ON a.id = m.author WHERE m.id = ?
            """);
        _threadsOfMail = writer.Prepare("SELECT id FROM touchpoint WHERE mail = ?1 UNION ALL SELECT thread FROM reply WHERE mail = ?1 ORDER BY 1");
        _replyAddress = writer.Prepare("SELECT thread, revoked FROM reply_address WHERE id = ?");
        _outbound = writer.Prepare("SELECT thread FROM outbound_id WHERE hash = ? AND message_id = ?");
        _thread = writer.Prepare("SELECT account, state, is_internal_note, subject, merged_into FROM touchpoint WHERE id = ?");
        _people = writer.Prepare("SELECT a.key FROM thread_person p JOIN address a ON a.id = p.address WHERE p.thread = ? ORDER BY p.address");
        _recent = writer.Prepare($"SELECT thread, text_hash FROM mail WHERE author = ? AND received_at BETWEEN ? AND ? AND id <> ? ORDER BY received_at DESC LIMIT {RecentMails}");
    }

    /// <summary>What is known, the mail <paramref name="except"/> left out (0: none).</summary>
    public Known LookUp(MailKeys keys, long except = 0)
    {
        var mails = new List<StoredMail>();
        var hits = new List<AncestorHit>();
        var outbound = new List<OutboundId>();
        if (keys.MessageId is { } own)
        {
            FindMessage(own, except, mails, hits: null, outbound);
        }

        foreach (var ancestor in keys.Ancestors)
        {
            FindMessage(ancestor, except, mails, hits, outbound);
        }

        FindContent(keys.ContentHash, except, mails);
        var addresses = keys.Tokens.SelectMany(FindReplyAddress).ToList();
        var threads = Threads([
            .. mails.SelectMany(mail => mail.Touchpoints),
            .. hits.Select(hit => hit.Touchpoint),
            .. addresses.Select(address => address.Touchpoint),
            .. outbound.Select(id => id.Touchpoint)]);
        return new Known
        {
            Directory = _directory.Current(),
            Mails = mails,
            AncestorHits = hits,
            ReplyAddresses = addresses,
            Outbound = outbound,
            Threads = threads,
            Recent = Recent(keys, threads, except),
        };
    }

    /// <summary>The touchpoints of a mail, and the thread of a reply.</summary>
    public List<TouchpointId> ThreadsOf(long mail) => _threadsOfMail.With(mail).Rows(row => new TouchpointId(row.Long(0)));

    /// <summary>The account of a thread.</summary>
    public AccountId AccountOf(TouchpointId thread) => new(_thread.With(thread.Value).Number() ?? 0);

    private void FindMessage(MessageId id, long except, List<StoredMail> mails, List<AncestorHit>? hits, List<OutboundId> outbound)
    {
        var hash = KeyHash.Of(id);
        foreach (var (mail, ancestors, thread) in _mailsByMessage.With(hash).With(except)
            .Rows(row => (row.Long(0), row.Long(1) == 0 ? null : row.Text(2), row.IsNull(3) ? (TouchpointId?)null : new TouchpointId(row.Long(3)))))
        {
            if (ancestors is null)
            {
                Add(mails, mail, stored => stored.MessageId == id);
            }
            else if (hits is not null && thread is { } named && Names(ancestors, id) && !hits.Contains(new AncestorHit(id, named)))
            {
                hits.Add(new AncestorHit(id, named));
            }
        }

        outbound.AddRange(_outbound.With(hash).With(id.Value).Rows(row => new OutboundId(id, new TouchpointId(row.Long(0)))));
    }

    private static bool Names(string ancestors, MessageId id)
    {
        foreach (var line in ancestors.AsSpan().Split('\n'))
        {
            if (ancestors.AsSpan(line).SequenceEqual(id.Value))
            {
                return true;
            }
        }

        return false;
    }

    private void FindContent(ReadOnlyMemory<byte> contentHash, long except, List<StoredMail> mails)
    {
        if (contentHash.Length == 0)
        {
            return;
        }

        foreach (var mail in _mailsByContent.With(KeyHash.Of(contentHash)).With(except).Rows(row => row.Long(0)))
        {
            Add(mails, mail, stored => stored.ContentHash.Span.SequenceEqual(contentHash.Span));
        }
    }

    private void Add(List<StoredMail> mails, long id, Predicate<StoredMail> isReallyIt)
    {
        if (mails.Exists(mail => mail.Id.Value == id))
        {
            return;
        }

        var stored = _mail.With(id).Rows(row => new StoredMail(
            new MailId(row.Long(0)),
            row.IsNull(1) ? null : new MessageId(row.Text(1)),
            row.Blob(2),
            row.IsNull(3) ? "" : row.Text(3),
            row.Text(4),
            row.Text(5),
            row.Time(6),
            Words.Parse<MailState>(row.Text(7)),
            []))[0];
        if (isReallyIt(stored))
        {
            mails.Add(stored with { Touchpoints = ThreadsOf(id) });
        }
    }

    private List<StoredReplyAddress> FindReplyAddress(ReplyAddressId id) =>
        _replyAddress.With(id.Value).Rows(row => new StoredReplyAddress(id, new TouchpointId(row.Long(0)), row.Long(1) != 0));

    private List<StoredThread> Threads(IReadOnlyList<TouchpointId> ids)
    {
        var threads = new List<StoredThread>();
        var open = new Queue<TouchpointId>(ids);
        while (open.TryDequeue(out var id))
        {
            if (threads.Exists(thread => thread.Id == id))
            {
                continue;
            }

            var people = _people.With(id.Value).Rows(row => row.Text(0));
            var thread = _thread.With(id.Value).Rows(row => new StoredThread(
                id,
                new AccountId(row.Long(0)),
                Words.Parse<TouchpointState>(row.Text(1)),
                row.Long(2) != 0,
                row.Text(3),
                people)
            {
                MergedInto = row.IsNull(4) ? null : new TouchpointId(row.Long(4)),
            })[0];
            threads.Add(thread);
            if (thread.MergedInto is { } survivor)
            {
                open.Enqueue(survivor);
            }
        }

        return threads;
    }

    private RecentCounts Recent(MailKeys keys, List<StoredThread> threads, long except)
    {
        if (keys.Author.Length == 0 || _addresses.Find(keys.Author) is not { } author)
        {
            return new RecentCounts(0, 0, 0);
        }

        var text = KeyHash.Of(keys.TextHash);
        var rows = _recent.With(author).With(keys.ReceivedAt.AddMinutes(-10)).With(keys.ReceivedAt).With(except)
            .Rows(row => (Thread: row.Long(0), Text: row.Long(1)));
        return new RecentCounts(
            threads.Count == 0 ? 0 : rows.Count(row => threads.Exists(thread => thread.Id.Value == row.Thread)),
            rows.Count,
            rows.Count(row => row.Text == text));
    }
}
