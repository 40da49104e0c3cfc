namespace Touchpoints.Threading;

/// <summary>A kind of event, for operators. <see cref="Word"/> is what the store and outputs call it.</summary>
public sealed record EventKindText(string Word, string Meaning, string NextStep);

/// <summary>What machines say about a thread (behaviour.md B2.1), as data. docs/decisions-explained.md is made of it. None of them counts as a touch.</summary>
public static class EventKinds
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyList<EventKindText> All { get; } =
    [
        new("bounce", "A mail of the thread could not be delivered, or not yet: the state of each recipient is kept.", "For a recipient that failed for good, correct the address or ask for another one."),
        new("delivered", "A server says that a mail of the thread was delivered, or passed on.", "Nothing to do."),
        new("auto-reply", "An automatic answer, out of office for instance; the day of return is kept where it is stated.", "Nothing to do; write again after the day of return."),
        new("read-receipt", "A recipient's mail program says that a mail was shown, or deleted unread.", "Nothing to do."),
        new("complaint", "A recipient marked a mail of the thread as spam, and their provider says so.", "Do not write to that address again before you have spoken to the person."),
        new("invite-reply", "An answer to an invitation: accepted, declined, tentative, or another time proposed; what the person wrote is kept.", "Read it where a comment stands; else nothing."),
        new("invite-cancel", "A meeting was cancelled.", "Nothing to do."),
        new("recall", "The sender wants a mail back. What is recorded stays.", "Look at the mail that it names, if it matters."),
    ];

    /// <summary>The kind of a word, or null for a word that an older version wrote.</summary>
    public static EventKindText? Of(string word) => All.FirstOrDefault(kind => kind.Word == word);
}
