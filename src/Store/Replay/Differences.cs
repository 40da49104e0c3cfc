using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Compares what stands with what would be decided now: outcome, reason, and where it stands. Sentences of the trace are no difference.</summary>
public static class Differences
{
    /// <summary>The difference, or null when there is none.</summary>
    public static Difference? Of(StoredDecision was, Decided now)
    {
        ArgumentNullException.ThrowIfNull(was);
        ArgumentNullException.ThrowIfNull(now);
        if (IsClosed(was) || IsSame(was, Outcome.Of(now.Decision), now.Decision))
        {
            return IsRecorded(was) && TextOf(now.Decision) is { } text && text != was.Text ? new Difference(was, now, DifferenceKind.Text) : null;
        }

        return new Difference(was, now, KindOf(was, now.Decision));
    }

    internal static bool IsRecorded(StoredDecision was) => was.Outcome is "recorded" or "event";

    /// <summary>What a person dismissed, and of what was erased, stays so.</summary>
    private static bool IsClosed(StoredDecision was) => was is { Outcome: "ignored", Reason: "dismissed" or "tombstone" or "" or "variant" };

    private static bool IsSame(StoredDecision was, Outcome outcome, Decision now)
    {
        // That a mail that was ignored came before, ignored too, makes no difference to anybody.
        if (was.Outcome == "ignored" && now is Decision.Duplicate)
        {
            return true;
        }

        return was.Outcome == outcome.State && was.Reason == outcome.Reason && now switch
        {
            Decision.NewTouchpoints made => was.Places.All(place => place.As == "touchpoint") && Sorted(made.Items.Select(item => item.Account)).SequenceEqual(Sorted(was.Places.Select(place => place.Account))),
            Decision.ThreadReply reply => was.Places is [{ As: not "touchpoint" } only] && only.Touchpoint == reply.Reply.Thread,
            Decision.MailEvent happened => was.Places is [var only] && only.Touchpoint == happened.Event.Thread,
            _ => true,
        };
    }

    // Several mails that are attached to one forward may be touchpoints of one account.
    private static IEnumerable<long> Sorted(IEnumerable<AccountId> accounts) => accounts.Select(account => account.Value).Order();

    private static DifferenceKind KindOf(StoredDecision was, Decision now) => now switch
    {
        _ when !IsRecorded(was) => DifferenceKind.Settles,
        Decision.NewTouchpoints or Decision.ThreadReply or Decision.MailEvent => DifferenceKind.Moves,
        _ => DifferenceKind.OnlyTold,
    };

    private static string? TextOf(Decision decision) => decision switch
    {
        Decision.NewTouchpoints { Items: [var first, ..] } => first.Item.Text.Reply,
        Decision.ThreadReply reply => reply.Reply.Item.Text.Reply,
        _ => null,
    };
}
