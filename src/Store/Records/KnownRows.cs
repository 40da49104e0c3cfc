using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// A mail that has something to do with an id. One that names it is there once for each touchpoint that it hangs on, with all the <see cref="Ids"/> that it names; the mail that
/// carries it has neither.
/// </summary>
internal readonly record struct Naming(long Mail, long Role, string Ids, TouchpointId? Thread)
{
    /// <summary>The mail's own id.</summary>
    public const long Own = 0;

    /// <summary>An id that it names in In-Reply-To or References.</summary>
    public const long Ancestor = 1;

    /// <summary>The id of a mail that was attached to it, a recorded forward.</summary>
    public const long Original = 2;

    /// <summary>No mail that came: one that we sent in <see cref="Thread"/>, whose own id stands in <see cref="Ids"/>.</summary>
    public const long Sent = 3;
}

/// <summary>A mail of an author, for the loop guard.</summary>
internal readonly record struct RecentMail(long Thread, long Text, DateTimeOffset At);

/// <summary>
/// The rows that a mail is looked up by, each found by an index. What a batch will look up is asked for before its first mail is decided, and what it
/// writes is told here, so that on PostgreSQL a batch costs a handful of round trips (<see cref="Keyed{T}"/>).
/// </summary>
internal sealed class KnownRows
{
    // An id that many mails carry or name says nothing new after this many: the newest are asked.
    private const int MailsPerKey = 20;

    /// <summary>So many mails make an image part of a signature: further ones are not written down.</summary>
    public const int ImagesCounted = 3;

    /// <summary>So many mails with an automatic reply's words say that it is one: further ones are not written down.</summary>
    public const int AutomaticCounted = 3;

    // The loop guard need not count further.
    private const int RecentMails = 1000;

    private const int AddressesPerReport = 100;

    // Of an account with more of them the newest are evidence enough.
    private const int TouchpointsPerAccount = 2000;

    private readonly Writer _writer;
    private readonly AddressIds _addresses;
    private readonly Statement _around;
    private readonly Statement _earlier;

    public KnownRows(Writer writer, AddressIds addresses)
    {
        (_writer, _addresses) = (writer, addresses);
        Deliveries = writer.PrepareKeyed("SELECT state, mail, received_at FROM delivery WHERE id = ?1", row => (State: row.Text(0), Mail: row.Long(1), ReceivedAt: row.Time(2)));

        // Each part runs backwards through the index of message_key; one sort for all would cost as much as the rest.
        Messages = writer.PrepareKeyed(
            $"""
            SELECT * FROM (
              SELECT mail, role, '' AS ids, CAST(NULL AS bigint) AS thread FROM message_key
              WHERE hash = ?1 AND role = 0 AND mail <> ?2 AND mail < ?3 ORDER BY mail DESC LIMIT {2 * MailsPerKey}) own
            UNION ALL SELECT * FROM (
              SELECT k.mail, k.role, m.ancestors, coalesce(t.id, r.thread)
              FROM message_key k JOIN mail m ON m.id = k.mail LEFT JOIN touchpoint t ON t.mail = k.mail LEFT JOIN reply r ON r.mail = k.mail
              WHERE k.hash = ?1 AND k.role > 0 AND k.mail <> ?2 AND k.mail < ?3 ORDER BY k.role DESC, k.mail DESC LIMIT {2 * MailsPerKey}) naming
            UNION ALL SELECT 0, 3, message_id, thread FROM outbound_id WHERE hash = ?1
            """,
            row => new Naming(row.Long(0), row.Long(1), row.Text(2), row.IsNull(3) ? null : new TouchpointId(row.Long(3))));
        Contents = writer.PrepareKeyed($"SELECT mail FROM content_key WHERE hash = ?1 AND mail <> ?2 AND mail < ?3 LIMIT {MailsPerKey}", row => row.Long(0));
        Mails = writer.PrepareKeyed(
            """
            SELECT m.id, m.message_id, m.content_hash, a.key AS author, m.subject, m.date_raw, m.received_at, m.state
            FROM mail m LEFT JOIN address a ON a.id = m.author WHERE m.id = ?1
            """,
            Mail);
        Touchpoints = writer.PrepareKeyed("SELECT id FROM touchpoint WHERE mail = ?1 UNION ALL SELECT thread FROM reply WHERE mail = ?1 ORDER BY 1", row => new TouchpointId(row.Long(0)));
        ReplyAddresses = writer.PrepareKeyed("SELECT thread, revoked FROM reply_address WHERE id = ?1", row => (Thread: new TouchpointId(row.Long(0)), IsRevoked: row.Long(1) != 0));
        Threads = writer.PrepareKeyed("SELECT id, account, state, is_internal_note, subject, merged_into, last_touch FROM touchpoint WHERE id = ?1", Thread);
        People = writer.PrepareKeyed("SELECT p.address, a.key AS person FROM thread_person p JOIN address a ON a.id = p.address WHERE p.thread = ?1 ORDER BY 1", row => (Id: row.Long(0), Address: row.Text(1)));
        Recent = writer.PrepareKeyed(
            $"SELECT thread, text_hash, received_at FROM mail WHERE author = ?1 AND received_at BETWEEN ?2 AND ?3 AND id <> ?4 AND id < ?5 ORDER BY received_at DESC LIMIT {RecentMails}",
            row => new RecentMail(row.Long(0), row.Long(1), row.Time(2)));
        Images = writer.PrepareKeyed($"SELECT mail FROM image_seen WHERE hash = ?1 AND mail <> ?2 AND mail < ?3 LIMIT {ImagesCounted}", row => row.Long(0));
        Automatic = writer.PrepareKeyed($"SELECT mail FROM automatic_reply WHERE hash = ?1 AND mail <> ?2 AND mail < ?3 LIMIT {AutomaticCounted}", row => row.Long(0));
        _around = writer.Prepare($"SELECT id, subject FROM mail WHERE author = ?1 AND received_at >= ?2 AND id <> ?3 AND id < ?4 ORDER BY received_at LIMIT {RecentMails}");
        _earlier = writer.Prepare(
            $"""
            SELECT t.subject FROM (SELECT id, subject, last_touch FROM touchpoint WHERE account = ?1 AND last_touch >= ?2 ORDER BY last_touch DESC LIMIT {TouchpointsPerAccount}) t
            JOIN thread_person p ON p.thread = t.id AND p.address = ?3 ORDER BY t.last_touch DESC LIMIT {MailsPerKey}
            """);
        addresses.WhenMade(Recent.Begin);
    }

    /// <summary>The state of a delivery, its mail (0: none) and when it came.</summary>
    public Keyed<(string State, long Mail, DateTimeOffset ReceivedAt)> Deliveries { get; }

    /// <summary>By the hash of a Message-ID, of each role the newest first; "?2" is the mail to leave out, and from "?3" on all are, but for those that we sent.</summary>
    public Keyed<Naming> Messages { get; }

    /// <summary>By the hash of a content; "?2" is the mail to leave out, and from "?3" on all are.</summary>
    public Keyed<long> Contents { get; }

    /// <summary>By the hash of an author and an image; "?2" is the mail to leave out, and from "?3" on all are. No more than three are written.</summary>
    public Keyed<long> Images { get; }

    /// <summary>By the hash of an author and an automatic reply's words; "?2" is the mail to leave out, and from "?3" on all are. No more than three are written.</summary>
    public Keyed<long> Automatic { get; }

    public Keyed<StoredMail> Mails { get; }

    /// <summary>The touchpoints of a mail, and the thread of a reply.</summary>
    public Keyed<TouchpointId> Touchpoints { get; }

    public Keyed<(TouchpointId Thread, bool IsRevoked)> ReplyAddresses { get; }

    /// <summary>Without their people.</summary>
    public Keyed<StoredThread> Threads { get; }

    public Keyed<(long Id, string Address)> People { get; }

    /// <summary>By the address of an author; "?2" and "?3" are the time, "?4" the mail to leave out, and from "?5" on all are.</summary>
    public Keyed<RecentMail> Recent { get; }

    /// <summary>Mails that may be the quoted one by author and time; the mail to leave out, and those that came after one, are not among them.</summary>
    public List<(long Mail, string Subject)> Around(long author, QuotedMail quoted, long except, long before) =>
        _around.With(author).With(quoted.Since).With(except).With(before).Rows(row => (row.Long(0), row.Text(1)));

    /// <summary>Subjects of the touchpoints on an account since then that somebody took part in, the newest first.</summary>
    public List<string> Earlier(long account, DateTimeOffset since, long address) => _earlier.With(account).With(since).With(address).Rows(row => row.Text(0));

    /// <summary>The loop guard looks back ten minutes (B2.4).</summary>
    public static DateTimeOffset Since(DateTimeOffset receivedAt) => receivedAt.AddMinutes(-10);

    /// <summary>These mails come next, in one transaction.</summary>
    public void Expect(IReadOnlyList<MailToDecide> mails, IReadOnlyList<KeyHashes> hashes)
    {
        if (!_writer.AsksDearly || mails.Count == 0)
        {
            return;
        }

        var keys = hashes.Select(one => one.Keys).ToList();
        _addresses.Learn([.. keys.Select(key => key.Author), .. mails.SelectMany(mail => PeopleOf(mail.Envelope)), .. mails.SelectMany(mail => mail.Content.Parts).SelectMany(PeopleOf)]);
        Deliveries.Expect(mails.Select(mail => mail.Delivery.Id.Value));
        var ids = hashes.SelectMany(one => one.Ids).Distinct().ToList();
        var contents = hashes.Select(one => one.Content).Distinct().ToList();
        var tokens = keys.SelectMany(key => key.Tokens).Select(token => token.Value).Distinct().ToList();
        Messages.Expect(ids, 0, long.MaxValue);
        Contents.Expect(contents, 0, long.MaxValue);
        Images.Expect(hashes.SelectMany(one => one.Images), 0, long.MaxValue);
        Automatic.Expect(hashes.Select(one => one.Automatic).OfType<long>(), 0, long.MaxValue);
        ReplyAddresses.Expect(tokens);
        Recent.Expect(
            keys.Where(key => key.Author.Length > 0).Select(key => _addresses.Find(key.Author)).OfType<long>(),
            Since(keys.Min(key => key.ReceivedAt)).ToUnixTimeMilliseconds(),
            keys.Max(key => key.ReceivedAt).ToUnixTimeMilliseconds(),
            0,
            long.MaxValue);
        var named = ids.SelectMany(id => Messages.Of(id, 0, long.MaxValue)).ToList();
        var found = named.Where(name => name.Role is Naming.Own or Naming.Original).Select(name => name.Mail).Concat(contents.SelectMany(content => Contents.Of(content, 0, long.MaxValue))).ToList();
        Mails.Expect(found);
        Touchpoints.Expect(found);
        ExpectThreads([
            .. named.Select(name => name.Thread).OfType<TouchpointId>(),
            .. found.SelectMany(mail => Touchpoints.Of(mail)),
            .. tokens.SelectMany(token => ReplyAddresses.Of(token)).Select(address => address.Thread)]);
    }

    /// <summary>A mail was written, its touchpoints or the thread of its reply too.</summary>
    public void Wrote(long id, MailToDecide mail, KeyHashes hashes, Decided decided)
    {
        if (!_writer.AsksDearly)
        {
            return;
        }

        var keys = hashes.Keys;
        var outcome = Outcome.Of(decided.Decision);
        var isCounted = MailWriter.IsCounted(keys, decided);
        Mails.Begin(id);
        Mails.Add(id, new StoredMail(
            new MailId(id),
            keys.MessageId,
            keys.ContentHash,
            isCounted ? AddressKey.Of(keys.Author) : "",
            MailWriter.IsFactOnly(decided) ? "" : mail.Envelope.Subject,
            mail.Envelope.DateRaw,
            keys.ReceivedAt,
            Words.Parse<MailState>(outcome.MailState),
            []));
        WroteKeys(id, hashes, Touchpoints.Of(id), MailWriter.IsForward(decided));
        if (isCounted && _addresses.Find(keys.Author) is { } author)
        {
            Recent.Add(author, new RecentMail(outcome.Thread ?? Touchpoints.Of(id).FirstOrDefault().Value, KeyHash.Of(keys.TextHash), keys.ReceivedAt));
        }
    }

    /// <summary>A person was written to a thread, who may belong to it already.</summary>
    public void AddPerson(long thread, long id, string address)
    {
        if (_writer.AsksDearly && People.Of(thread) is var people && !people.Exists(person => person.Id == id))
        {
            people.Add((id, AddressKey.Of(address)));
            people.Sort();
        }
    }

    private static IEnumerable<string> PeopleOf(MailEnvelope envelope) => envelope.From.Concat(envelope.To).Concat(envelope.Cc).Concat(envelope.Bcc).Concat(envelope.ReplyTo).Select(person => person.Address);

    // Of a nested mail, or of a report: "Final-Recipient: rfc822; name@domain" (RFC 3464 §2.3.2).
    private static IEnumerable<string> PeopleOf(MailPart part) => part.Nested is { } nested
        ? PeopleOf(nested.Envelope)
        : (part.Text ?? "").Split('\n').Where(line => line.Contains('@', StringComparison.Ordinal)).Take(AddressesPerReport).Select(line => line[(line.LastIndexOfAny([' ', ';']) + 1)..].TrimEnd());

    private static StoredMail Mail(Statement row) => new(
        new MailId(row.Long(0)),
        row.IsNull(1) ? null : new MessageId(row.Text(1)),
        row.Blob(2),
        row.IsNull(3) ? "" : row.Text(3),
        row.Text(4),
        row.Text(5),
        row.Time(6),
        Words.Parse<MailState>(row.Text(7)),
        []);

    private static StoredThread Thread(Statement row) => new(
        new TouchpointId(row.Long(0)),
        new AccountId(row.Long(1)),
        Words.Parse<TouchpointState>(row.Text(2)),
        row.Long(3) != 0,
        row.Text(4),
        [])
    {
        MergedInto = row.IsNull(5) ? null : new TouchpointId(row.Long(5)),
        LastTouch = row.Time(6),
    };

    private void ExpectThreads(IReadOnlyList<TouchpointId> threads)
    {
        var ids = threads.Select(thread => thread.Value).Distinct().ToList();
        Threads.Expect(ids);
        People.Expect(ids);
        var survivors = ids.SelectMany(id => Threads.Of(id)).Select(thread => thread.MergedInto).OfType<TouchpointId>().ToList();
        if (survivors.Count > 0 && !survivors.TrueForAll(threads.Contains))
        {
            ExpectThreads(survivors);
        }
    }

    private void WroteKeys(long id, KeyHashes hashes, List<TouchpointId> touchpoints, bool isForward)
    {
        TouchpointId?[] threads = touchpoints.Count == 0 ? [null] : [.. touchpoints.Select(thread => (TouchpointId?)thread)];
        var ancestors = MailWriter.Ancestors(hashes.Keys);
        if (hashes.Own is { } own)
        {
            Messages.Add(own, new Naming(id, Naming.Own, "", Thread: null));
        }

        foreach (var thread in threads)
        {
            foreach (var original in isForward ? hashes.Originals : [])
            {
                Messages.Add(original, new Naming(id, Naming.Original, ancestors, thread));
            }

            foreach (var ancestor in hashes.Ancestors)
            {
                Messages.Add(ancestor, new Naming(id, Naming.Ancestor, ancestors, thread));
            }
        }

        Contents.Add(hashes.Content, id);
    }
}
