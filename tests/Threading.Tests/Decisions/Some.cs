using System.Security.Cryptography;
using System.Text;

namespace Touchpoints.Threading.Tests;

/// <summary>Fills in everything that a test is not about.</summary>
internal static class Some
{
    public const string Log = "touchpoints@in.vendor.example";
    public const string ReplyDomain = "reply.vendor.example";

    public static readonly DateTimeOffset Arrival = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    public static readonly AccountId Acme = new(1);
    public static readonly AccountId Globex = new(2);
    public static readonly AccountId Initech = new(3);
    public static readonly AccountId Umbrella = new(4);

    public static Policy Policy { get; } = new()
    {
        LogAddresses = [Log],
        ReplyDomains = [ReplyDomain, "answers.vendor.example"],
        ReplyKeys = new ReplyKeyRing(1, new Dictionary<int, ReadOnlyMemory<byte>> { [1] = Encoding.ASCII.GetBytes("a key of thirty-two octets, fine") }),
        InstanceId = "tests",
        RobotAddresses = ["bcc@othercrm.example"],
        TrustedAuthServers = ["mx.vendor.example"],
    };

    /// <summary>Acme (jane, john with a second address, inactive olga), Globex (gina), Initech with sub-domains, nine small ones; carl belongs to Acme and Globex.</summary>
    public static DirectorySnapshot Directory { get; } = MakeDirectory(seed: 0);

    /// <summary>The same directory with the rows of every list in another order; 0 keeps it.</summary>
    public static DirectorySnapshot MakeDirectory(int seed) => MakeDirectory(seed, account => account);

    /// <summary>The same with changed accounts, and what operators decided.</summary>
    public static DirectorySnapshot MakeDirectory(
        int seed,
        Func<Account, Account>? change = null,
        IReadOnlyList<RememberedAddress>? remembered = null,
        IReadOnlyList<UserNeverLog>? neverLogOfUsers = null,
        IReadOnlyList<SenderRule>? senderRules = null)
    {
        Account[] accounts =
        [
            new(Acme, "acme", "Acme GmbH"), new(Globex, "globex", "Globex S.A."), new(Initech, "initech", "Initech Ltd"), new(Umbrella, "umbrella", "Umbrella AG"),
            new(new AccountId(50), "old-corp", "Old Corp", Archived: true),
            .. Enumerable.Range(1, 9).Select(i => new Account(new AccountId(100 + i), $"north-{i}", $"North {i}")),
        ];
        Contact[] contacts =
        [
            new(new ContactId(1), Acme, "Jane Doe", ["jane@acme.example", "j.doe@acme.example"]),
            new(new ContactId(2), Acme, "John Smith", ["john@acme.example", "john@post.example"]),
            new(new ContactId(3), Acme, "Olga Old", ["old@acme.example"], Active: false),
            new(new ContactId(4), Globex, "Gina Garcia", ["gina@globex.example"]),
            new(new ContactId(5), Initech, "Ivan Ivanov", ["ivan@initech.example"]),
            new(new ContactId(6), Umbrella, "Uma Underwood", ["uma@umbrella.example"]),
            new(new ContactId(7), Acme, "Carl Consult", ["carl@consult.example"]),
            new(new ContactId(8), Globex, "Carl Consult", ["carl@consult.example"]),
            new(new ContactId(9), Umbrella, "Erik (moved to us)", ["erik@vendor.example"]),
            new(new ContactId(10), new AccountId(50), "Otto", ["otto@old-corp.example"]),
            new(new ContactId(11), Acme, "Pat", ["pat.smith@gmail.com"]),
            .. Enumerable.Range(1, 9).Select(i => new Contact(new ContactId(100 + i), new AccountId(100 + i), $"Person {i}", [$"p{i}@north-{i}.example"])),
        ];
        User[] users =
        [
            new(new UserId(1), "anna", "Anna Adler", ["anna@vendor.example", "anna.adler@vendor.example"]),
            new(new UserId(2), "ben", "Ben Boss", ["ben@vendor.example"]),
            new(new UserId(3), "dan", "Dan Departed", ["dan@vendor.example"], Active: false),
            new(new UserId(4), "erik", "Erik Eriksen", ["erik@vendor.example"]),
        ];
        AccountDomain[] domains =
        [
            new("acme.example", Acme), new("globex.example", Globex), new("initech.example", Initech, SubDomains: true), new("umbrella.example", Umbrella),
            new("group.example", Acme), new("group.example", Globex), new("gmail.com", Umbrella), new("co.uk", Umbrella, SubDomains: true),
            new("freemail.example", Umbrella),
        ];
        var random = new Random(seed);
        return new DirectorySnapshot(
            1, Shuffled([.. accounts.Select(change ?? (account => account))]), Shuffled(contacts), Shuffled(users), Shuffled(domains),
            ["vendor.example"], ["lawyer@counsel.example", "@family.example"], [new Flow("default", "Customer success", IsDefault: true)])
        {
            Remembered = remembered ?? [],
            NeverLogOfUsers = neverLogOfUsers ?? [],
            SenderRules = senderRules ?? [],
        };

        IReadOnlyList<T> Shuffled<T>(T[] rows)
        {
            if (seed != 0)
            {
                random.Shuffle(rows);
            }

            return rows;
        }
    }

    public static MailAddress Address(string text)
    {
        var open = text.IndexOf('<', StringComparison.Ordinal);
        return open < 0 ? new MailAddress("", text) : new MailAddress(text[..open].Trim(), text[(open + 1)..].TrimEnd('>'));
    }

    /// <summary>Addresses from a list with commas; the own-address evidence is made of To, Cc, Bcc and <paramref name="deliveredTo"/>.</summary>
    public static MailEnvelope Envelope(
        string from = "anna@vendor.example", string to = "", string cc = "", string deliveredTo = "", string subject = "Renewal 2027", string id = "mail-1@client.example",
        string inReplyTo = "", string references = "")
    {
        var envelope = new MailEnvelope
        {
            MessageId = id.Length > 0 ? new MessageId(id) : null,
            InReplyTo = Ids(inReplyTo),
            References = Ids(references),
            Subject = subject,
            From = Addresses(from),
            To = Addresses(to),
            Cc = Addresses(cc),
            Date = Arrival.AddMinutes(-1),
            DateRaw = "Mon, 02 Nov 2026 07:59:00 +0000",
            ReceivedAt = Arrival,
        };
        return envelope with
        {
            OwnAddressEvidence =
            [
                .. Addresses(deliveredTo).Select(a => new AddressEvidence("Delivered-To", a.Address)),
                .. envelope.To.Select(a => new AddressEvidence("To", a.Address)),
                .. envelope.Cc.Select(a => new AddressEvidence("Cc", a.Address)),
            ],
        };
    }

    public static MailContent Content(string text = "Hello.", params string[] attachments) => new()
    {
        Text = text,
        Parts =
        [
            new MailPart { MediaType = "text/plain", IsBody = true, Sha256 = Hash(text) },
            .. attachments.Select(a => new MailPart { MediaType = "application/pdf", Name = "file.pdf", Sha256 = Hash(a) }),
        ],
    };

    public static Known Known(params StoredThread[] threads) => new()
    {
        Directory = Directory,
        Threads = threads,
        ReplyAddresses = [.. threads.Select(t => new StoredReplyAddress(AddressId(t), t.Id, Revoked: false))],
    };

    /// <summary>A thread with one reply address, whose id is the thread's number and a thousand.</summary>
    public static StoredThread Thread(
        long id, AccountId? account = null, string with = "jane@acme.example", TouchpointState state = TouchpointState.Open, bool isInternalNote = false, string subject = "Renewal 2027") =>
        new(new TouchpointId(id), account ?? Acme, state, isInternalNote, subject, [.. Addresses(with).Select(a => a.Address)]);

    public static ReplyAddressId AddressId(StoredThread thread) => new(1000 + thread.Id.Value);

    public static string ReplyTo(StoredThread thread) => ReplyAddress.Make(AddressId(thread), Policy);

    public static string OutboundId(StoredThread thread) => ReplyAddress.MakeMessageId(AddressId(thread), Policy).Value;

    /// <summary>A recorded mail as the store would tell it.</summary>
    public static StoredMail Stored(long id, MailEnvelope envelope, MailContent? content = null, MailState state = MailState.Recorded, params long[] threads) => new(
        new MailId(id), envelope.MessageId, Threading.Known.KeysFor(envelope, content ?? Content(), Policy).ContentHash, envelope.From.Count > 0 ? envelope.From[0].Address : "",
        envelope.Subject, envelope.DateRaw, envelope.ReceivedAt, state, [.. threads.Select(t => new TouchpointId(t))]);

    public static Decided Decide(MailEnvelope envelope, Known? known = null, MailContent? content = null, Policy? policy = null) =>
        Decider.Decide(envelope, content ?? Content(), known ?? Known(), policy ?? Policy);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static List<MailAddress> Addresses(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Address)];

    private static List<MessageId> Ids(string list) => [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(i => new MessageId(i))];
}
