using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Says what became of mail to programs that follow it (behaviour.md B1 row 17, B5.3): a row a change, in the transaction that makes the change. What it says of a
/// thread stands in the decision already; nothing is asked for it.
/// </summary>
internal sealed class ChangeWriter(Writer writer)
{
    private readonly Statement _insert = writer.PrepareInsert("change", "at, what, mail, thread, word, archived");

    /// <summary>A mail was decided and recorded; <paramref name="threads"/> as <see cref="ItemWriter.Write"/> answered them.</summary>
    public void Decided(long mail, Decided decided, IReadOnlyList<TouchpointId> threads)
    {
        var isArchived = decided.Flags.Contains(Flags.ArchivedAccount);
        switch (decided.Decision)
        {
            case Decision.NewTouchpoints:
                foreach (var touchpoint in threads)
                {
                    Write("touchpoint", mail, touchpoint.Value, Words.Of(TouchpointState.Open), isArchived);
                }

                break;
            case Decision.ThreadReply { Reply.Thread: var thread }:
                Write("reply", mail, thread.Value, Words.Of(decided.Flags.Contains(Flags.AfterClose) ? TouchpointState.Closed : TouchpointState.Open), isArchived);
                break;
            case Decision.MailEvent { Event: var happened }:
                Write("event", mail, happened.Thread.Value, happened.Kind, isArchived);
                break;
            case Decision.Hold hold:
                Write("held", mail, hold.Thread?.Value, Words.Of(hold.Reason), isArchived);
                break;
        }
    }

    /// <summary>A mail is held no longer, and has this outcome; what it became follows.</summary>
    public void Freed(long mail, string outcome) => Write("freed", mail, null, outcome, isArchived: false);

    /// <summary>A person or an import made a touchpoint that no mail made.</summary>
    public void Made(long thread, TouchpointState state, bool isArchived) => Write("touchpoint", null, thread, Words.Of(state), isArchived);

    /// <summary>A recorded mail, or a touchpoint that no mail made, stands elsewhere now; the touchpoint or thread that it is in.</summary>
    public void Moved(long? mail, long? thread) => Write("moved", mail, thread, "", isArchived: false);

    /// <summary>A person or an import deleted a touchpoint, erased it, or brought it back.</summary>
    public void State(long thread, TouchpointState now) => Write(
        now switch
        {
            TouchpointState.Deleted => "deleted",
            TouchpointState.Erased => "erased",
            _ => "restored",
        },
        null,
        thread,
        Words.Of(now),
        isArchived: false);

    private void Write(string what, long? mail, long? thread, string word, bool isArchived)
        => _insert.With(writer.Time.GetUtcNow()).With(what).With(mail).With(thread).With(word).With(isArchived).Run();
}
