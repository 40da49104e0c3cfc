namespace Touchpoints.Threading;

/// <summary>What a mail has in common with a thread (behaviour.md B5.1, guards).</summary>
internal static class CommonPeople
{
    /// <summary>Why they belong together, as the end of a sentence: a common outside person, or the same account; empty when neither is so.</summary>
    public static string Find(MailCase mail, StoredThread thread, IReadOnlyList<Person> people)
    {
        if (Participant(thread, people) is { } common)
        {
            return $"{common.Key} is on both";
        }

        return HasAccount(mail, thread.Account, people) ? "its people belong to the same account" : "";
    }

    /// <summary>The first outside person of the mail who takes part in the thread, or null.</summary>
    public static Person? Participant(StoredThread thread, IReadOnlyList<Person> people)
    {
        foreach (var person in people)
        {
            if (person.Side == PersonSide.Outside && IsParticipant(thread, person.Key))
            {
                return person;
            }
        }

        return null;
    }

    public static bool IsParticipant(StoredThread thread, string key)
    {
        foreach (var participant in thread.Participants)
        {
            if (AddressKey.Of(participant) == key)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when somebody outside on the mail is a contact, or has a domain, of the account.</summary>
    public static bool HasAccount(MailCase mail, AccountId account, IReadOnlyList<Person> people)
    {
        foreach (var person in people)
        {
            if (person.Side == PersonSide.Outside && mail.HitsOf(person).Accounts.Contains(account))
            {
                return true;
            }
        }

        return false;
    }
}
