namespace Touchpoints.Threading;

/// <summary>The settings that decisions depend on, as one value. Defaults are those of behaviour.md B12.</summary>
public sealed record Policy
{
    /// <summary>The addresses that people BCC or forward to, present and past.</summary>
    public IReadOnlyList<string> LogAddresses { get; init; } = [];

    /// <summary>The domains of reply addresses, the present one first; past ones still match (S021).</summary>
    public IReadOnlyList<string> ReplyDomains { get; init; } = [];

    /// <summary>The local part before the "+" of a reply address.</summary>
    public string ReplyLocalPart { get; init; } = "reply";

    /// <summary>Keys that reply addresses are made and checked with. Empty: no reply address is valid.</summary>
    public ReplyKeyRing ReplyKeys { get; init; } = ReplyKeyRing.Empty;

    /// <summary>This installation's id; part of every keyed check, so that no other installation's address is valid here.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>Addresses that are never participants: CRM BCC boxes, ticket addresses, calendar bots (behaviour.md B7.1, 4).</summary>
    public IReadOnlyList<string> RobotAddresses { get; init; } = [];

    /// <summary>What happens when the sender's authentication failed.</summary>
    public AuthenticationPolicy Authentication { get; init; } = AuthenticationPolicy.Warn;

    /// <summary>authserv-ids whose Authentication-Results are believed (RFC 8601 §2.5). Empty: none.</summary>
    public IReadOnlyList<string> TrustedAuthServers { get; init; } = [];

    /// <summary>What happens when the people of a mail belong to several accounts.</summary>
    public SeveralAccountsPolicy SeveralAccounts { get; init; } = SeveralAccountsPolicy.Each;

    /// <summary>How many accounts one mail may be recorded on.</summary>
    public int MaxAccounts { get; init; } = 5;

    /// <summary>Whether an account's domain matches people who are no contacts.</summary>
    public bool DomainMatch { get; init; } = true;

    /// <summary>Another contact of the thread's account answers.</summary>
    public SenderPolicy OtherContact { get; init; } = SenderPolicy.Accept;

    /// <summary>An unknown person of the account's domain answers.</summary>
    public SenderPolicy NewPerson { get; init; } = SenderPolicy.Accept;

    /// <summary>A stranger, or a customer from a private address, answers to a valid reply address.</summary>
    public SenderPolicy NewSender { get; init; } = SenderPolicy.Accept;

    /// <summary>A contact of another account answers to a valid reply address.</summary>
    public SenderPolicy OtherAccount { get; init; } = SenderPolicy.Hold;

    /// <summary>Whether domains of accounts add accounts to a mail on which somebody is a contact.</summary>
    public bool DomainsBesideContacts { get; init; }

    /// <summary>Nobody on a mail is a contact, and their domains belong to several accounts.</summary>
    public SeveralDomainsPolicy SeveralDomains { get; init; } = SeveralDomainsPolicy.Hold;

    /// <summary>Whether a tie between an account and those below it goes to the account above (behaviour.md B7.3, last step of the ladder).</summary>
    public bool UseParentAccount { get; init; }

    /// <summary>Marks of a server before us that call a mail spam, each "Header: beginning of its value". Empty: nobody is asked.</summary>
    public IReadOnlyList<string> SpamHeaders { get; init; } = [];

    /// <summary>Users' mailboxes that may forward customers' mail to a log address by themselves (behaviour.md B3).</summary>
    public IReadOnlyList<string> AutoForwardMailboxes { get; init; } = [];

    /// <summary>Personal tags of the log address, each with the key of the user it belongs to.</summary>
    public IReadOnlyDictionary<string, string> PersonalTags { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether mail to a log address is taken only with the author's personal tag.</summary>
    public bool RequirePersonalTag { get; init; }

    /// <summary>Whether a mark in the subject may name a thread (T10).</summary>
    public bool SubjectMarks { get; init; }

    /// <summary>A thread in which nobody wrote for so many days is old (behaviour.md B5.3); 0: none is.</summary>
    public int OldThreadDays { get; init; }

    /// <summary>What an answer in an old thread becomes.</summary>
    public OldThreadPolicy OldThread { get; init; } = OldThreadPolicy.Reply;

    /// <summary>The organisation's time zone, whose days engagements are counted by (IANA's name).</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What reports show of the counts of touchpoints and replies (behaviour.md B8).</summary>
    public ReportedNumber ReportedNumber { get; init; } = ReportedNumber.Both;

    /// <summary>More mails than this of one author in one thread in ten minutes are held.</summary>
    public int LoopMailsInThread { get; init; } = 20;

    /// <summary>More mails than this of one author in ten minutes are held.</summary>
    public int LoopMailsOfAuthor { get; init; } = 60;

    /// <summary>More mails than this with the same author, subject, text and attachments in ten minutes are held.</summary>
    public int LoopSameText { get; init; } = 5;

    /// <summary>How many Unicode text elements of the new words are shown.</summary>
    public int ShownTextElements { get; init; } = 20_000;

    /// <summary>A mail with more people than this is held (reliability.md E.6).</summary>
    public int MaxRecipients { get; init; } = 500;
}

/// <summary>What a failed sender authentication does.</summary>
public enum AuthenticationPolicy
{
    /// <summary>Recorded with a red flag.</summary>
    Warn,

    /// <summary>Held.</summary>
    Require,
}

/// <summary>What several matched accounts do (behaviour.md B7.3).</summary>
public enum SeveralAccountsPolicy
{
    /// <summary>One touchpoint an account, sharing one mail.</summary>
    Each,

    /// <summary>The account of the first To person.</summary>
    Primary,

    /// <summary>Held.</summary>
    Hold,
}

/// <summary>What several accounts found only by their domains do (behaviour.md B7.3).</summary>
public enum SeveralDomainsPolicy
{
    /// <summary>Held as ambiguous.</summary>
    Hold,

    /// <summary>As several accounts of contacts.</summary>
    Each,
}

/// <summary>What an answer in an old thread becomes (behaviour.md B5.3).</summary>
public enum OldThreadPolicy
{
    /// <summary>A reply with the flag "old".</summary>
    Reply,

    /// <summary>A touchpoint of its own, linked to the thread.</summary>
    NewTouchpoint,
}

/// <summary>What reports show of the counts of touchpoints and replies; both are kept whatever it is.</summary>
public enum ReportedNumber
{
    /// <summary>Each of them.</summary>
    Both,

    /// <summary>Touchpoints alone: a thread is one, however long.</summary>
    Touchpoints,

    /// <summary>One number, their sum.</summary>
    Sum,
}

/// <summary>Whether a kind of sender may write into a thread.</summary>
public enum SenderPolicy
{
    /// <summary>Recorded.</summary>
    Accept,

    /// <summary>Held.</summary>
    Hold,
}

/// <summary>The keys of reply addresses (reliability.md E.1). <see cref="Active"/> makes new ones; all of them check.</summary>
public sealed record ReplyKeyRing(int Active, IReadOnlyDictionary<int, ReadOnlyMemory<byte>> Keys)
{
    /// <summary>A ring without keys.</summary>
    public static ReplyKeyRing Empty { get; } = new(0, new Dictionary<int, ReadOnlyMemory<byte>>());
}
