namespace Touchpoints.Threading;

/// <summary>One mail on its way to its decision: what it says, what is known of it, and the trace and flags that the rules leave.</summary>
internal sealed class MailCase(MailEnvelope envelope, MailContent content, MailKeys keys, Known known, Policy policy)
{
    private readonly List<string> _flags = [];
    private readonly Dictionary<Person, AccountHits> _hits = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Person>? _people;
    private IReadOnlyList<PlacementHit>? _headerHits;

    public MailEnvelope Envelope { get; } = envelope;

    public MailContent Content { get; } = content;

    public MailKeys Keys { get; } = keys;

    public Known Known { get; } = known;

    public Policy Policy { get; } = policy;

    public DirectorySnapshot Directory => Known.Directory;

    /// <summary>What kind of machine wrote it, if one did: by the mail itself, or by what its sender said automatically before (M10).</summary>
    public MachineReading Machine { get; } =
        keys.WeakSign.Length > 0 && known.SaidAutomatically ? AutomaticReplies.WithSameWords(envelope, content, keys.WeakSign) : keys.Machine;

    public TraceWriter Trace { get; } = new();

    public IReadOnlyList<string> Flags => _flags;

    /// <summary>Our own addresses among those that the mail was sent to.</summary>
    public OwnAddressReading Own { get; } = keys.Own ?? OwnAddresses.Read(envelope, policy);

    /// <summary>The first From address, or null when there is none with an address.</summary>
    public MailAddress? From { get; } = FirstWithAddress(envelope.From);

    /// <summary>The user who stands in From, active or not, or null.</summary>
    public User? FromUser => From is { } from ? Directory.UserAt(from.Address) : null;

    /// <summary>Everybody in the header's originator and destination fields, each with a side.</summary>
    public IReadOnlyList<Person> People => _people ??= PeopleOfMail.Of(this, Envelope);

    /// <summary>What ids, marks and quotations point to (T2 to T10).</summary>
    public IReadOnlyList<PlacementHit> HeaderHits => _headerHits ??= ThreadPlacement.Of(this, Envelope, People);

    /// <summary>For a forward: the ids are those of the original where it is attached, and the people are the original's.</summary>
    public void PlaceBy(MailEnvelope original, IReadOnlyList<Person> people) => _headerHits = ThreadPlacement.Of(this, original, people);

    /// <summary>The user who put the mail on record, whose own never-log list counts too; null until that is known, and for other mail.</summary>
    public User? LoggedBy { get; private set; }

    /// <summary>From here on the people of the mail are seen with that user's never-log list (B7.1, 3).</summary>
    public void IsLoggedBy(UserId user)
    {
        if (Directory.NeverLogOfUsers.Any(row => row.User == user))
        {
            (LoggedBy, _people, _headerHits) = (Directory.User(user), null, null);
        }
    }

    /// <summary>What the directory says about one of the mail's outside people; found once, asked by several rules.</summary>
    public AccountHits HitsOf(Person person)
    {
        if (!_hits.TryGetValue(person, out var hits))
        {
            _hits.Add(person, hits = AccountHits.Of(person, Directory, Policy));
        }

        return hits;
    }

    public void Flag(string word)
    {
        if (!_flags.Contains(word))
        {
            _flags.Add(word);
        }
    }

    private static MailAddress? FirstWithAddress(IReadOnlyList<MailAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (address.Address.Length > 0)
            {
                return address;
            }
        }

        return null;
    }
}
