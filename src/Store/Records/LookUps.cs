using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Answers a mail's keys with what is known of them, by indexes only.</summary>
internal sealed class LookUps
{
    private const int EarlierDays = 90;

    private readonly KnownRows _rows;
    private readonly AddressIds _addresses;
    private readonly DirectoryStore _directory;
    private readonly Tombstones _tombstones;

    public LookUps(KnownRows rows, AddressIds addresses, DirectoryStore directory, Tombstones tombstones) => (_rows, _addresses, _directory, _tombstones) = (rows, addresses, directory, tombstones);

    /// <summary>What is known, the mail <paramref name="except"/> left out (0: none).</summary>
    public Known LookUp(KeyHashes hashes, long except = 0) => LookUp(hashes, new Asked(except, long.MaxValue));

    /// <summary>What was known before a mail came, by what is there now.</summary>
    public Known LookUpBefore(KeyHashes hashes, long mail) => LookUp(hashes, new Asked(0, mail));

    private Known LookUp(KeyHashes hashes, Asked of)
    {
        var keys = hashes.Keys;
        var found = new Found(of);
        if (keys.MessageId is { } own)
        {
            FindMessage(own, hashes.Own!.Value, found, isOwn: true);
        }

        for (var i = 0; i < hashes.Ancestors.Length; i++)
        {
            FindMessage(keys.Ancestors[i], hashes.Ancestors[i], found, isOwn: false);
        }

        FindContent(hashes, found);
        var quoted = Quoted(keys, of);
        var addresses = keys.Tokens.SelectMany(FindReplyAddress).ToList();
        var directory = _directory.Current();
        var threads = Threads([
            .. found.Mails.SelectMany(mail => mail.Touchpoints),
            .. quoted.SelectMany(mail => mail.Touchpoints),
            .. found.Hits.Select(hit => hit.Touchpoint),
            .. addresses.Select(address => address.Touchpoint),
            .. found.Outbound.Select(id => id.Touchpoint)]);
        return new Known
        {
            Directory = directory,
            Forwarded = found.Forwards,
            AroundQuoted = quoted,
            Earlier = [.. Earlier(keys, directory)],
            SeenImages = Images(hashes, of),
            SaidAutomatically = keys.WeakSign.Length > 0 && hashes.Automatic is { } said && _rows.Automatic.Of(said, of.Except, of.Before).Count > 0,
            Mails = found.Mails,
            AncestorHits = found.Hits,
            ReplyAddresses = addresses,
            Outbound = found.Outbound,
            Threads = threads,
            Recent = Recent(keys, threads, of),
        };
    }

    /// <summary>With what a person chose for the mail, and the thread of that.</summary>
    public Known With(Known known, OperatorChoice? choice) => choice?.Thread is not { } thread || known.Threads.Any(one => one.Id == thread)
        ? known with { Choice = choice }
        : known with { Choice = choice, Threads = [.. known.Threads, .. Threads([thread]).Where(further => known.Threads.All(one => one.Id != further.Id))] };

    /// <summary>The touchpoints of a mail, and the thread of a reply.</summary>
    public List<TouchpointId> ThreadsOf(long mail) => _rows.Touchpoints.Of(mail);

    /// <summary>The account of a thread.</summary>
    public AccountId AccountOf(TouchpointId thread) => _rows.Threads.Of(thread.Value)[0].Account;

    private void FindMessage(MessageId id, long hash, Found found, bool isOwn)
    {
        var of = found.Of;

        // Answers may have come before the mail itself. Those that came after it say nothing new when it is decided again.
        var namedBefore = isOwn && of.Except != 0 ? of.Except : long.MaxValue;
        foreach (var (mail, role, ids, thread) in Ordered(_rows.Messages.Of(hash, of.Except, of.Before)))
        {
            if (role == Naming.Own)
            {
                Add(
                    found.Mails,
                    mail,
                    stored => stored.MessageId == id ? stored
                        : stored.State is MailState.Tombstone && stored.MessageId?.Value == _tombstones.Of(id) ? stored with { MessageId = id }
                        : null);
            }
            else if (role == Naming.Ancestor && mail < namedBefore && thread is { } named && Names(ids, id) && !found.Hits.Contains(new AncestorHit(id, named)))
            {
                found.Hits.Add(new AncestorHit(id, named));
            }
            else if (role == Naming.Original && isOwn && Names(ids, id))
            {
                // B2.3: a forward that this mail was attached to.
                Add(found.Forwards, mail, stored => stored);
            }
            else if (role == Naming.Sent && thread is { } sentIn && ids == id.Value)
            {
                found.Outbound.Add(new OutboundId(id, sentIn));
            }
        }
    }

    // T9, S086: what its author sent around the time that the quotation shows.
    private List<StoredMail> Quoted(MailKeys keys, Asked of)
    {
        var mails = new List<StoredMail>();
        if (keys.Quoted is { } quoted && _addresses.Find(quoted.Author) is { } author)
        {
            foreach (var (mail, subject) in _rows.Around(author, quoted, of.Except, of.Before))
            {
                if (QuotedMails.HasSubject(quoted, subject))
                {
                    Add(mails, mail, stored => QuotedMails.Shows(quoted, stored) ? stored : null);
                }
            }
        }

        return mails;
    }

    // B9: how often the sender's small images came.
    private List<SeenImage> Images(KeyHashes hashes, Asked of)
    {
        var seen = new List<SeenImage>();
        for (var i = 0; i < hashes.Images.Length; i++)
        {
            if (_rows.Images.Of(hashes.Images[i], of.Except, of.Before).Count is > 0 and var mails)
            {
                seen.Add(new SeenImage(hashes.Keys.SmallImages[i], mails));
            }
        }

        return seen;
    }

    // B7.3: only of people, or domains, that belong to several accounts.
    private IEnumerable<EarlierTouch> Earlier(MailKeys keys, DirectorySnapshot directory)
    {
        var since = keys.ReceivedAt.AddTicks(-Math.Min(TimeSpan.TicksPerDay * EarlierDays, keys.ReceivedAt.UtcTicks));
        foreach (var person in keys.People)
        {
            if (directory.AccountsOf(person) is not { Count: > 1 } accounts || _addresses.Find(person) is not { } address)
            {
                continue;
            }

            foreach (var account in accounts)
            {
                foreach (var subject in _rows.Earlier(account.Value, since, address))
                {
                    yield return new EarlierTouch(person, account, subject);
                }
            }
        }
    }

    // As the database orders them, when some were added by mails of the same batch: who carries the id first, the newest first.
    private static IEnumerable<Naming> Ordered(List<Naming> namings) => namings.Count < 2
        ? namings
        : namings.OrderBy(naming => naming.Role == Naming.Ancestor).ThenByDescending(naming => naming.Mail).ThenBy(naming => naming.Thread?.Value ?? 0);

    private static bool Names(string ids, MessageId id)
    {
        foreach (var line in ids.AsSpan().Split('\n'))
        {
            if (ids.AsSpan(line).SequenceEqual(id.Value))
            {
                return true;
            }
        }

        return false;
    }

    private void FindContent(KeyHashes hashes, Found found)
    {
        var contentHash = hashes.Keys.ContentHash;
        if (contentHash.Length == 0)
        {
            return;
        }

        foreach (var mail in _rows.Contents.Of(hashes.Content, found.Of.Except, found.Of.Before))
        {
            Add(
                found.Mails,
                mail,
                stored => stored.ContentHash.Span.SequenceEqual(contentHash.Span) ? stored
                    : stored.State is MailState.Tombstone && stored.ContentHash.Span.SequenceEqual(_tombstones.Of(contentHash.Span)) ? stored with { ContentHash = contentHash }
                    : null);
        }
    }

    private void Add(List<StoredMail> mails, long id, Func<StoredMail, StoredMail?> asAskedFor)
    {
        if (mails.Exists(mail => mail.Id.Value == id))
        {
            return;
        }

        if (asAskedFor(_rows.Mails.Of(id)[0]) is { } stored)
        {
            mails.Add(stored with { Touchpoints = ThreadsOf(id) });
        }
    }

    private IEnumerable<StoredReplyAddress> FindReplyAddress(ReplyAddressId id) =>
        _rows.ReplyAddresses.Of(id.Value).Select(row => new StoredReplyAddress(id, row.Thread, row.IsRevoked));

    // A thread that a person names may not exist.
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

            if (_rows.Threads.Of(id.Value) is not [var row])
            {
                continue;
            }

            var thread = row with { Participants = [.. _rows.People.Of(id.Value).Select(person => person.Address)] };
            threads.Add(thread);
            if (thread.MergedInto is { } survivor)
            {
                open.Enqueue(survivor);
            }
        }

        return threads;
    }

    private RecentCounts Recent(MailKeys keys, List<StoredThread> threads, Asked of)
    {
        if (keys.Author.Length == 0 || _addresses.Find(keys.Author) is not { } author)
        {
            return new RecentCounts(0, 0, 0);
        }

        var text = KeyHash.Of(keys.TextHash);
        var since = KnownRows.Since(keys.ReceivedAt);
        var rows = _rows.Recent.Of(author, since.ToUnixTimeMilliseconds(), keys.ReceivedAt.ToUnixTimeMilliseconds(), of.Except, of.Before);

        // A batch is asked for at once, from its first mail to its last.
        rows = rows.TrueForAll(row => row.At >= since && row.At <= keys.ReceivedAt) ? rows : rows.FindAll(row => row.At >= since && row.At <= keys.ReceivedAt);
        return new RecentCounts(
            threads.Count == 0 ? 0 : rows.Count(row => threads.Exists(thread => thread.Id.Value == row.Thread)),
            rows.Count,
            rows.Count(row => row.Text == text));
    }

    /// <summary>What the ids of a mail lead to.</summary>
    private sealed class Found(Asked of)
    {
        public Asked Of { get; } = of;

        public List<StoredMail> Mails { get; } = [];

        public List<StoredMail> Forwards { get; } = [];

        public List<AncestorHit> Hits { get; } = [];

        public List<OutboundId> Outbound { get; } = [];
    }

    /// <summary>The mails that are asked: all but one, and those that came before another.</summary>
    private readonly record struct Asked(long Except, long Before);
}
