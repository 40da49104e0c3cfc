namespace Touchpoints.Threading;

/// <summary>Somebody who writes into a thread, as the thread sees them (behaviour.md B4).</summary>
internal sealed record Writer(Author Author, ParticipantSide Side, bool IsKnown)
{
    public bool IsInternal => Side == ParticipantSide.Internal;
}

/// <summary>Whether a writer may: the writer, or what the mail becomes instead. A closed set.</summary>
internal abstract record Permission
{
    private Permission()
    {
    }

    public sealed record Granted(Writer Writer) : Permission;

    public sealed record Refused(Decision.Hold Hold) : Permission;
}

/// <summary>The rows of behaviour.md B4, first hit wins.</summary>
internal static class WhoMayReply
{
    /// <summary>A row: when it applies, what it says, its flag, its setting, and the reason when the setting (or the way it was found) holds.</summary>
    private sealed record Row(
        Func<MailCase, StoredThread, MailAddress, bool> Applies, string What, string Flag = "", HoldReason Reason = HoldReason.NewSender)
    {
        public Func<Policy, SenderPolicy> Setting { get; init; } = _ => SenderPolicy.Accept;

        /// <summary>What is told where it does not apply.</summary>
        public string Miss { get; } = $"Not so: the sender {What}.";

        /// <summary>A stranger, or another account's contact: never let in by headers alone.</summary>
        public bool NeedsToken { get; init; }
    }

    private static readonly Row[] Rows =
    [
        new((_, thread, from) => CommonPeople.IsParticipant(thread, from.Key), "takes part in the thread"),
        new((mail, _, from) => PeopleOfMail.IsInternal(from, mail.Directory), "is one of us, and now takes part"),
        new(IsOtherAddress, "takes part in the thread under another address", "other address"),
        new((mail, thread, from) => IsContactOf(mail, thread, from), "is another contact of the account", "new participant") { Setting = p => p.OtherContact },
        new((mail, _, from) => mail.Directory.ContactsAt(from.Address).Count > 0, "is a contact of another account", "other account", HoldReason.OtherAccount)
        {
            Setting = p => p.OtherAccount, NeedsToken = true,
        },
        new(HasDomainOfAccount, "is unknown, but has a domain of the account", "new person") { Setting = p => p.NewPerson },
        new((_, _, _) => true, "is nobody whom the thread or the account knows", "new sender") { Setting = p => p.NewSender, NeedsToken = true },
    ];

    /// <summary>
    /// May the sender write into <paramref name="thread"/>, which a signal of behaviour.md B5.1 named ("T1" a valid token, "T10" a mark in the subject, else the
    /// mail's ids and marks)?
    /// </summary>
    public static Permission Of(MailCase mail, StoredThread thread, string signal)
    {
        if (mail.From is not { } from)
        {
            return Refuse(mail, thread, HoldReason.NoAuthor, "From is missing, empty or cannot be read.");
        }

        if (NotGenuine(mail, thread) is { } refused)
        {
            return refused;
        }

        if (mail.FromUser is { Active: false } former && mail.Known.Choice is null)
        {
            return Refuse(mail, thread, HoldReason.AuthorInactive, $"From is the user {former.Key}, who is not active any more.");
        }

        // A mark in the subject is seen by everybody: it opens the thread to its people alone.
        if (signal == "T10" && mail.Known.Choice is null && !CommonPeople.IsParticipant(thread, from.Key))
        {
            return Refuse(mail, thread, HoldReason.SubjectToken, $"Only a mark in the subject names the thread, and {from.Key} does not take part in it.");
        }

        return ByRow(mail, thread, from, byToken: signal == "T1");
    }

    private static Permission ByRow(MailCase mail, StoredThread thread, MailAddress from, bool byToken)
    {
        foreach (var row in Rows)
        {
            if (!row.Applies(mail, thread, from))
            {
                mail.Trace.Miss("B4", row.Miss);
                continue;
            }

            var evidence = $"{from.Key} {row.What}.";
            var holds = row.Setting(mail.Policy) == SenderPolicy.Hold || (row.NeedsToken && !byToken);
            if (holds && mail.Known.Choice is null)
            {
                return Refuse(mail, thread, row.Reason, evidence);
            }

            mail.Trace.Hit("B4", evidence);
            if (row.Flag.Length > 0)
            {
                mail.Flag(row.Flag);
            }

            return new Permission.Granted(WriterOf(mail, thread, from, row));
        }

        throw new System.Diagnostics.UnreachableException("the last row applies to everybody");
    }

    private static Writer WriterOf(MailCase mail, StoredThread thread, MailAddress from, Row row)
    {
        if (PeopleOfMail.IsInternal(from, mail.Directory))
        {
            return new Writer(new Author(from, mail.FromUser?.Id, Contact: null), ParticipantSide.Internal, IsKnown: true);
        }

        var contact = ContactOf(mail, thread, from);
        var stranger = row.NeedsToken;
        return new Writer(new Author(from, User: null, contact?.Id), stranger ? ParticipantSide.NotParticipant : ParticipantSide.Outside, !stranger);
    }

    /// <summary>The contact at that address, of the thread's account if there is one there.</summary>
    private static Contact? ContactOf(MailCase mail, StoredThread thread, MailAddress from)
    {
        var contacts = mail.Directory.ContactsAt(from.Address) is { Count: > 0 } exact ? exact : mail.Directory.ContactsNear(from.Address);
        return contacts.FirstOrDefault(c => c.Account == thread.Account) ?? (contacts.Count > 0 ? contacts[0] : null);
    }

    private static Permission.Refused? NotGenuine(MailCase mail, StoredThread thread)
    {
        if (mail.Known.Choice is not null || AuthenticationResults.Read(mail.Envelope, mail.Policy) != AuthenticationVerdict.Fail)
        {
            return null;
        }

        const string What = "A trusted server found that the sender is not genuine";
        var isRequired = mail.Policy.Authentication == AuthenticationPolicy.Require;
        if (isRequired && !SenderRules.LetsThrough(mail, SenderRuleKind.Unverified, "B4", What))
        {
            return Refuse(mail, thread, HoldReason.AuthFailed, $"{What}, and the setting Authentication requires it.");
        }

        mail.Flag("sender not verified");
        if (!isRequired)
        {
            mail.Trace.Hit("B4", $"{What}; recorded with a mark, as the setting Authentication says.");
        }

        return null;
    }

    private static bool IsOtherAddress(MailCase mail, StoredThread thread, MailAddress from)
    {
        var normalised = AddressKey.Normalised(from.Address);
        var contacts = mail.Directory.ContactsAt(from.Address);
        foreach (var participant in thread.Participants)
        {
            if (AddressKey.Normalised(participant) == normalised || HaveAddress(contacts, participant))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HaveAddress(IReadOnlyList<Contact> contacts, string address)
    {
        var key = AddressKey.Of(address);
        foreach (var contact in contacts)
        {
            foreach (var other in contact.Addresses)
            {
                if (AddressKey.Of(other) == key)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsContactOf(MailCase mail, StoredThread thread, MailAddress from) =>
        mail.Directory.ContactsAt(from.Address).Concat(mail.Directory.ContactsNear(from.Address)).Any(c => c.Account == thread.Account);

    private static bool HasDomainOfAccount(MailCase mail, StoredThread thread, MailAddress from)
    {
        var hits = AccountHits.Of(new Person(from, "from", from.Key, PersonSide.Outside), mail.Directory, mail.Policy);
        return hits.IsByDomain && hits.Accounts.Contains(thread.Account);
    }

    private static Permission.Refused Refuse(MailCase mail, StoredThread thread, HoldReason reason, string evidence)
    {
        mail.Trace.Hit("B4", evidence);
        return new Permission.Refused(new Decision.Hold(reason, reason == HoldReason.OtherAccount ? [thread.Account] : [], evidence) { Thread = thread.Id });
    }
}
