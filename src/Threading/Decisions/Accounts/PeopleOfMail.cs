using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>What an address on a mail is to us, in the order in which it is asked (behaviour.md B7.1).</summary>
internal enum PersonSide
{
    /// <summary>Somebody who may be a customer.</summary>
    Outside,

    /// <summary>A name without an address, or an address that no mail could reach.</summary>
    Broken,

    /// <summary>A log or reply address of ours.</summary>
    Own,

    /// <summary>A user, or anybody of a domain of ours.</summary>
    Internal,

    /// <summary>On the never-log list.</summary>
    NeverLog,

    /// <summary>A known logger or robot.</summary>
    Robot,
}

/// <summary>Somebody on a mail: the address, the field it stood in, and its side.</summary>
internal sealed record Person(MailAddress Address, string Role, string Key, PersonSide Side)
{
    /// <summary>True for somebody who came to receive it.</summary>
    public bool IsRecipient => Role is not "from";
}

/// <summary>The people of a mail.</summary>
internal static class PeopleOfMail
{
    private static readonly SearchValues<char> NeverBare = SearchValues.Create(" \t\r\n<>,;");

    /// <summary>Everybody in From, To, Cc, Bcc and the Resent destinations, in that order, nobody twice.</summary>
    public static IReadOnlyList<Person> Of(MailCase mail, MailEnvelope envelope)
    {
        var people = new List<Person>();
        Add(people, envelope.From, "from", mail);
        Add(people, envelope.To, "to", mail);
        Add(people, envelope.Cc, "cc", mail);
        Add(people, envelope.Bcc, "bcc", mail);
        Add(people, envelope.ResentTo, "to", mail);
        Add(people, envelope.ResentCc, "cc", mail);
        return people;
    }

    /// <summary>Adds those who are not in the list yet. A name without an address is told from another by its name.</summary>
    public static void Add(List<Person> people, IReadOnlyList<MailAddress> addresses, string role, MailCase mail)
    {
        foreach (var address in addresses)
        {
            var key = address.Address.Length > 0 ? address.Key : address.DisplayName;
            if (key.Length > 0 && !Holds(people, key))
            {
                people.Add(new Person(address, role, key, SideOf(address, mail)));
            }
        }
    }

    private static bool Holds(List<Person> people, string key)
    {
        foreach (var person in people)
        {
            if (person.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    public static PersonSide SideOf(MailAddress address, MailCase mail)
    {
        if (!LooksReachable(address.Address))
        {
            return PersonSide.Broken;
        }

        if (OwnAddresses.IsOurs(address.Address, mail.Policy))
        {
            return PersonSide.Own;
        }

        if (IsInternal(address, mail.Directory))
        {
            return PersonSide.Internal;
        }

        if (mail.Directory.IsNeverLog(address) || (mail.LoggedBy is { } user && mail.Directory.IsNeverLog(address, user.Id)))
        {
            return PersonSide.NeverLog;
        }

        return Robots.Contains(address, mail.Policy) ? PersonSide.Robot : PersonSide.Outside;
    }

    /// <summary>On whose never-log list somebody stands, in words; of several people the organisation's, if one is on that.</summary>
    public static string NeverLogList(MailCase mail, IEnumerable<Person> people) =>
        mail.LoggedBy is { } user && people.Where(person => person.Side == PersonSide.NeverLog).All(person => !mail.Directory.IsNeverLog(person.Address))
            ? $"{user.Key}'s own never-log list"
            : "the never-log list";

    /// <summary>An address that is both a user and a contact is internal (B7.1, 2; S046).</summary>
    public static bool IsInternal(MailAddress address, DirectorySnapshot directory) =>
        directory.UserAt(address.Address) is not null || directory.IsInternalDomain(address.Domain);

    public static bool Any(IReadOnlyList<Person> people, PersonSide side, bool recipientsOnly)
    {
        foreach (var person in people)
        {
            if (person.Side == side && (person.IsRecipient || !recipientsOnly))
            {
                return true;
            }
        }

        return false;
    }

    // Legacy Exchange addresses ("/O=…") have no "@"; a blank or a second "@" outside quotes is no address that mail could go to.
    private static bool LooksReachable(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1 && address.Length <= 320 && address[0] != '/'
            && (address[0] == '"' || (!address.AsSpan().ContainsAny(NeverBare) && address.IndexOf('@', StringComparison.Ordinal) == at));
    }
}
